"""Fits qa/evidence/confidence.py: how likely the first hit answers, and how likely any does.

    python -m training.confidence --data DIR [--reader DIR] [--work DIR]

DIR holds dev/xquad_en, squad2_xquad, selqa_dev and wikiqa_dev, and real_dev. The training sets
would not do: the reader knows their questions and is too sure of them. From each set, corpora of
5, 50 and 240 documents are drawn with a seed. A question whose document is in the corpus has its
answer there, unless it is known to have none; a question whose document is not has none. The
folders of real_dev are asked as they are.

Two logistic regressions predict "the first sentence is right" and "the corpus holds an answer".
All sets have the same weight, real_dev as much as the others together, and in each the answerable
questions have the same weight as the others. They are fitted to the half of the questions that
benchmarks.sets.is_held_out leaves. The threshold is where the product most often answers what has
an answer and refuses what has none, on the same half. Prints the constants, and how well they do
on both halves. --work keeps the indexes of real_dev in a folder.
"""

import argparse
import os
import random
import tempfile
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

import numpy as np
import numpy.typing as npt
from sklearn.linear_model import LogisticRegression

from benchmarks import folders
from benchmarks.cache import CachingEmbedder
from benchmarks.figures import auroc, calibration_error
from benchmarks.provenance import provenance
from benchmarks.replies import is_right
from benchmarks.sets import Question, QuestionSet, is_held_out, load
from index import Hit, Reader, Retriever, fusion, sync
from index.embedders import Embedder, named_embedder
from index.readers import shipped_reader
from index.readers.extractive import ExtractiveReader
from qa.answerer import FEWEST_HITS
from qa.evidence.confidence import lead
from qa.evidence.duplicates import fold

SETS = ("xquad_en", "squad2_xquad", "selqa_dev", "wikiqa_dev")
SIZES = {5: 12, 50: 3, 240: 1}
"""From the number of documents in a corpus to how many such corpora each set gives."""
REAL = "real_dev"
DEEP = 1000
"""How many hits are retrieved: all that a question finds."""
LIKELY = 0.5
"""From this confidence on the product says "likely"."""

Floats = npt.NDArray[np.float64]
_FEATURES = ("reading", "coverage", "cosine", "lead")
_WITHOUT_LEAD = slice(3)
"""A rival does not speak against there being an answer."""


@dataclass(frozen=True, slots=True)
class Row:
    """One question asked of one corpus."""

    source: str
    """Name of its set."""
    kind: str
    """"answerable", "unanswerable", or "removed" if its document is not in the corpus."""
    is_held_out: bool
    first: tuple[float, ...]
    """Reading, coverage and cosine of the first hit, and its lead."""
    unread: tuple[float, ...]
    """Coverage and cosine of the first hit by words and vectors alone."""
    is_right: bool
    would_be_right: bool
    """Whether the first hit by words and vectors alone is right."""

    @property
    def is_answerable(self) -> bool:
        """Whether the corpus holds an answer."""
        return self.kind == "answerable"


@dataclass(frozen=True, slots=True)
class Asked:
    """A question to be asked of a corpus."""

    text: str
    kind: str
    """As in Row."""
    is_right: Callable[[Hit], bool]


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


def ask_set(part: QuestionSet, embedder: Embedder, reader: Reader) -> Iterator[Row]:
    """A row for each question of a corpus."""
    with tempfile.TemporaryDirectory() as work:
        corpus, index = Path(work, "corpus"), Path(work, "index")
        part.write(corpus)
        sync([corpus], index, model=embedder)
        asked = (
            Asked(each.text, _kind(each, part.documents), partial(is_right, each))
            for each in part.questions
        )
        with Retriever.open(index, model=embedder, reader=reader) as retriever:
            yield from _rows(part.name, retriever, asked)


def ask_folders(base: Path, work: Path, reader: Reader) -> Iterator[Row]:
    """A row for each question on the folders of real_dev."""
    for path in sorted((base / "questions").glob("*.jsonl")):
        corpus, index = base / "corpora" / path.stem, work / path.stem
        sync([corpus], index)
        asked = (
            Asked(
                each.text,
                "answerable" if each.answers else "unanswerable",
                partial(_is_right_in, corpus, each),
            )
            for each in folders.read_questions(path)
        )
        with Retriever.open(index, reader=reader) as retriever:
            yield from _rows(REAL, retriever, asked)


def _is_right_in(corpus: Path, question: folders.Question, hit: Hit) -> bool:
    return folders.is_right(question, os.path.relpath(hit.document.path, corpus), hit.sentence)


def _rows(source: str, retriever: Retriever, asked: Iterable[Asked]) -> Iterator[Row]:
    for question in asked:
        hits = retriever.retrieve(question.text, DEEP)
        found = max(hits, key=lambda hit: fusion.score(hit.signals))
        heads = [copies[0] for copies in fold(hits[:FEWEST_HITS])]
        signals = hits[0].signals
        assert signals.reading is not None
        yield Row(
            source,
            question.kind,
            is_held_out(question.text),
            (signals.reading, *_without_reader(hits[0]), lead(heads)),
            _without_reader(found),
            question.is_right(hits[0]),
            question.is_right(found),
        )


def _without_reader(hit: Hit) -> tuple[float, ...]:
    return hit.signals.coverage, hit.signals.cosine


def weights(rows: Sequence[Row]) -> Floats:
    """A weight for each row: sets count the same, REAL as much as the others together, and so do
    both kinds of questions within a set.

    Shape (len(rows),).
    """
    keys = [(row.source, row.is_answerable) for row in rows]
    counts = Counter(keys)
    return np.array([(len(SETS) if key[0] == REAL else 1) / counts[key] for key in keys])


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
    answerable = np.array([row.is_answerable for row in rows])
    steps = np.arange(0.02, 0.9, 0.01)
    gains = [weight[(sure >= step) == answerable].sum() for step in steps]
    return float(steps[int(np.argmax(gains))])


def _print_row(name: str, rows: list[Row], sure: Floats, held: Floats, limit: float) -> None:
    right = np.array([row.is_right for row in rows])
    kinds = np.array([row.kind for row in rows])
    yes = kinds == "answerable"
    figures = [calibration_error(sure, right)]
    for kind in ("unanswerable", "removed"):
        chosen = yes | (kinds == kind)
        figures.append(auroc(held[chosen].tolist(), yes[chosen].tolist()))
    figures += [(held >= limit)[yes].mean()]
    figures += [
        (held < limit)[kinds == kind].mean() if (kinds == kind).any() else np.nan
        for kind in ("unanswerable", "removed")
    ]
    likely = (sure >= LIKELY) & (held >= limit)
    figures += [likely[yes].mean(), right[likely].mean() if likely.any() else np.nan]
    print(f"{name:<24}{len(rows):>7}" + "".join(f"{figure:>9.3f}" for figure in figures))


def _format_constants(names: Sequence[str], coefficients: Floats, intercept: float) -> str:
    """`names`: those of the coefficients. Features without one have 0."""
    values = dict.fromkeys(_FEATURES, 0.0) | dict(zip(names, coefficients, strict=True))
    rows = [("intercept", intercept), *values.items()]
    return "{" + ", ".join(f'"{name}": {value:.3f}' for name, value in rows) + "}"


def _ask_everything(options: argparse.Namespace, reader: Reader) -> Iterator[Row]:
    embedder = CachingEmbedder(named_embedder(None))
    for name in SETS:
        whole = load(options.data / "dev" / name)
        for part in draw_corpora(whole, options.questions, options.seed):
            yield from ask_set(part, embedder, reader)
    with tempfile.TemporaryDirectory() as temporary:
        yield from ask_folders(options.data / REAL, options.work or Path(temporary), reader)


def main() -> None:
    """Prints the constants, and a table of how well they do."""
    parser = argparse.ArgumentParser(description="Fit the confidence of the first citation.")
    parser.add_argument("--data", type=Path, required=True, help="folder that holds dev/SET")
    parser.add_argument("--reader", type=Path, help="directory of another reader")
    parser.add_argument("--questions", type=int, default=300, help="how many for each set and size")
    parser.add_argument("--seed", type=int, default=0, help="seed of what is drawn")
    parser.add_argument("--work", type=Path, help="folder for the indexes of real_dev")
    options = parser.parse_args()
    reader = ExtractiveReader(options.reader, None) if options.reader else shipped_reader()
    rows = list(_ask_everything(options, reader))
    known = [row for row in rows if not row.is_held_out]
    weight = weights(known)
    first, unread = (
        np.array([getattr(row, name) for row in known]) for name in ("first", "unread")
    )
    answerable = np.array([row.is_answerable for row in known])
    of_first = fit(first, np.array([row.is_right for row in known]), weight)
    held = fit(first[:, _WITHOUT_LEAD], answerable, weight)
    limit = threshold(probability(first[:, _WITHOUT_LEAD], *held), known)
    would_be = fit(unread, np.array([row.would_be_right for row in known]), weight)
    print(f"FIRST_READ = {_format_constants(_FEATURES, *of_first)}")
    print(f"FIRST_UNREAD = {_format_constants(_FEATURES[1:3], *would_be)}")
    print(f"HELD_READ = {_format_constants(_FEATURES[_WITHOUT_LEAD], *held)}")
    held_unread = fit(unread, answerable, weight)
    print(f"HELD_UNREAD = {_format_constants(_FEATURES[1:3], *held_unread)}")
    print(f"ANSWER_THRESHOLD = {limit:.2f}")
    heads = ("ECE", "AUROC", "removed", "answered", "refused", "removed", "likely", "right")
    print(f"{'set':<24}{'asked':>7}" + "".join(f"{head:>9}" for head in heads))
    for held_out in (False, True):
        for name in (*SETS, REAL, None):
            part = [
                r for r in rows if r.is_held_out == held_out and r.source in (name or (*SETS, REAL))
            ]
            if part:
                features = np.array([row.first for row in part])
                sure = probability(features, *of_first)
                holds = probability(features[:, _WITHOUT_LEAD], *held)
                label = f"{name or 'all'} {'unseen' if held_out else 'seen'}"
                _print_row(label, part, sure, holds, limit)
    print(provenance("cited-qa", "sentence-transformers", "scikit-learn"))


if __name__ == "__main__":
    main()
