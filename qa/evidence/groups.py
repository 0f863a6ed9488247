"""Groups citations by the answer that they give, and tells whether sources differ."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from index import Hit
from qa.answers import Group
from qa.evidence.agreement import Claim, agree, contradict

MIN_READING = -1.0
"""A sentence with a lower reading is in no group."""
MIN_SURE_READING, MIN_COVERAGE_RATIO = 0.0, 0.7
"""Two sentences are said to differ only if both have at least this reading, and if the second holds
at least this part of the question's words that the first holds. Chosen on half the questions of
benchmarks.agreement: they give the fewest false notices, and find 0.41 of the true ones."""
MIN_POLAR_COVERAGE = 0.6
"""A sentence that holds less of the question's words neither affirms nor denies what is asked."""
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
class _Statement:
    """A citation and what it claims."""

    rank: int
    copies: Sequence[Hit]
    """The cited hit, then its copies."""
    claim: Claim
    label: str
    """Words of the sentence that make the claim."""
    is_polar: bool
    """Whether the claim is yes or no."""

    @property
    def reading(self) -> float:
        return self.copies[0].signals.reading or 0.0

    @property
    def coverage(self) -> float:
        return self.copies[0].signals.coverage


def group_by_answer(question: str, cited: Sequence[Sequence[Hit]]) -> tuple[Group, ...]:
    """A group of citations for each answer that is given, in the order of their first citations.

    `cited`: by rank, each hit followed by its copies. A citation is in no group if no answer is
    marked in it, or if its reading is below MIN_READING.
    """
    sides: list[list[_Statement]] = []
    for statement in _statements(question, cited):
        for side in sides:
            if agree(side[0].claim, statement.claim):
                side.append(statement)
                break
        else:
            sides.append([statement])
    opposed = [side for side in sides[1:] if _are_opposed(sides[0], side)]
    return tuple(
        Group(
            answer=side[0].label,
            citations=tuple(statement.rank for statement in side),
            sources=len(_sources(side)),
            differs=side in opposed or bool(opposed and side is sides[0]),
        )
        for side in sides
    )


def asks_whether(question: str) -> bool:
    """Whether yes or no would answer it."""
    return bool(_POLAR.match(question.strip())) and not _ALTERNATIVE.search(question)


def _statements(question: str, cited: Sequence[Sequence[Hit]]) -> Iterator[_Statement]:
    is_polar = asks_whether(question)
    for rank, copies in enumerate(cited, 1):
        hit = copies[0]
        reading = hit.signals.reading
        if reading is None or reading < MIN_READING:
            continue
        if is_polar and hit.signals.coverage >= MIN_POLAR_COVERAGE:
            claim = Claim("no" if _DENIES.search(hit.text) else "yes")
            yield _Statement(rank, copies, claim, _beginning(hit.text), is_polar=True)
        elif hit.answer and not is_polar:
            words = hit.answer.text
            yield _Statement(rank, copies, Claim(words), words, is_polar=False)


def _are_opposed(side: Sequence[_Statement], other: Sequence[_Statement]) -> bool:
    """Whether both surely answer, contradict each other, and stand in different documents."""
    first = side[0]
    least = MIN_READING if first.is_polar else MIN_SURE_READING
    return any(
        min(first.reading, statement.reading) >= least
        and statement.coverage >= MIN_COVERAGE_RATIO * first.coverage
        and contradict(first.claim, statement.claim)
        and not _sources([statement]) <= _sources(side)
        for statement in other
    )


def _sources(side: Sequence[_Statement]) -> set[tuple[str, str]]:
    return {(h.document.path, h.document.record) for each in side for h in each.copies}


def _beginning(text: str) -> str:
    words = text.split()
    return " ".join(words[:LABEL_WORDS]) + (" …" if len(words) > LABEL_WORDS else "")
