"""The lines of a page in reading order: paragraph by paragraph, column by column.

Constants without another unit are in multiples of the distance between two lines (the pitch).
"""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import median

FEWEST_LINES = 4
"""A column has at least this many lines."""
MIN_COLUMN_CHARS = 28
"""The least average length of a column's lines. Shorter ones are table cells, read by row."""
MAX_CROSSING_SHARE = 0.3
"""The greatest share of lines that stand in no column, such as titles and footers."""
MIN_GAP = 0.6
"""The least gap between two columns. The words of a line are closer together."""
CELL_GAP = 1.2
"""The least gap between two cells of a row."""
PARAGRAPH_GAP = 1.35
"""The least distance between the lines of two paragraphs."""
BAND_GAP = 2.5
"""A vertical gap above this ends a pair of columns; what follows is read after both of them."""
RAGGED = 4.0
"""A full line may end this far before the margin."""
FEWEST_FULL = 3
"""A margin needs at least this many full lines."""
MAX_LINES = 2_000
"""A page with more lines is read in the order it is drawn."""
MAX_BORDERS = 20
"""How many places for the border between two columns are tried on a page."""

HYPHEN = "\x02"
"""Stands for the hyphen at the end of a line whose last word goes on in the next."""
_HYPHENED = re.compile(r"[^\W\d_][-\u2010\u00ad]\Z")
_ITEM = re.compile(r"[-*+•◦‣▪●○■·–—]\s|\(?(?:\d{1,3}|[A-Za-z])[.)]\s")


@dataclass(frozen=True, slots=True)
class Line:
    """A line as it is drawn, from left to right, possibly across columns. Units are the page's."""

    bottom: float
    """The height of its baseline above the bottom of the page."""
    words: tuple[str, ...]
    edges: tuple[tuple[float, float], ...]
    """The left and right edge of each word."""

    @property
    def left(self) -> float:
        """Its leftmost edge."""
        return min(left for left, _ in self.edges)

    @property
    def right(self) -> float:
        """Its rightmost edge."""
        return max(right for _, right in self.edges)

    @property
    def text(self) -> str:
        """Its words, separated by spaces."""
        return " ".join(self.words)


LEFT, ACROSS, RIGHT = -1, 0, 1
Half = tuple[Line, int]
"""A line or a part of one, and its side of the border between two columns."""


def join_lines(lines: Sequence[Line]) -> str:
    """The text of a page, with its lines in reading order and empty lines between paragraphs.

    `lines` are in the order they are drawn, which is nearly always the order to read them in. If
    they alternate between two columns line by line, the left column comes first.
    """
    pitch = _pitch(lines)
    ordered = _by_columns(lines, pitch) if len(lines) <= MAX_LINES else None
    return _paragraphs(lines if ordered is None else ordered, pitch)


def _pitch(lines: Sequence[Line]) -> float:
    """The distance between two lines of a paragraph; 0 if there are none."""
    steps = [a.bottom - b.bottom for a, b in pairwise(lines)]
    down = [step for step in steps if 1.0 < step < 100.0]
    return median(down) if down else 0.0


def _paragraphs(lines: Sequence[Line], pitch: float) -> str:
    margins = _margins(lines, pitch)
    parts: list[str] = []
    for number, line in enumerate(lines):
        if number:
            before = lines[number - 1]
            step = before.bottom - line.bottom
            if before.text.endswith(HYPHEN):
                pass
            elif (not pitch or step <= PARAGRAPH_GAP * pitch) and _HYPHENED.search(before.text):
                parts[-1] = parts[-1][:-1] + HYPHEN
            elif pitch and step > PARAGRAPH_GAP * pitch:
                parts.append("\n\n")
            else:
                margin = margins.get(_bucket(before, pitch))
                is_row = _is_row(before, pitch) or _is_row(line, pitch)
                runs_on = not is_row and _runs_on(before, line, margin)
                parts.append(" " if runs_on else "\n")
        parts.append(line.text)
    return "".join(parts)


def _margins(lines: Sequence[Line], pitch: float) -> dict[int, float]:
    """The right margin of lines that begin at about the same place, by their `_bucket`.

    A bucket is left out if fewer than FEWEST_FULL of its lines reach the margin.
    """
    rights: dict[int, list[float]] = {}
    for line in lines:
        for near in (-1, 0, 1):  # the first line of a paragraph may be indented
            rights.setdefault(_bucket(line, pitch) + near, []).append(line.right)
    found = {}
    for bucket, ends in rights.items():
        margin = max(ends)
        if sum(end > margin - RAGGED * pitch for end in ends) >= FEWEST_FULL:
            found[bucket] = margin
    return found


def _bucket(line: Line, pitch: float) -> int:
    return int(line.left // (3 * pitch)) if pitch else 0


def _is_row(line: Line, pitch: float) -> bool:
    """Whether the line is the row of a table: some of its words are far apart."""
    return any(left - right > CELL_GAP * pitch for (_, right), (left, _) in pairwise(line.edges))


def _runs_on(line: Line, following: Line, margin: float | None) -> bool:
    """Whether the paragraph goes on, because the next word did not fit on the line."""
    if margin is None or _ITEM.match(following.text):
        return False
    left, right = following.edges[0]
    return line.right + (right - left) > margin


def _by_columns(lines: Sequence[Line], pitch: float) -> list[Line] | None:
    """The lines with the left column before the right one, and lines across both in their place.

    None if the lines do not alternate between two columns.
    """
    halves = _halves(lines, MIN_GAP * pitch)
    in_columns = [side for _, side in halves if side]
    turns = sum(a != b for a, b in pairwise(in_columns))
    if turns <= min(in_columns.count(LEFT), in_columns.count(RIGHT)):
        return None
    ordered: list[Line] = []
    columns: dict[int, list[Line]] = {LEFT: [], ACROSS: [], RIGHT: []}
    above = halves[0][0].bottom
    for line, side in sorted(halves, key=lambda half: -half[0].bottom):
        if side == ACROSS or columns[ACROSS] or above - line.bottom > BAND_GAP * pitch:
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
    far = [left for (_, right), (left, _) in pairwise(line.edges) if left - right > gap]
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
                (Line(line.bottom, line.words[:number], line.edges[:number]), LEFT),
                (Line(line.bottom, line.words[number:], line.edges[number:]), RIGHT),
            ]
    return [(line, ACROSS)]


def _is_column(halves: Sequence[Half], side: int) -> bool:
    lengths = [len(line.text) for line, at in halves if at == side]
    return len(lengths) >= FEWEST_LINES and sum(lengths) >= MIN_COLUMN_CHARS * len(lengths)
