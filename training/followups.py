"""Fits qa/followups/coefficients.py: whether a question leans, and which phrases it takes up.

    python -m training.followups --data DIR

DIR holds dev/canard_rewrites, trec_cast_rewrites, mtrag_human_rewrites and mtrag_human_refsubset,
and train/squad_train_union. Two logistic regressions learn what people added to make follow-ups
stand alone. The first predicts whether people added topic words; the second, for questions where
they did, whether they added all words of a phrase. Both are fitted to half the conversations of
CANARD and TREC CAsT. The first also gets SQuAD's questions, which stand alone, each after another
one. The second also gets MTRAG's conversations that are not in mtrag_human_refsubset. Writes
qa/followups/coefficients.py, and prints how well it does on the other conversations.
"""

import argparse
from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np
from sklearn.feature_extraction import DictVectorizer
from sklearn.linear_model import LogisticRegression

from benchmarks.conversations import (
    MTRAG,
    REWRITES,
    FollowUp,
    draw_stand_alones,
    load_mtrag,
    load_rewrites,
)
from benchmarks.figures import auroc
from qa.followups import resolution as followups
from qa.followups.features import Features, candidates, leaning, probability

SQUAD = 4_000
"""How many stand-alone questions are drawn."""
STRENGTH = 0.3
"""Inverse strength of the regularisation."""

HEAD = '''"""What each feature says for a question leaning on others, and for a phrase being meant.

Written by python -m training.followups; the features are those of qa/followups/features.py.
"""

'''


def fit(rows: Sequence[Features], labels: Sequence[bool]) -> Features:
    """The coefficients of a logistic regression by feature, rounded to three decimals."""
    vectorizer = DictVectorizer()
    features = vectorizer.fit_transform(rows)
    model = LogisticRegression(C=STRENGTH, max_iter=2000, fit_intercept=False)
    model.fit(features, labels)
    return {
        name: round(float(weight), 3)
        for name, weight in zip(vectorizer.feature_names_, model.coef_[0], strict=True)
    }


def label_phrases(questions: Sequence[FollowUp]) -> Iterator[tuple[FollowUp, Features, bool]]:
    """For each phrase in earlier turns: the question, its features, whether people took it up."""
    for question in questions:
        for turns in dict.fromkeys((question.asked, question.told)):
            for candidate in candidates(question.text, turns):
                yield question, candidate.features, candidate.phrase.stems <= question.added_stems


def format_table(name: str, weights: Features) -> str:
    """The Python source of a dictionary of coefficients."""
    lines = "".join(f'    "{feature}": {weight},\n' for feature, weight in weights.items())
    return f"{name} = {{\n{lines}}}\n"


def main() -> None:
    """Writes the coefficients, and prints how well they do on the questions held out."""
    parser = argparse.ArgumentParser(description="Fit how follow-up questions are resolved.")
    parser.add_argument(
        "--data", type=Path, required=True, help="folder that holds dev/SET and train/SET"
    )
    options = parser.parse_args()
    dev = options.data / "dev"
    measured = {question.conversation for question in load_mtrag(dev)[1]}
    sets = {name: load_rewrites(dev, name) for name in REWRITES}
    sets[MTRAG] = [q for q in sets["mtrag_human_rewrites"] if q.conversation in measured]
    known = [
        question
        for name in REWRITES
        for question in sets[name]
        if (name == "mtrag_human_rewrites" or not question.is_held_out)
        if question.conversation not in measured
    ]
    alone = draw_stand_alones(options.data / "train" / "squad_train_union", SQUAD)
    asked = [q for name in REWRITES[1:] for q in sets[name] if not q.is_held_out] + alone
    rows = [leaning(question.text, question.asked) for question in asked]
    leans = fit(rows, [question.leans for question in asked])
    _, phrases, taken = zip(*label_phrases([q for q in known if q.leans]), strict=True)
    carries = fit(phrases, taken)
    target = Path(followups.__file__).with_name("coefficients.py")
    target.write_text(
        HEAD + format_table("LEANING", leans) + "\n" + format_table("CARRIED", carries)
    )
    for name, held in {
        **{name: [q for q in sets[name] if q.is_held_out] for name in REWRITES[1:]},
        MTRAG: sets[MTRAG],
    }.items():
        sure = [probability(leaning(q.text, q.asked), leans) for q in held]
        of = np.array([q.leans for q in held])
        triples = list(label_phrases([q for q in held if q.leans]))
        likely = [probability(features, carries) for _, features, _ in triples]
        changed = np.array(sure) >= followups.LEANS
        print(
            f"{name}: {len(held)} questions, AUROC of leaning {auroc(sure, list(of)):.3f}; taken to"
            f" lean: {changed[of].mean():.3f} of those that do, {changed[~of].mean():.3f} of the"
            f" others; AUROC of phrases {auroc(likely, [t for _, _, t in triples]):.3f}"
        )


if __name__ == "__main__":
    main()
