"""How well questions on real folders are answered: manuals, Markdown, web pages, minutes, mail.

    python -m benchmarks.folders --data DIR [--only NAME,NAME] [--work DIR]

DIR/real_dev/corpora/NAME holds the files, DIR/real_dev/questions/NAME.jsonl the questions. A
citation is right if it is of the answer's file, and its text holds the quoted words, or its section
and its text one after the other do; only letters and digits are compared. The rows of a folder:

BM25         the sentences by their words and those above them
dense        the sentences by their vectors
hybrid       words and vectors together, as the product orders them before it reads
flat         the product, had it never heard of headings, lists, tables and running heads: every
             document is paragraphs between blank lines, and nothing stands above them
cited-qa     the product

first and five are the shares of the answerable questions whose first citation, or one of five, is
right; refused the share of the questions without an answer that are refused, wrongly that of the
others; likely the share of right first citations among those called likely. Below, the same for
each kind of question, over all folders. --work keeps the indexes in a folder.
"""

import argparse
import json
import os
import re
import tempfile
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from unittest.mock import patch

from benchmarks.progress import once_printer, track
from benchmarks.provenance import provenance
from benchmarks.tables import Cell, table
from index import Hit, Retriever, Sentence, segmentation, sync
from index.embedders import named_embedder
from index.store import fulltext, queries
from index.store.store import Store
from index.store.vectors import open_vectors
from index.structure import Block, Kind
from index.text import lexicon
from index.text.blocks import blocks
from qa.answerer import compose
from qa.output.captions import LIKELY

SHOWN = 5
HITS = 60
"""Enough for five citations after copies are folded."""
BASELINES = ("BM25", "dense")
HEADS = ("asked", "first", "five", "refused", "wrongly", "likely")


@dataclass(frozen=True, slots=True)
class Question:
    """A question on a folder."""

    text: str
    kind: str
    """fact, howto, option, why, yesno or list."""
    answers: tuple[tuple[str, str], ...]
    """Files, by their paths in the folder, and words of theirs that answer; empty if none do."""


@dataclass(frozen=True, slots=True)
class Result:
    """What became of a question."""

    question: Question
    rank: int
    """Of the first right citation, from 1; 0 if none of SHOWN is right."""
    confidence: float = 1.0
    is_answered: bool = True


def read_questions(path: Path) -> list[Question]:
    """The questions of a folder, in their order."""
    rows: list[dict[str, Any]] = [json.loads(line) for line in path.open(encoding="utf-8")]
    return [
        Question(
            row["question"],
            row.get("kind", ""),
            tuple((answer["file"], answer["quote"]) for answer in row["answers"]),
        )
        for row in rows
    ]


def letters(text: str) -> str:
    """The letters and digits of a text, without case."""
    return re.sub(r"[\W_]+", "", text).casefold()


def is_right(question: Question, file: str, sentence: Sentence) -> bool:
    """Whether a sentence of a file, with what is shown above it, answers."""
    alone, whole = letters(sentence.text), letters(" ".join(sentence.section) + sentence.text)
    return any(
        file == name and (letters(quote) in alone or letters(quote) in whole)
        for name, quote in question.answers
    )


def rank(question: Question, found: Iterable[tuple[str, Sentence]]) -> int:
    """The rank of the first sentence that answers, from 1; 0 if none does."""
    right = (rank for rank, each in enumerate(found, 1) if is_right(question, *each))
    return next(right, 0)


def order_by(name: str, store: Store, corpus: Path) -> Callable[[str], list[tuple[str, Sentence]]]:
    """The order of one of BASELINES, as files and sentences, best first."""
    embedder = named_embedder(None)
    vectors = open_vectors(store.db, "sentence", embedder.dimension)
    files = {n: os.path.relpath(found.path, corpus) for n, found in store.documents().items()}

    def order(question: str) -> list[tuple[str, Sentence]]:
        if name == "dense":
            ids = list(vectors.search(embedder.embed_question(question), 4 * SHOWN))
        else:
            terms = fulltext.count(store.db, lexicon.terms(question))
            ids = fulltext.search(store.db, terms, 4 * SHOWN, None)
        hidden = queries.uncited(store.db, ids)
        rows = queries.sentences(store.db, [each for each in ids if each not in hidden][:SHOWN])
        return [(files[row.document], row.sentence) for row in rows]

    return order


def measure_baselines(corpus: Path, index: Path, asked: Sequence[Question]) -> Iterator[list[Cell]]:
    """A row for each of BASELINES."""
    with Store.read(index) as store:
        for name in BASELINES:
            order = order_by(name, store, corpus.resolve())
            answerable = [question for question in asked if question.answers]
            results = [Result(each, rank(each, order(each.text))) for each in answerable]
            yield [name, len(results), *shares(results)[:2], "-", "-", "-"]


@contextmanager
def no_structure() -> Iterator[None]:
    """Within it, files are indexed as paragraphs between blank lines."""

    def outline(text: str, _: object) -> list[tuple[Block, tuple[str, ...]]]:
        return [(Block(start, end, Kind.PARAGRAPH), ()) for start, end in blocks(text)]

    with patch.object(segmentation, "outline", outline):
        yield


def measure(
    corpus: Path, index: Path, asked: Sequence[Question], reader: str | None = "shipped"
) -> list[Result]:
    """What the product makes of each question, with an index that is up to date."""
    with Retriever.open(index, reader=reader, on_notice=once_printer()) as retriever:
        return list(ask(retriever, corpus, asked))


def ask(retriever: Retriever, corpus: Path, asked: Sequence[Question]) -> Iterator[Result]:
    """What the product makes of each question."""

    def locate(hit: Hit) -> tuple[str, Sentence]:
        return os.path.relpath(hit.document.path, corpus), hit.sentence

    for question in track(corpus.name, asked):
        hits = retriever.retrieve(question.text, HITS)
        by_place = {(hit.document.path, hit.start): hit for hit in hits}
        answer = compose(question.text, [hits], SHOWN)
        cited = [by_place[each.document.path, each.start] for each in answer.citations]
        found = rank(question, map(locate, cited))
        yield Result(question, found, answer.confidence, answer.answered)


def shares(results: Sequence[Result]) -> list[float]:
    """first, five, refused, wrongly and likely, as the module's docstring says; 0 of nothing."""
    known = [each for each in results if each.question.answers]
    others = [each for each in results if not each.question.answers]
    likely = [each for each in results if each.is_answered and each.confidence >= LIKELY]
    return [
        _share(known, lambda each: each.rank == 1),
        _share(known, lambda each: each.rank > 0),
        _share(others, lambda each: not each.is_answered),
        _share(known, lambda each: not each.is_answered),
        _share(likely, lambda each: each.rank == 1),
    ]


def _share(results: Sequence[Result], holds: Callable[[Result], bool]) -> float:
    return sum(map(holds, results)) / max(1, len(results))


def main() -> None:
    """Prints a table for each folder, and one for the kinds of questions."""
    parser = argparse.ArgumentParser(description="Measure answers to questions on real folders.")
    parser.add_argument("--data", type=Path, required=True, help="folder that holds real_dev")
    parser.add_argument("--only", help="names of folders, comma-separated")
    parser.add_argument("--work", type=Path, help="folder in which the indexes are kept")
    options = parser.parse_args()
    base = options.data / "real_dev"
    names = sorted(path.stem for path in (base / "questions").glob("*.jsonl"))
    everything: list[Result] = []
    with tempfile.TemporaryDirectory() as temporary:
        work = options.work or Path(temporary)
        for name in options.only.split(",") if options.only else names:
            corpus, index = base / "corpora" / name, work / name
            asked = read_questions(base / "questions" / f"{name}.jsonl")
            sync([corpus], index)
            with no_structure():
                sync([corpus], work / f"{name} flat")
            ways = {
                "hybrid": measure(corpus, index, asked, reader=None),
                "flat": measure(corpus, work / f"{name} flat", asked),
                "cited-qa": measure(corpus, index, asked),
            }
            rows = list(measure_baselines(corpus, index, asked))
            rows += ([way, len(results), *shares(results)] for way, results in ways.items())
            everything += ways["cited-qa"]
            print(table((name, *HEADS), rows), flush=True)
    kinds: dict[str, list[Result]] = defaultdict(list)
    for result in everything:
        kinds[result.question.kind or "other"].append(result)
    kinds["all"] = everything
    print(table(("cited-qa", *HEADS), [[k, len(v), *shares(v)] for k, v in kinds.items()]))
    print(provenance("cited-qa", "torch"))


if __name__ == "__main__":
    main()
