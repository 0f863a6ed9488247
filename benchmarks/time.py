"""How much a ranking improves when the time in the question is used.

    python -m benchmarks.time --data DIR [--limit N]

DIR holds dev/realtimeqa_first and train/timeqa_human_train. Of each, N questions that name a time
are drawn, with their documents and some others. realtimeqa_first is dated news: a question is asked
on the day when it was published, and any sentence of the article known to answer is right.
timeqa_human_train is long undated articles: the sentence with the answer is right. "Says it" counts
any sentence that has the words of an answer. "Without" asks the same index, but ignores the time.
"""

import argparse
import json
import random
import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from benchmarks.figures import difference, words
from benchmarks.progress import once_printer, track
from benchmarks.provenance import provenance
from benchmarks.sets import SEED
from benchmarks.tables import Cell, format_difference, table
from index import Embedder, Reader, Retriever, Sentence, sync
from index.embedders import named_embedder
from index.readers import shipped_reader
from index.text.periods import find_period

HITS = 15
OTHERS = 3
"""How many of the other articles found for a question are taken with the right one."""
CHARACTERS = 2_200
"""How much of each news article is taken; the right sentence is nearly always in it."""
LONGEST = 14_000
"""Longest undated article that is taken, in characters."""

Row = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Result:
    """A sentence that was found, and the id of its document."""

    record: str
    sentence: Sentence


@dataclass(frozen=True, slots=True)
class Part:
    """Documents and questions drawn from a set, and how to judge a result."""

    name: str
    documents: list[dict[str, str]]
    questions: Sequence[Row]
    is_right: Callable[[Row, Result], bool]


def draw_news(folder: Path, limit: int) -> Part:
    """Questions of realtimeqa_first that name a time, and their articles."""
    documents = {row["id"]: row for row in _rows(folder / "docs.jsonl")}
    named = [
        row for row in _rows(folder / "questions.jsonl") if find_period(row["question"], _day(row))
    ]
    drawn = random.Random(SEED).sample(named, min(limit, len(named)))
    taken: dict[str, dict[str, str]] = {}
    for row in drawn:
        others = [name for name in row["doc_ids"] if name not in row["gold_doc_ids"]]
        for name in [*row["gold_doc_ids"], *others[:OTHERS]]:
            text, stated = documents[name]["text"], documents[name].get("date") or ""
            dated = stated.replace("/", "-")
            taken[name] = {"id": name, "text": text[:CHARACTERS], "date": dated}
    return Part(folder.name, list(taken.values()), drawn, _is_right_news)


def _is_right_news(row: Row, found: Result) -> bool:
    return found.record in row["gold_doc_ids"]


def draw_history(folder: Path, limit: int) -> Part:
    """Questions of timeqa_human_train that name a time, and their articles."""
    rows = [row for row in _rows(folder / "docs.jsonl") if len(row["text"]) <= LONGEST]
    chosen = {row["id"]: row for row in random.Random(SEED).sample(rows, min(60, len(rows)))}
    named = [
        row
        for row in _rows(folder / "questions.jsonl")
        if row["doc_id"] in chosen
        and row.get("answer_starts")
        and find_period(row["question"], _day(row))
    ]
    documents = [{"id": name, "text": row["text"]} for name, row in chosen.items()]
    return Part(folder.name, documents, named[:limit], _is_right_history)


def _is_right_history(row: Row, found: Result) -> bool:
    is_document = found.record == row["doc_id"]
    return is_document and any(
        found.sentence.start <= at < found.sentence.end for at in row["answer_starts"]
    )


def _says(row: Row, found: Result) -> bool:
    text = f" {' '.join(words(found.sentence.text))} "
    return any(f" {' '.join(words(answer))} " in text for answer in row["answers"])


def _rows(path: Path) -> Iterator[dict[str, Any]]:
    with path.open(encoding="utf-8") as file:
        yield from map(json.loads, file)


def _day(row: Row) -> date:
    """The day when a question was published; some day if it is not known."""
    return date(*map(int, row["date"].split("/"))) if row.get("date") else date(2020, 1, 1)


def build_index(part: Part, work: Path, embedder: Embedder) -> Path:
    """The index of a part's documents, which are the lines of one file; written under `work`."""
    corpus, index = work / part.name, work / f"{part.name}.index"
    corpus.mkdir()
    lines = "".join(f"{json.dumps(document)}\n" for document in part.documents)
    (corpus / "docs.jsonl").write_text(lines, encoding="utf-8")
    sync([corpus], index, model=embedder)
    return index


def measure(part: Part, index: Path, embedder: Embedder, reader: Reader) -> str:
    """The table of how often a right sentence is among the first, with and without the time."""
    found: dict[str, list[list[Result]]] = {}
    with Retriever.open(index, model=embedder, reader=reader) as retriever:
        for name, is_timed in (("without", False), ("with", True)):
            found[name] = [
                [
                    Result(hit.document.record, hit.sentence)
                    for hit in retriever.find(
                        row["question"],
                        HITS,
                        period=find_period(row["question"], _day(row)) if is_timed else None,
                    )
                ]
                for row in track(f"{part.name} {name}", part.questions)
            ]
    rows: list[list[Cell]] = []
    for judge, is_right in (("right", part.is_right), ("says it", _says)):
        before: list[float] = []
        for name, hits in found.items():
            ranks = [
                _rank(row, each, is_right) for row, each in zip(part.questions, hits, strict=True)
            ]
            firsts = [float(rank == 1) for rank in ranks]
            shares = [sum(0 < rank <= k for rank in ranks) / len(ranks) for k in (1, 3, 5)]
            rows.append([f"{judge}, {name}", len(ranks), *shares])
            if before:
                rows[-1].append(format_difference(difference(before, firsts)))
            before = firsts
    return table((part.name[:16], "asked", "P@1", "R@3", "R@5", "P@1 to without"), rows)


def _rank(row: Row, hits: Sequence[Result], is_right: Callable[[Row, Result], bool]) -> int:
    return next((rank for rank, hit in enumerate(hits, 1) if is_right(row, hit)), 0)


def main() -> None:
    """Prints a table for each set."""
    parser = argparse.ArgumentParser(
        description="Measure how much using the time in a question helps."
    )
    parser.add_argument("--data", type=Path, required=True, help="folder that holds dev and train")
    parser.add_argument(
        "--limit", type=int, default=100, help="how many questions of each set are drawn"
    )
    options = parser.parse_args()
    parts = (
        draw_news(options.data / "dev" / "realtimeqa_first", options.limit),
        draw_history(options.data / "train" / "timeqa_human_train", options.limit),
    )
    embedder, reader = named_embedder(None), shipped_reader(on_notice=once_printer())
    with tempfile.TemporaryDirectory() as work:
        for part in parts:
            index = build_index(part, Path(work), embedder)
            print(measure(part, index, embedder, reader), flush=True)
    print(provenance("cited-qa"))


if __name__ == "__main__":
    main()
