"""Whether the time that a question asks of brings the right sentences forward.

    python -m benchmarks.time --data DIR [--limit N]

DIR holds dev/realtimeqa_first and train/timeqa_human_train. Of each, N questions are drawn that
name a time, and documents: those of the questions and some others. realtimeqa_first: dated news,
asked on the day the question was published; right is a sentence of the article known to answer.
timeqa_human_train: long undated articles; right is the sentence that the answer stands in. "Says
it" is any sentence that holds an answer's words. "Without" is the same index asked with no regard
to time.
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
from benchmarks.progress import counted, once
from benchmarks.provenance import provenance
from benchmarks.sets import SEED
from benchmarks.tables import Cell, shown, table
from index import Embedder, Period, Reader, Sentence, sync
from index.embedders import named_embedder
from index.ranking import Query, rank
from index.readers import shipped_reader
from index.reading import read
from index.store import lookup
from index.store.store import Store
from index.store.vectors import opened
from index.text.periods import asked
from index.vectors import LEVELS

HITS = 15
OTHERS = 3
"""Of the articles found for a question, how many are taken beside the right one."""
CHARACTERS = 2_200
"""Of each article of news; the right sentence is nearly always among the first."""
LONGEST = 14_000
"""Of the other articles, those no longer."""

Row = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Said:
    """A sentence, and the document it is of."""

    record: str
    sentence: Sentence


@dataclass(frozen=True, slots=True)
class Part:
    """Documents and questions of a set."""

    name: str
    documents: list[dict[str, str]]
    questions: Sequence[Row]
    is_right: Callable[[Row, Said], bool]


def news(folder: Path, limit: int) -> Part:
    documents = {row["id"]: row for row in _rows(folder / "docs.jsonl")}
    named = [row for row in _rows(folder / "questions.jsonl") if asked(row["question"], _day(row))]
    drawn = random.Random(SEED).sample(named, min(limit, len(named)))
    taken: dict[str, dict[str, str]] = {}
    for row in drawn:
        others = [name for name in row["doc_ids"] if name not in row["gold_doc_ids"]]
        for name in [*row["gold_doc_ids"], *others[:OTHERS]]:
            text, stated = documents[name]["text"], documents[name].get("date") or ""
            dated = stated.replace("/", "-")
            taken[name] = {"id": name, "text": text[:CHARACTERS], "date": dated}
    return Part(folder.name, list(taken.values()), drawn, _is_news)


def _is_news(row: Row, said: Said) -> bool:
    return said.record in row["gold_doc_ids"]


def history(folder: Path, limit: int) -> Part:
    rows = [row for row in _rows(folder / "docs.jsonl") if len(row["text"]) <= LONGEST]
    chosen = {row["id"]: row for row in random.Random(SEED).sample(rows, min(60, len(rows)))}
    named = [
        row
        for row in _rows(folder / "questions.jsonl")
        if row["doc_id"] in chosen
        and row.get("answer_starts")
        and asked(row["question"], _day(row))
    ]
    documents = [{"id": name, "text": row["text"]} for name, row in chosen.items()]
    return Part(folder.name, documents, named[:limit], _is_history)


def _is_history(row: Row, said: Said) -> bool:
    is_document = said.record == row["doc_id"]
    return is_document and any(
        said.sentence.start <= at < said.sentence.end for at in row["answer_starts"]
    )


def _says(row: Row, said: Said) -> bool:
    text = f" {' '.join(words(said.sentence.text))} "
    return any(f" {' '.join(words(answer))} " in text for answer in row["answers"])


def _rows(path: Path) -> Iterator[dict[str, Any]]:
    with path.open(encoding="utf-8") as file:
        yield from map(json.loads, file)


def _day(row: Row) -> date:
    """The day that a question was published; any, where it has none."""
    return date(*map(int, row["date"].split("/"))) if row.get("date") else date(2020, 1, 1)


def indexed(part: Part, work: Path, embedder: Embedder) -> Path:
    """The index of a part's documents, each a line of one file."""
    corpus, index = work / part.name, work / f"{part.name}.index"
    corpus.mkdir()
    lines = "".join(f"{json.dumps(document)}\n" for document in part.documents)
    (corpus / "docs.jsonl").write_text(lines, encoding="utf-8")
    sync([corpus], index, model=embedder)
    return index


def finder(
    store: Store, embedder: Embedder, reader: Reader
) -> Callable[[str, Period | None], list[Said]]:
    """What Retriever.retrieve does, for any time that a question is taken to ask of."""
    sentences, passages = (opened(store.db, level, embedder.dimension) for level in LEVELS)
    records = {number: document.record for number, document in store.documents().items()}

    def find(question: str, period: Period | None) -> list[Said]:
        query = Query(question, embedder.embed_question(question), None, period)
        ranked = rank(store, query, sentences, passages)
        read_first = read(store, reader, question, ranked, store.chosen, period)[:HITS]
        rows = lookup.sentences(store.db, [found.id for found in read_first])
        return [Said(records[row.document], row.sentence) for row in rows]

    return find


def measure(part: Part, index: Path, embedder: Embedder, reader: Reader) -> str:
    """The shares of questions whose right sentence is first, or among the first, as a table."""
    found: dict[str, list[list[Said]]] = {}
    with Store.read(index) as store:
        for name, is_timed in (("without", False), ("with", True)):
            find = finder(store, embedder, reader)
            found[name] = [
                find(row["question"], asked(row["question"], _day(row)) if is_timed else None)
                for row in counted(f"{part.name} {name}", part.questions)
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
                rows[-1].append(shown(difference(before, firsts)))
            before = firsts
    return table((part.name[:16], "asked", "P@1", "R@3", "R@5", "P@1 without"), rows)


def _rank(row: Row, hits: Sequence[Said], is_right: Callable[[Row, Said], bool]) -> int:
    return next((rank for rank, hit in enumerate(hits, 1) if is_right(row, hit)), 0)


def main() -> None:
    parser = argparse.ArgumentParser(description="Measure what the time asked of changes.")
    parser.add_argument("--data", type=Path, required=True, help="folder that holds dev and train")
    parser.add_argument("--limit", type=int, default=100, help="questions of each set")
    options = parser.parse_args()
    parts = (
        news(options.data / "dev" / "realtimeqa_first", options.limit),
        history(options.data / "train" / "timeqa_human_train", options.limit),
    )
    embedder, reader = named_embedder(None), shipped_reader(on_notice=once())
    with tempfile.TemporaryDirectory() as work:
        for part in parts:
            index = indexed(part, Path(work), embedder)
            print(measure(part, index, embedder, reader), flush=True)
    print(provenance("cited-qa"))


if __name__ == "__main__":
    main()
