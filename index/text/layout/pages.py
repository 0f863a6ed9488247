"""Pages: the heads and feet that come again on each of them."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import pairwise

from index.structure import Block, Kind
from index.text.layout.lines import MAX_LAYOUT, Line
from index.text.layout.marks import has_content

MIN_PAGES = 3
"""A line that comes again at fewer page breaks is no running head."""
EDGE = 3
"""Lines of a running head or foot."""
PAGE_LINES = (30, 90)
"""The lines of a page lie within these bounds, in a text without form feeds."""
MAX_UNEVEN = 8
"""In lines; how much the length of a page may differ from the usual."""

_NUMBER = re.compile(r"\d+")


def split_running_heads(lines: list[Line]) -> tuple[list[Line], list[Block]]:
    """The lines without those that come again at the page breaks, and these as blocks."""
    starts = _page_starts(lines)
    if not starts:
        return lines, []
    heads = _running_heads(list(_edges(lines, starts)))
    for before, line in pairwise(lines):
        if before.number in heads:
            line.blanks = max(line.blanks, 1)
    rest = [line for line in lines if line.number not in heads]
    running = [line for line in lines if line.number in heads]
    return rest, [Block(line.start, line.end, Kind.ASIDE) for line in running]


def _page_starts(lines: Sequence[Line]) -> list[int]:
    """The first line of each page but the first."""
    starts = [i for i in range(1, len(lines)) if lines[i].page != lines[i - 1].page]
    return starts if len(starts) >= MIN_PAGES - 1 else _starts_at_numbers(lines)


def _edges(lines: Sequence[Line], starts: Sequence[int]) -> Iterator[Sequence[Line]]:
    """The lines at the top and at the foot of each page, outermost first."""
    for first, last in pairwise([0, *starts, len(lines)]):
        yield lines[first : min(first + EDGE, last)]
        yield lines[max(first, last - EDGE) : last][::-1]


def _running_heads(edges: Sequence[Sequence[Line]]) -> set[int]:
    """The numbers of the lines that come again."""
    keys = Counter(key for edge in edges for key in {_page_key(line) for line in edge})
    heads = set()
    for edge in edges:
        for line in edge:
            if keys[_page_key(line)] < MIN_PAGES or not has_content(line.text):
                break
            heads.add(line.number)
    return heads


def _page_key(line: Line) -> str:
    """The same for lines that differ only in their numbers."""
    return _NUMBER.sub("#", " ".join(line.text[:MAX_LAYOUT].split()))


def _starts_at_numbers(lines: Sequence[Line]) -> list[int]:
    """Where pages begin in a text without form feeds: after lines that count them evenly."""
    found: dict[str, list[int]] = {}
    for index, line in enumerate(lines):
        if len(line.text) <= MAX_LAYOUT and any(map(str.isdigit, line.text)):
            found.setdefault(_page_key(line), []).append(index)
    for places in found.values():
        feet = [lines[place] for place in places]
        if len(feet) >= MIN_PAGES and _counts_up(feet) and _is_even(feet):
            return [place + 1 for place in places if place + 1 < len(lines)]
    return []


def _is_even(feet: Sequence[Line]) -> bool:
    """Whether most of the lines are as far from each other as the lines of a page."""
    steps = [b.number - a.number for a, b in pairwise(feet)]
    usual = sorted(steps)[len(steps) // 2]
    even = sum(abs(step - usual) <= MAX_UNEVEN for step in steps)
    return PAGE_LINES[0] <= usual <= PAGE_LINES[1] and 10 * even >= 7 * len(steps)


def _counts_up(lines: Sequence[Line]) -> bool:
    """Whether one of the numbers in the lines grows by 1 from line to line, a few aside."""
    rows = ([int(n[:9]) for n in _NUMBER.findall(line.text)] for line in lines)
    for column in zip(*rows, strict=False):
        if 5 * sum(b == a + 1 for a, b in pairwise(column)) >= 4 * (len(lines) - 1):
            return True
    return False
