"""Sets of conversations, in which people rewrote each question to stand alone."""

import hashlib
import json
import random
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from benchmarks.sets import SEED
from qa.answerer import turns
from qa.followups.features import Turn
from qa.followups.phrases import stems

REWRITES = ("mtrag_human_rewrites", "trec_cast_rewrites", "canard_rewrites")
MTRAG = "mtrag_human_refsubset"
CAST = "trec_cast_rewrites"

_NOT_KNOWN = "I don't know."
_HEADING_TURNS = 2
"""CANARD's conversations begin with the titles of an article and of a section of it."""


@dataclass(frozen=True, slots=True)
class FollowUp:
    """A question and the turns before it."""

    conversation: str
    text: str
    rewrite: str
    """The question as people rewrote it to stand alone."""
    asked: tuple[Turn, ...]
    """The earlier turns, with their questions only."""
    told: tuple[Turn, ...]
    """The earlier turns, with what was replied."""
    gold: frozenset[str]
    """Names of the files that answer it; empty if they are not known."""

    @property
    def is_held_out(self) -> bool:
        """Whether its conversation is in the half that nothing is fitted to."""
        return hashlib.sha256(self.conversation.encode()).digest()[0] % 2 == 1

    @property
    def stands_alone(self) -> bool:
        """Whether people changed nothing but case and punctuation."""
        return _words(self.text) == _words(self.rewrite)

    @property
    def added_stems(self) -> frozenset[str]:
        """Stems of the topic words that people added."""
        return stems(self.rewrite) - stems(self.text)

    @property
    def leans(self) -> bool:
        """Whether people added topic words."""
        return bool(self.added_stems)


def load_rewrites(dev: Path, name: str) -> list[FollowUp]:
    """The follow-ups of a set in REWRITES; `dev` is the folder that holds it."""
    rows = [row for row in _rows(dev / name) if row["history"]]
    return [_follow_up(name, row, row["rewrite"]) for row in rows]


def load_mtrag(dev: Path) -> tuple[dict[str, str], list[FollowUp]]:
    """MTRAG's passages by file name, and the follow-ups with known passages and rewrite."""
    rewrites = {row["id"]: row["rewrite"] for row in _rows(dev / "mtrag_human_rewrites")}
    documents = list(_rows(dev / MTRAG, "docs"))
    names = {row["id"]: f"d{number:06}.txt" for number, row in enumerate(documents)}
    found = [
        replace(_follow_up(MTRAG, row, rewrites[row["id"]]), gold=gold)
        for row in _rows(dev / MTRAG)
        if row["history"] and row["id"] in rewrites
        if (gold := frozenset(names[d] for d in row["doc_ids"] if d in names))
    ]
    return {names[row["id"]]: row["text"] for row in documents}, found


def load_cast(dev: Path) -> tuple[dict[str, str], list[FollowUp]]:
    """Passages by file name, and follow-ups, of TREC CAsT's conversations of 2021 and 2022.

    Each follow-up was answered with one of the passages. Only conversations of the half that
    nothing is fitted to are taken.
    """
    rows = [row for row in _rows(dev / CAST) if row["passage"]]
    names = {
        text: f"d{n:06}.txt" for n, text in enumerate(dict.fromkeys(r["passage"] for r in rows))
    }
    found = [
        replace(_follow_up(CAST, row, row["rewrite"]), gold=frozenset({names[row["passage"]]}))
        for row in rows
        if row["history"]
    ]
    return {name: text for text, name in names.items()}, [f for f in found if f.is_held_out]


def draw_stand_alones(folder: Path, count: int) -> list[FollowUp]:
    """Questions that stand alone, each after another question of the same set.

    Every second one follows a question about the same document. Every call draws the same.
    """
    drawn = random.Random(SEED)
    questions: dict[str, list[str]] = {}
    for row in _rows(folder):
        questions.setdefault(row["doc_id"], []).append(" ".join(row["question"].split()))
    documents = sorted(document for document, asked in questions.items() if len(asked) > 1)
    found = []
    for number in range(count):
        document = drawn.choice(documents)
        before, text = drawn.sample(questions[document], 2)
        if number % 2:
            before = drawn.choice(questions[drawn.choice(documents)])
        turns = (Turn(before),)
        found.append(FollowUp(document, text, text, turns, turns, frozenset()))
    return found


def _follow_up(name: str, row: dict[str, Any], rewrite: str) -> FollowUp:
    told = tuple(_turns(name, row["history"]))
    return FollowUp(
        conversation=_conversation(name, row["id"]),
        text=" ".join(row["question"].split()),
        rewrite=" ".join(rewrite.split()),
        asked=tuple(Turn(turn.question) for turn in told),
        told=told,
        gold=frozenset(),
    )


def _conversation(name: str, number: str) -> str:
    if name == "canard_rewrites":
        return number.split("_")[1]  # the article, whatever section of it
    return number.split("_")[0] if name == CAST else number.split("<")[0]


def _turns(name: str, history: Sequence[str]) -> Iterator[Turn]:
    if name == "canard_rewrites":
        yield Turn(", ".join(history[:_HEADING_TURNS]))
        pairs = history[_HEADING_TURNS:]
        for question, said in zip(pairs[::2], pairs[1::2], strict=True):
            yield Turn(question, () if said == _NOT_KNOWN else (said,))
        return
    for turn in turns(history):
        yield Turn(" ".join(turn.question.split()), turn.shown)


def _rows(folder: Path, kind: str = "questions") -> Iterator[dict[str, Any]]:
    with (folder / f"{kind}.jsonl").open(encoding="utf-8") as file:
        yield from map(json.loads, file)


def _words(text: str) -> list[str]:
    return re.findall(r"\w+", text.lower())
