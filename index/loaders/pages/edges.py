"""What comes again at the top or the foot of pages: running heads, page numbers."""

import re
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from itertools import takewhile

from index.loaders.pages.lines import Line
from index.structure import Kind

FEWEST_PAGES = 3
"""A line at the edge comes again on so many pages, or on all if there are only two."""
EDGE_ROWS = 2
"""Rows of a running head or foot."""
SAME_ROW = 2.0
"""Lines whose baselines are closer than this stand in a row. In the page's units."""

_NUMBER = re.compile(r"\d+|^[ivxlc]+\b|\b[ivxlc]+$")


Row = Sequence[Line]
"""Lines side by side."""


def mark_running_heads(pages: Sequence[Sequence[Line]]) -> None:
    """Marks as ASIDE the lines at the edges of pages that come again, but for their numbers, and
    what stands at their height on the other pages."""
    if len(pages) < 2:
        return
    edges = [edge for page in pages for edge in _edges(page)]
    seen = Counter(key for edge in edges for key in {_key(line) for row in edge for line in row})
    fewest = min(FEWEST_PAGES, len(pages))
    again = _outermost(edges, lambda row: any(seen[_key(line)] >= fewest for line in row))
    heights = Counter(map(_height, again))
    beside = _outermost(edges, lambda row: heights[_height(row)] >= FEWEST_PAGES)
    for row in [*again, *beside]:
        for line in row:
            line.kind = Kind.ASIDE


def _outermost(edges: Sequence[Sequence[Row]], holds: Callable[[Row], bool]) -> list[Row]:
    """The rows of each edge up to the first of which something does not hold."""
    return [row for edge in edges for row in takewhile(holds, edge)]


def _height(row: Row) -> int:
    return round(row[0].bottom)


def _edges(page: Sequence[Line]) -> Iterator[list[list[Line]]]:
    """The rows at the top and at the foot of a page, outermost first."""
    rows: list[list[Line]] = []
    for line in sorted(page, key=lambda line: -line.bottom):
        if rows and rows[-1][0].bottom - line.bottom < SAME_ROW:
            rows[-1].append(line)
        else:
            rows.append([line])
    if len(rows) > EDGE_ROWS:
        yield rows[:EDGE_ROWS]
        yield rows[-EDGE_ROWS:][::-1]


def _key(line: Line) -> str:
    """The same for lines that differ only in their numbers."""
    return _NUMBER.sub("#", line.text)
