"""Fits qa/evidence/confidence.py: the coefficients of the probability, and the answer threshold.

    python -m training.confidence --data DIR [--reader DIR]

DIR holds dev/xquad_en, squad2_xquad, selqa_dev and wikiqa_dev. The training sets would not do: the
reader knows their questions and is too sure of them. From each set, corpora of 5, 50 and 240
documents are drawn with a seed. A question whose document is in the corpus has its answer there,
unless it is known to have none; a question whose document is not has none.

A logistic regression predicts "the first sentence is right". Every set has the same weight, and in
each set the answerable questions have the same weight as the others. It is fitted to the half of
the questions that benchmarks.sets.is_held_out leaves. The threshold is where the product most often
answers what has an answer and refuses what has none, on the same half. Prints the constants, and
how well they do on both halves.
"""

import argparse
import random
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import numpy.typing as npt
from sklearn.linear_model import LogisticRegression

from benchmarks.cache import CachingEmbedder
from benchmarks.figures import auroc, calibration_error
from benchmarks.provenance import provenance
from benchmarks.replies import is_right
from benchmarks.sets import Question, QuestionSet, is_held_out, load
from index import Reader, Retriever, fusion, sync
from index.embedders import Embedder, named_embedder
from index.readers import shipped_reader
from index.readers.extractive import ExtractiveReader
from qa.answerer import FEWEST_HITS
from qa.evidence.confidence import lead
from qa.evidence.duplicates import fold

SETS = ("xquad_en", "squad2_xquad", "selqa_dev", "wikiqa_dev")
SIZES = {5: 12, 50: 3, 240: 1}
"""From the number of documents in a corpus to how many such corpora each set gives."""
DEEP = 1000
"""How many hits are retrieved: all that a question finds."""

Floats = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Row:
    """One question asked of one corpus."""

    source: str
    """Name of its set."""
    kind: str
    """"answerable", "unanswerable", or "removed" if its document is not in the corpus."""
    is_held_out: bool
    read: tuple[float, ...]
    """Reading, coverage and cosine of the first hit, and its lead."""
    unread: tuple[float, ...]
    """Coverage and cosine of the first hit by words and vectors alone."""
    is_right: bool
    would_be_right: bool
    """Whether the first hit by words and vectors alone is right."""


def draw_corpora(source: QuestionSet, questions: int, seed: int) -> Iterator[QuestionSet]:
    """Parts of a set, each with questions that it answers and questions that it does not.

    Up to `questions` of them for each size in SIZES; the same seed draws the same.
    """
    draw = random.Random(seed)
    for size, times in SIZES.items():
        for _ in range(times):
            names = draw.sample(sorted(source.documents), min(size, len(source.documents) * 2 // 3))
            documents = {name: source.documents[name] for name in names}
            by_kind: dict[str, list[Question]] = {}
            for question in source.questions:
                by_kind.setdefault(_kind(question, documents), []).append(question)
            count = max(1, questions // times // 3)
            chosen = [q for qs in by_kind.values() for q in draw.sample(qs, min(count, len(qs)))]
            yield replace(source, documents=documents, questions=tuple(chosen))


def _kind(question: Question, documents: dict[str, str]) -> str:
    if question.document not in documents:
        return "removed"
    return "answerable" if question.gold else "unanswerable"


def ask(part: QuestionSet, embedder: Embedder, reader: Reader) -> Iterator[Row]:
    """A row for each question of a corpus."""
    with tempfile.TemporaryDirectory() as work:
        corpus, index = Path(work, "corpus"), Path(work, "index")
        part.write(corpus)
        sync([corpus], index, model=embedder)
        with Retriever.open(index, model=embedder, reader=reader) as retriever:
            for question in part.questions:
                hits = retriever.retrieve(question.text, DEEP)
                first, found = hits[0], max(hits, key=lambda hit: fusion.score(hit.signals))
                heads = [copies[0] for copies in fold(hits[:FEWEST_HITS])]
                reading = first.signals.reading
                assert reading is not None
                yield Row(
                    part.name,
                    _kind(question, part.documents),
                    is_held_out(question.text),
                    (reading, first.signals.coverage, first.signals.cosine, lead(heads)),
                    (found.signals.coverage, found.signals.cosine),
                    is_right(question, first),
                    is_right(question, found),
                )


def weights(rows: Sequence[Row]) -> Floats:
    """A weight for each row: sets count the same, and so do both kinds of questions within a set.

    Shape (len(rows),).
    """
    keys = [(row.source, row.kind == "answerable") for row in rows]
    return np.array([1 / keys.count(key) for key in keys])


def fit(features: Floats, right: npt.NDArray[np.bool_], weight: Floats) -> tuple[Floats, float]:
    """Coefficients and intercept of a weighted logistic regression, not regularised."""
    scale = len(weight) / weight.sum()
    model = LogisticRegression(C=np.inf).fit(features, right, sample_weight=weight * scale)
    return model.coef_[0], float(model.intercept_[0])


def probability(features: Floats, coefficients: Floats, intercept: float) -> Floats:
    """What the regression says of each row of `features`, 0 to 1."""
    result: Floats = 1 / (1 + np.exp(-(features @ coefficients + intercept)))
    return result


def threshold(sure: Floats, rows: Sequence[Row]) -> float:
    """The probability from which answering is right most often; rows count by `weights`."""
    weight = weights(rows)
    answerable = np.array([row.kind == "answerable" for row in rows])
    steps = np.arange(0.02, 0.9, 0.01)
    gains = [weight[(sure >= step) == answerable].sum() for step in steps]
    return float(steps[int(np.argmax(gains))])


def _print_row(name: str, rows: list[Row], sure: Floats, limit: float) -> None:
    right = np.array([row.is_right for row in rows])
    kinds = np.array([row.kind for row in rows])
    yes = kinds == "answerable"
    figures = [calibration_error(sure, right)]
    for kind in ("unanswerable", "removed"):
        chosen = yes | (kinds == kind)
        figures.append(auroc(sure[chosen].tolist(), yes[chosen].tolist()))
    figures += [(sure >= limit)[yes].mean()]
    figures += [
        (sure < limit)[kinds == kind].mean() if (kinds == kind).any() else np.nan
        for kind in ("unanswerable", "removed")
    ]
    print(f"{name:<24}{len(rows):>7}" + "".join(f"{figure:>9.3f}" for figure in figures))


def _format_constants(*coefficients: float, intercept: float) -> str:
    names = ("intercept", "reading", "coverage", "cosine", "lead")
    values = zip(names, (intercept, *coefficients), strict=True)
    return "{" + ", ".join(f'"{name}": {value:.3f}' for name, value in values) + "}"


def main() -> None:
    """Prints the constants, and a table of how well they do."""
    parser = argparse.ArgumentParser(description="Fit the confidence of the first citation.")
    parser.add_argument("--data", type=Path, required=True, help="folder that holds dev/SET")
    parser.add_argument("--reader", type=Path, help="directory of another reader")
    parser.add_argument("--questions", type=int, default=300, help="how many for each set and size")
    parser.add_argument("--seed", type=int, default=0, help="seed of what is drawn")
    options = parser.parse_args()
    embedder = CachingEmbedder(named_embedder(None))
    reader = ExtractiveReader(options.reader, None) if options.reader else shipped_reader()
    rows = [
        row
        for name in SETS
        for part in draw_corpora(load(options.data / "dev" / name), options.questions, options.seed)
        for row in ask(part, embedder, reader)
    ]
    known = [row for row in rows if not row.is_held_out]
    weight = weights(known)
    features = np.array([row.read for row in known])
    read = fit(features, np.array([row.is_right for row in known]), weight)
    limit = threshold(probability(features, *read), known)
    print(f"READ = {_format_constants(*read[0], intercept=read[1])}")
    plain = np.array([row.unread for row in known])
    unread = fit(plain, np.array([row.would_be_right for row in known]), weight)
    print(f"UNREAD = {_format_constants(0.0, *unread[0], 0.0, intercept=unread[1])}")
    print(f"ANSWER_THRESHOLD = {limit:.2f}")
    heads = ("ECE", "AUROC", "removed", "answered", "refused", "removed")
    print(f"{'set':<24}{'asked':>7}" + "".join(f"{head:>9}" for head in heads))
    for held_out in (False, True):
        for name in (*SETS, None):
            part = [r for r in rows if r.is_held_out == held_out and r.source in (name or SETS)]
            if part:
                sure = probability(np.array([row.read for row in part]), *read)
                _print_row(f"{name or 'all'} {'unseen' if held_out else 'seen'}", part, sure, limit)
    print(provenance("cited-qa", "sentence-transformers", "scikit-learn"))


if __name__ == "__main__":
    main()
