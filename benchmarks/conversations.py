"""Questions of conversations, with the stand-alone question that people wrote for each."""

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
"""CANARD's conversations begin with the title of an article and of its section."""


@dataclass(frozen=True, slots=True)
class FollowUp:
    """A question and the turns before it."""

    conversation: str
    text: str
    rewrite: str
    """As people wrote it to stand alone."""
    asked: tuple[Turn, ...]
    """The turns before, their questions only."""
    told: tuple[Turn, ...]
    """The same with what was said to them."""
    gold: frozenset[str]
    """The files that answer it; empty where that is not known."""

    @property
    def is_held_out(self) -> bool:
        """Whether it is of the half of the conversations that nothing is fitted to."""
        return hashlib.sha256(self.conversation.encode()).digest()[0] % 2 == 1

    @property
    def stands_alone(self) -> bool:
        """Whether people left it as it was, but for case and punctuation."""
        return _bare(self.text) == _bare(self.rewrite)

    @property
    def added(self) -> frozenset[str]:
        """The words of topics that people added."""
        return stems(self.rewrite) - stems(self.text)

    @property
    def leans(self) -> bool:
        """Whether people added words for topics."""
        return bool(self.added)


def rewritten(dev: Path, name: str) -> list[FollowUp]:
    """The follow-ups of a set that has rewrites."""
    rows = [row for row in _rows(dev / name) if row["history"]]
    return [_follow_up(name, row, row["rewrite"]) for row in rows]


def mtrag(dev: Path) -> tuple[dict[str, str], list[FollowUp]]:
    """Passages by file name, and the follow-ups whose passages and rewrite are known."""
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


def cast(dev: Path) -> tuple[dict[str, str], list[FollowUp]]:
    """The passages that TREC CAsT's conversations of 2021 and 2022 were answered with, by file
    name, and the follow-ups to find them by: of the conversations that nothing is fitted to."""
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


def stand_alones(folder: Path, count: int) -> list[FollowUp]:
    """Questions that stand alone, each after one of the same set: half of them after one on the
    same document. Drawn the same way each time."""
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
        return number.split("_")[1]  # an article's, whichever section is talked about
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


def _bare(text: str) -> list[str]:
    return re.findall(r"\w+", text.lower())
