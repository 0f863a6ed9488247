"""Citations grouped by what they answer, and whether the sources differ."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from index import Hit
from qa.answers import Group
from qa.wordings import Wording, agree, differ

COUNTS = -1.0
"""The least reading of a sentence whose answer stands in a group."""
SURE, AS_CLOSE = 0.0, 0.7
"""The least reading of two sentences that disagree, and what share of the question's words that the
first holds the other must hold: on half the questions of benchmarks.agreement, what says of the
fewest that have one answer that sources differ, and of 0.41 of those that have several."""
POLAR_COVERAGE = 0.6
"""What share of the question's words a sentence holds, at least, that affirms or denies it."""
LABEL_WORDS = 8

_POLAR = re.compile(
    r"(is|are|was|were|am|do|does|did|has|have|had|can|could|will|would|shall|should|may|might|must)"
    r"(n't|n’t)?\b",
    re.IGNORECASE,
)
_ALTERNATIVE = re.compile(r"\bor\b", re.IGNORECASE)
_DENIES = re.compile(
    r"\b(no|not|never|none|neither|nor|nobody|nothing|nowhere|without|cannot|absent|denied|denies"
    r"|refused|declined)\b|n['’]t\b|\b(don|doesn|didn|isn|wasn|aren|weren) t\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class _Stand:
    """What a citation answers."""

    rank: int
    copies: Sequence[Hit]
    """The hit that is cited, and its copies."""
    answer: Wording
    label: str
    """Words of the sentence that say it."""
    is_polar: bool
    """Whether it affirms or denies."""

    @property
    def reading(self) -> float:
        return self.copies[0].signals.reading or 0.0

    @property
    def coverage(self) -> float:
        return self.copies[0].signals.coverage


def grouped(question: str, cited: Sequence[Sequence[Hit]]) -> tuple[Group, ...]:
    """The citations that answer, by what they answer, in the order of the first of each.

    `cited`: by rank, each hit followed by its copies. A citation whose answer is not marked, or
    that hardly seems to answer, is in no group.
    """
    stands = list(_stands(question, cited))
    sides: list[list[_Stand]] = []
    for stand in stands:
        for side in sides:
            if agree(side[0].answer, stand.answer):
                side.append(stand)
                break
        else:
            sides.append([stand])
    others = [side for side in sides[1:] if _contradicts(sides[0], side)]
    return tuple(
        Group(
            answer=side[0].label,
            citations=tuple(stand.rank for stand in side),
            sources=len(_sources(side)),
            differs=side in others or bool(others and side is sides[0]),
        )
        for side in sides
    )


def asks_whether(question: str) -> bool:
    """Whether yes or no would answer it."""
    return bool(_POLAR.match(question.strip())) and not _ALTERNATIVE.search(question)


def _stands(question: str, found: Sequence[Sequence[Hit]]) -> Iterator[_Stand]:
    is_polar = asks_whether(question)
    for rank, copies in enumerate(found, 1):
        hit = copies[0]
        reading = hit.signals.reading
        if reading is None or reading < COUNTS:
            continue
        if is_polar and hit.signals.coverage >= POLAR_COVERAGE:
            denies = bool(_DENIES.search(hit.text))
            said = Wording("no" if denies else "yes")
            yield _Stand(rank, copies, said, _beginning(hit.text), is_polar=True)
        elif hit.answer and not is_polar:
            yield _Stand(rank, copies, Wording(hit.answer.text), hit.answer.text, is_polar=False)


def _contradicts(side: Sequence[_Stand], other: Sequence[_Stand]) -> bool:
    """Whether both surely answer, differently, and not in the same documents."""
    one = side[0]
    return any(
        min(one.reading, another.reading) >= (COUNTS if one.is_polar else SURE)
        and another.coverage >= AS_CLOSE * one.coverage
        and differ(one.answer, another.answer)
        and not _sources([another]) <= _sources(side)
        for another in other
    )


def _sources(side: Sequence[_Stand]) -> set[tuple[str, str]]:
    return {(h.document.path, h.document.record) for stand in side for h in stand.copies}


def _beginning(text: str) -> str:
    words = text.split()
    return " ".join(words[:LABEL_WORDS]) + (" …" if len(words) > LABEL_WORDS else "")
