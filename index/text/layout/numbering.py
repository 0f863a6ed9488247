"""Headings such as "1.2. Title" whose numbers follow each other."""

from bisect import bisect
from collections.abc import Container, Iterator, Sequence
from itertools import pairwise
from typing import NamedTuple

from index.text.layout.lines import MAX_LAYOUT, Line
from index.text.layout.marks import MIN_TOGETHER, NUMBERED
from index.text.layout.titles import MAX_TITLE_WORDS, is_alone, is_title

Number = tuple[int, ...]

MAX_STEP = 3
"""Between the numbers of two headings; those between may have been missed."""
LETTERS = 1000
"""Added to the code of a letter, so that appendices come after all numbers."""


class _Candidate(NamedTuple):
    place: int  # the index of the line
    number: Number
    is_stopped: bool  # whether it ends with a full stop, as headings seldom do


def numbered_headings(lines: Sequence[Line], found: Container[int]) -> dict[int, int]:
    """Levels of the numbered headings, by line. Lines in `found` are not looked at."""
    candidates = list(_candidates(lines, found))
    plain = [heading for heading in candidates if not heading.is_stopped]
    margin = min((lines[heading.place].indent for heading in plain), default=0)
    chain = _chain([heading for heading in plain if lines[heading.place].indent == margin])
    if len(chain) < MIN_TOGETHER or _is_list(chain):
        return {}
    stopped = [heading for heading in candidates if heading.is_stopped]
    chain += _links(
        chain, [heading for heading in stopped if lines[heading.place].indent == margin]
    )
    return {heading.place: len(heading.number) for heading in chain}


def _candidates(lines: Sequence[Line], found: Container[int]) -> Iterator[_Candidate]:
    for index, line in enumerate(lines):
        if index in found or not line.is_open or len(line.text) > MAX_LAYOUT:
            continue
        match = NUMBERED.match(line.text)
        if not match or not is_alone(lines, index):
            continue
        title = line.text[match.end() :].removesuffix(".")
        if is_title(title, MAX_TITLE_WORDS):
            yield _Candidate(index, _read_number(match[1]), line.text.endswith("."))


def _read_number(text: str) -> Number:
    first, *rest = text.split(".")
    return (LETTERS + ord(first) if first.isalpha() else int(first), *map(int, rest))


def _chain(candidates: Sequence[_Candidate], start: Number = (0,)) -> list[_Candidate]:
    """The candidates whose numbers follow each other, from the one after `start` on."""
    chain: list[_Candidate] = []
    for heading in candidates:
        if _follows(chain[-1].number if chain else start, heading.number):
            chain.append(heading)
    return chain


def _links(chain: Sequence[_Candidate], stopped: Sequence[_Candidate]) -> list[_Candidate]:
    """Headings with a full stop: their numbers lead from one heading of the chain to the next."""
    places = [heading.place for heading in stopped]
    found = []
    for before, after in pairwise([_Candidate(-1, (0,), False), *chain]):
        between = stopped[bisect(places, before.place) : bisect(places, after.place)]
        links = _chain(
            [heading for heading in between if heading.number < after.number], before.number
        )
        if links and _follows(links[-1].number, after.number):
            found += links
    return found


def _follows(before: Number, number: Number) -> bool:
    """Whether a section's number comes soon after that of the section before."""
    if number <= before or len(number) > len(before) + 2:
        return False
    if number[0] >= LETTERS > before[0]:
        return True
    for a, b in zip((*before, *([0] * len(number))), number, strict=False):
        if a != b:
            return b - a <= MAX_STEP
    return False


def _is_list(chain: Sequence[_Candidate]) -> bool:
    """Whether half of the lines follow each other directly, like the items of a list."""
    crowded = sum(
        after.place - before.place == 1 and len(before.number) == len(after.number)
        for before, after in pairwise(chain)
    )
    return 2 * crowded >= len(chain)
