"""Fits qa/confidence.py: the coefficients of the probability, and the threshold of "answered".

    python -m training.confidence --data DIR

DIR holds train/squad_train_union and train/wikiqa_train. Of each set some documents are drawn
(seeded), in corpora of 5, 50 and 500; a question whose document was drawn has its answer there,
one whose document was not does not, and some of WikiQA's never do. Logistic regression of "the
first sentence is right" on the signals of the first sentence, answerable questions weighted to
three in five. The threshold is the highest that still answers 99 of 100 answerable questions:
until something reads the sentences, refusing is for what is far from everything here.
Prints the constants, and how they do on DIR/dev/xquad_en and DIR/dev/wikiqa_dev the same way.
"""

import argparse
import random
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import numpy.typing as npt
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import roc_auc_score

from benchmarks.provenance import provenance
from benchmarks.sets import QuestionSet, load
from index import Retriever, sync
from index.embedders import Embedder, named_embedder

SIZES = {5: 20, 50: 4, 500: 1}
"""How many corpora of how many documents are drawn from each set."""
QUESTIONS = 400
"""Asked of the corpora of one size."""
ANSWERABLE_SHARE = 0.6
ANSWERED_SHARE = 0.99

Floats = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Sample:
    """Questions asked, a row each."""

    signals: Floats
    """Shape (n, 2): coverage and cosine of the first sentence."""
    is_right: npt.NDArray[np.bool_]
    is_answerable: npt.NDArray[np.bool_]

    def weights(self) -> Floats:
        share = self.is_answerable.mean()
        yes, no = ANSWERABLE_SHARE / share, (1 - ANSWERABLE_SHARE) / (1 - share)
        return np.array([yes if answerable else no for answerable in self.is_answerable])


def corpora(source: QuestionSet, seed: int) -> Iterator[QuestionSet]:
    """Parts of a set, each with questions on what is in it and on what is not."""
    draw = random.Random(seed)
    for size, times in SIZES.items():
        for _ in range(times):
            names = draw.sample(sorted(source.documents), min(size, len(source.documents) * 2 // 3))
            documents = {name: source.documents[name] for name in names}
            inside = [q for q in source.questions if q.document in documents]
            outside = [q for q in source.questions if q.document not in documents]
            count = QUESTIONS // times // 2
            chosen = draw.sample(inside, min(count, len(inside)))
            chosen += draw.sample(outside, min(count, len(outside)))
            yield replace(source, documents=documents, questions=tuple(chosen))


def ask(part: QuestionSet, embedder: Embedder) -> Iterator[tuple[float, float, bool, bool]]:
    """Coverage, cosine, whether the first sentence is right, whether one could be, by question."""
    with tempfile.TemporaryDirectory() as work:
        corpus, index = Path(work, "corpus"), Path(work, "index")
        part.write(corpus)
        sync([corpus], index, model=embedder)
        with Retriever.open(index, model=embedder) as retriever:
            for question in part.questions:
                (hit,) = retriever.retrieve(question.text, 1)
                place = (Path(hit.document.path).name, hit.start, hit.end)
                right = question.is_right(hit.text, [place])
                answerable = any(name in part.documents for name, _, _ in question.gold)
                yield hit.signals.coverage, hit.signals.cosine, right, answerable


def sample(source: QuestionSet, embedder: Embedder, seed: int) -> Sample:
    rows = [row for part in corpora(source, seed) for row in ask(part, embedder)]
    table = np.array(rows, dtype=np.float64)
    return Sample(table[:, :2], table[:, 2] > 0, table[:, 3] > 0)


def join(samples: list[Sample]) -> Sample:
    return Sample(
        np.concatenate([s.signals for s in samples]),
        np.concatenate([s.is_right for s in samples]),
        np.concatenate([s.is_answerable for s in samples]),
    )


def calibration_error(probability: Floats, asked: Sample, bins: int = 10) -> float:
    """Expected calibration error: the mean gap of probability and frequency, bin by bin."""
    weights = asked.weights()
    bin_of = np.minimum((probability * bins).astype(int), bins - 1)
    gaps = [
        abs(np.sum((weights * (probability - asked.is_right))[bin_of == b])) for b in range(bins)
    ]
    return float(sum(gaps) / weights.sum())


def main() -> None:
    parser = argparse.ArgumentParser(description="Fit the confidence of the first citation.")
    parser.add_argument("--data", type=Path, required=True, help="folder that holds train and dev")
    parser.add_argument("--seed", type=int, default=0)
    options = parser.parse_args()
    embedder = named_embedder(None)

    def drawn(*names: str) -> list[Sample]:
        return [sample(load(options.data / name), embedder, options.seed) for name in names]

    train = join(drawn("train/squad_train_union", "train/wikiqa_train"))
    model = LogisticRegression(C=np.inf).fit(
        train.signals, train.is_right, sample_weight=train.weights()
    )
    probability = model.predict_proba(train.signals)[:, 1]
    threshold = np.quantile(probability[train.is_answerable], 1 - ANSWERED_SHARE)
    coverage, cosine = model.coef_[0]
    print(f"INTERCEPT, COVERAGE, COSINE = {model.intercept_[0]:.2f}, {coverage:.2f}, {cosine:.2f}")
    print(f"ANSWERED = {threshold:.2f}")
    print(f"{'set':<12}{'asked':>7}{'ECE':>7}{'AUROC':>7}{'answered':>10}{'refused':>9}")
    names = ("dev/xquad_en", "dev/wikiqa_dev")
    for name, asked in [("train", train), *zip(names, drawn(*names), strict=True)]:
        probability = model.predict_proba(asked.signals)[:, 1]
        said = probability >= threshold
        print(
            f"{name.split('/')[-1]:<12}{len(said):>7}{calibration_error(probability, asked):>7.3f}"
            f"{roc_auc_score(asked.is_answerable, probability):>7.3f}"
            f"{said[asked.is_answerable].mean():>10.3f}{(~said)[~asked.is_answerable].mean():>9.3f}"
        )
    print(provenance("cited-qa", "sentence-transformers", "scikit-learn"))


if __name__ == "__main__":
    main()
