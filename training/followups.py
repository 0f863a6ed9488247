"""Fits qa/followups/coefficients.py: what tells that a question leans, and which words it takes up.

    python -m training.followups --data DIR

DIR holds dev/canard_rewrites, trec_cast_rewrites, mtrag_human_rewrites and mtrag_human_refsubset,
and train/squad_train_union. Two logistic regressions on what people added to make follow-ups stand
alone: whether they added words for topics, and, where they did, whether they added all words of a
phrase. Both are fitted to half the conversations of CANARD and TREC CAsT; the first, too, to
SQuAD's questions, which stand alone, each after another; the second, too, to the conversations of
MTRAG that are not in mtrag_human_refsubset. Writes qa/followups/coefficients.py and prints how the
others do.
"""

import argparse
from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np
from sklearn.feature_extraction import DictVectorizer
from sklearn.linear_model import LogisticRegression

from benchmarks.conversations import MTRAG, REWRITES, FollowUp, mtrag, rewritten, stand_alones
from benchmarks.figures import auroc
from qa.followups import resolution as followups
from qa.followups.features import Features, candidates, leaning, probability

SQUAD = 4_000
"""Questions drawn that stand alone."""
STRENGTH = 0.3
"""The inverse of the regularisation's."""

HEAD = '''"""What each feature says for a question leaning on others, and for a phrase being meant.

Written by python -m training.followups; the features are those of qa/followups/features.py.
"""

'''


def fitted(rows: Sequence[Features], labels: Sequence[bool]) -> Features:
    """The coefficients of a logistic regression, rounded to what is written."""
    vectorizer = DictVectorizer()
    features = vectorizer.fit_transform(rows)
    model = LogisticRegression(C=STRENGTH, max_iter=2000, fit_intercept=False)
    model.fit(features, labels)
    return {
        name: round(float(weight), 3)
        for name, weight in zip(vectorizer.feature_names_, model.coef_[0], strict=True)
    }


def carried(questions: Sequence[FollowUp]) -> Iterator[tuple[FollowUp, Features, bool]]:
    """The phrases of the turns before each, and whether people took them up."""
    for question in questions:
        for turns in dict.fromkeys((question.asked, question.told)):
            for candidate in candidates(question.text, turns):
                yield question, candidate.features, candidate.phrase.stems <= question.added


def table(name: str, weights: Features) -> str:
    lines = "".join(f'    "{feature}": {weight},\n' for feature, weight in weights.items())
    return f"{name} = {{\n{lines}}}\n"


def main() -> None:
    parser = argparse.ArgumentParser(description="Fit what follow-ups take up.")
    parser.add_argument("--data", type=Path, required=True, help="folder that holds dev and train")
    options = parser.parse_args()
    dev = options.data / "dev"
    measured = {question.conversation for question in mtrag(dev)[1]}
    sets = {name: rewritten(dev, name) for name in REWRITES}
    sets[MTRAG] = [q for q in sets["mtrag_human_rewrites"] if q.conversation in measured]
    known = [
        question
        for name in REWRITES
        for question in sets[name]
        if (name == "mtrag_human_rewrites" or not question.is_held_out)
        if question.conversation not in measured
    ]
    alone = stand_alones(options.data / "train" / "squad_train_union", SQUAD)
    asked = [q for name in REWRITES[1:] for q in sets[name] if not q.is_held_out] + alone
    rows = [leaning(question.text, question.asked) for question in asked]
    leans = fitted(rows, [question.leans for question in asked])
    _, phrases, taken = zip(*carried([q for q in known if q.leans]), strict=True)
    carries = fitted(phrases, taken)
    target = Path(followups.__file__).with_name("coefficients.py")
    target.write_text(HEAD + table("LEANING", leans) + "\n" + table("CARRIED", carries))
    for name, held in {
        **{name: [q for q in sets[name] if q.is_held_out] for name in REWRITES[1:]},
        MTRAG: sets[MTRAG],
    }.items():
        sure = [probability(leaning(q.text, q.asked), leans) for q in held]
        of = np.array([q.leans for q in held])
        triples = list(carried([q for q in held if q.leans]))
        likely = [probability(features, carries) for _, features, _ in triples]
        changed = np.array(sure) >= followups.LEANS
        print(
            f"{name}: {len(held)} questions, AUROC of leaning {auroc(sure, list(of)):.3f}, taken to"
            f" lean {changed[of].mean():.3f} of those that do, {changed[~of].mean():.3f} of the"
            f" others; AUROC of phrases {auroc(likely, [t for _, _, t in triples]):.3f}"
        )


if __name__ == "__main__":
    main()
