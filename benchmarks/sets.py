"""Question sets: documents that make a corpus, and questions with known answers."""

import hashlib
import json
import random
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Self

SEED = 0
"""Of everything that is drawn from a set."""

Place = tuple[str, int, int]
"""A file's name, and a half-open range of characters in it."""

Found = tuple[str, list[Place]]
"""A sentence, and the places where it stands."""


@dataclass(frozen=True, slots=True)
class Question:
    """A question, and where the corpus answers it."""

    text: str
    gold: tuple[Place, ...]
    """Where the answer stands; empty if the corpus holds none."""
    gold_texts: frozenset[str]
    """Sentences that are right wherever they stand, their spaces joined."""
    is_whole: bool
    """Whether the gold places are whole sentences, not just the words of the answer."""
    document: str | None
    """Name of the file that the question is about; None if it is not known."""
    answers: tuple[str, ...]
    """The words known to answer; the first stand at the first gold place. Empty if the set does not
    say where they stand."""

    def rank(self, found: Iterable[Found]) -> int:
        """Rank of the first of these sentences that answers, from 1; 0 if none does."""
        right = (rank for rank, each in enumerate(found, 1) if self.is_right(*each))
        return next(right, 0)

    def is_right(self, text: str, places: Iterable[Place]) -> bool:
        """Whether a sentence that stands in these places answers."""
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
    """Documents by file name, and questions about them."""

    name: str
    documents: dict[str, str]
    questions: tuple[Question, ...]

    def write(self, folder: Path) -> None:
        """Writes every document as a UTF-8 text file in `folder`, which is made if need be."""
        folder.mkdir(parents=True, exist_ok=True)
        for name, text in self.documents.items():
            (folder / name).write_bytes(text.encode())

    def sample(self, count: int) -> Self:
        """The same documents with `count` of the questions; every call draws the same."""
        drawn = random.Random(SEED).sample(self.questions, min(count, len(self.questions)))
        return replace(self, questions=tuple(drawn))


def is_held_out(question: str) -> bool:
    """Whether a question is in the half that is reported on and that nothing is fitted to."""
    return hashlib.sha256(question.encode()).digest()[0] % 2 == 1


def load(folder: Path) -> QuestionSet:
    """The set in a folder that holds docs.jsonl and questions.jsonl.

    A document has "id" and "text". A question has "question" and "doc_id", and "answers" with
    "answer_starts", or "evidence" (sentences that answer, in any of "doc_ids"), or
    "unanswerable". Others, and those about no known document, are left out.
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
        return Question(text, (), frozenset(), False, name, ())
    starts, evidence = row.get("answer_starts") or [], row.get("evidence") or []
    answers = row.get("answers") or []
    if name is None or not (starts or evidence):
        return None
    gold = [
        (name, start, start + max(1, len(answer)))
        for start, answer in zip(starts, answers or [""], strict=False)
    ]
    for other in filter(None, map(names.get, row.get("doc_ids") or [row["doc_id"]])):
        for sentence in evidence:
            if len(sentence) > 3 and (start := documents[other].find(sentence)) >= 0:
                gold.append((other, start, start + len(sentence)))
    whole = frozenset(
        " ".join(documents[file][start:end].split()) for file, start, end in gold if evidence
    )
    if not gold:
        return None
    return Question(
        text, tuple(gold), whole, bool(evidence), name, tuple(answers) if starts else ()
    )
