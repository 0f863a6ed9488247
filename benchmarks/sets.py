"""Question sets in their folder, as a corpus of text files and questions with known answers."""

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

Place = tuple[str, int, int]
"""A file's name, and a half-open range of characters in it."""


@dataclass(frozen=True, slots=True)
class Question:
    """A question, and where its answer stands."""

    text: str
    gold: tuple[Place, ...]
    """Empty where the corpus holds no answer."""
    gold_texts: frozenset[str]
    """Whole sentences that are right wherever they stand."""
    is_whole: bool
    """Whether the gold places are whole sentences, rather than the words of the answer."""
    document: str | None
    """The name of the file that the question was asked about."""

    def is_right(self, text: str, places: Iterable[Place]) -> bool:
        """Whether a sentence that stands in these places is one that answers."""
        if self.is_whole and " ".join(text.split()) in self.gold_texts:
            return True
        return any(self._meets(place, gold) for place in places for gold in self.gold)

    def _meets(self, place: Place, gold: Place) -> bool:
        name, start, end = place
        gold_name, gold_start, gold_end = gold
        reaches = start < gold_end and gold_start < end
        return name == gold_name and reaches and (self.is_whole or start <= gold_start)


@dataclass(frozen=True, slots=True)
class QuestionSet:
    """Documents by file name, and the questions on them."""

    name: str
    documents: dict[str, str]
    questions: tuple[Question, ...]

    def write(self, folder: Path) -> None:
        """Writes every document as a text file."""
        folder.mkdir(parents=True, exist_ok=True)
        for name, text in self.documents.items():
            (folder / name).write_bytes(text.encode())


def load(folder: Path) -> QuestionSet:
    """The set in a folder that holds docs.jsonl and questions.jsonl.

    Questions that are neither labelled with an answer's place nor said to have none are left out.
    """
    rows = list(_rows(folder / "docs.jsonl"))
    names = {row["id"]: f"d{number:06}.txt" for number, row in enumerate(rows)}
    documents = {names[row["id"]]: row["text"] for row in rows}
    questions = (_question(row, names, documents) for row in _rows(folder / "questions.jsonl"))
    return QuestionSet(folder.name, documents, tuple(q for q in questions if q))


def _rows(path: Path) -> Iterator[dict[str, Any]]:
    with path.open(encoding="utf-8") as file:
        yield from map(json.loads, file)


def _question(
    row: dict[str, Any], names: dict[str, str], documents: dict[str, str]
) -> Question | None:
    name = names.get(row.get("doc_id") or "")
    text = " ".join(row["question"].split())
    if row.get("unanswerable"):
        return Question(text, (), frozenset(), False, name)
    starts, evidence = row.get("answer_starts") or [], row.get("evidence") or []
    if name is None or not (starts or evidence):
        return None
    gold = [
        (name, start, start + max(1, len(answer)))
        for start, answer in zip(starts, row.get("answers") or [""], strict=False)
    ]
    for other in filter(None, map(names.get, row.get("doc_ids") or [row["doc_id"]])):
        for sentence in evidence:
            if len(sentence) > 3 and (start := documents[other].find(sentence)) >= 0:
                gold.append((other, start, start + len(sentence)))
    whole = frozenset(
        " ".join(documents[file][start:end].split()) for file, start, end in gold if evidence
    )
    return Question(text, tuple(gold), whole, bool(evidence), name) if gold else None
