"""The lines of a page in reading order, column by column.

Constants without another unit are in multiples of the distance between two lines (the pitch).
"""

from collections import Counter
from collections.abc import Sequence
from itertools import pairwise
from statistics import median

from index.loaders.pages.lines import Line
from index.loaders.pages.order import order_from_top

FEWEST_LINES = 4
"""A column has at least this many lines."""
MIN_COLUMN_CHARS = 28
"""The least average length of a column's lines. Shorter ones are table cells, read by row."""
MAX_CROSSING_SHARE = 0.3
"""The greatest share of lines that stand in no column, such as titles and footers."""
MIN_GAP = 0.6
"""The least gap between two columns. The words of a line are closer together."""
BAND_GAP = 2.5
"""A vertical gap above this ends a pair of columns; what follows is read after both of them."""
MAX_LINES = 2_000
"""A page with more lines is read in the order it is drawn."""
MAX_BORDERS = 20
"""How many places for the border between two columns are tried on a page."""


LEFT, ACROSS, RIGHT = -1, 0, 1
Half = tuple[Line, int]
"""A line or a part of one, and its side of the border between two columns."""


def in_reading_order(lines: Sequence[Line]) -> list[Line]:
    """The lines of a page in the order to read them in.

    `lines` are in the order they are drawn, which is nearly always that. If they alternate between
    two columns line by line, the left column comes first.
    """
    if len(lines) > MAX_LINES:
        return list(lines)
    step = pitch(lines)
    return _by_columns(lines, step) or order_from_top(lines, step)


def pitch(lines: Sequence[Line]) -> float:
    """The distance between two lines of a paragraph; 0 if there are none."""
    steps = [a.bottom - b.bottom for a, b in pairwise(lines)]
    down = [step for step in steps if 1.0 < step < 100.0]
    return median(down) if down else 0.0


def _by_columns(lines: Sequence[Line], step: float) -> list[Line] | None:
    """The lines with the left column before the right one, and lines across both in their place.

    None if the lines do not alternate between two columns.
    """
    halves = _halves(lines, MIN_GAP * step)
    in_columns = [side for _, side in halves if side]
    turns = sum(a != b for a, b in pairwise(in_columns))
    if turns <= min(in_columns.count(LEFT), in_columns.count(RIGHT)):
        return None
    ordered: list[Line] = []
    columns: dict[int, list[Line]] = {LEFT: [], ACROSS: [], RIGHT: []}
    above = halves[0][0].bottom
    for line, side in sorted(halves, key=lambda half: -half[0].bottom):
        if side == ACROSS or columns[ACROSS] or above - line.bottom > BAND_GAP * step:
            ordered += [line for column in columns.values() for line in column]
            columns = {LEFT: [], ACROSS: [], RIGHT: []}
        columns[side].append(line)
        above = line.bottom
    return [*ordered, *(line for column in columns.values() for line in column)]


def _halves(lines: Sequence[Line], gap: float) -> list[Half]:
    """The lines cut at the border between two columns of prose; empty if there are no two."""
    if not lines or not gap:
        return []
    first, last = min(line.left for line in lines), max(line.right for line in lines)
    starts = Counter(round(x) for line in lines for x in _starts(line, gap))
    common = [x for x, times in starts.most_common(MAX_BORDERS) if times >= FEWEST_LINES]
    middle = [x for x in common if 0.3 < (x - first) / (last - first + 1) < 0.7]
    best: list[Half] = []
    fewest = MAX_CROSSING_SHARE * len(lines)
    for x in middle:
        halves = [half for line in lines for half in _cut(line, x - 1.0, gap)]
        crossing = sum(side == ACROSS for _, side in halves)
        if crossing < fewest and all(_is_column(halves, side) for side in (LEFT, RIGHT)):
            best, fewest = halves, crossing
    return best


def _starts(line: Line, gap: float) -> list[float]:
    """Where a line begins, and where it goes on after a gap."""
    later = zip(line.edges[1:], line.gaps, strict=True)
    far = [left for (left, _), between in later if between > gap]
    return [line.left, *far]


def _cut(line: Line, x: float, gap: float) -> list[Half]:
    """The line, cut if it has a gap at `x`, with the side of each part."""
    if line.right <= x:
        return [(line, LEFT)]
    if line.left >= x:
        return [(line, RIGHT)]
    for number, ((_, right), (left, _)) in enumerate(pairwise(line.edges), 1):
        if right <= x <= left and left - right > gap:
            return [
                (line.part(slice(number)), LEFT),
                (line.part(slice(number, None)), RIGHT),
            ]
    return [(line, ACROSS)]


def _is_column(halves: Sequence[Half], side: int) -> bool:
    lengths = [len(line.text) for line, at in halves if at == side]
    return len(lengths) >= FEWEST_LINES and sum(lengths) >= MIN_COLUMN_CHARS * len(lengths)
