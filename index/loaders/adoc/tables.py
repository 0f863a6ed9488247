"""Tables between lines like `|===`: cells that are put together to rows."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from index.loaders.markup.csv import add_csv_rows
from index.loaders.markup.lines import Line
from index.loaders.markup.writer import Writer
from index.structure import Kind

_CELL = re.compile(
    r"""(?<!\S)(?:(\d{1,3})?(?:\.(\d{1,3}))?([*+]))?(?:[<^>](?:\.[<^>])?|\.[<^>])?[adehlmsv]?\|
    |   (?<!\\)\|
    """,
    re.VERBOSE,
)
"""What begins a cell: how many columns and rows it takes, its alignment and style, and a bar."""
_COLS = re.compile(r"""cols=(?:"([^"]*)"|'([^']*)'|(\d{1,2}\*?))""")
_REPEATED = re.compile(r"\s*(\d{1,2})\*")
_HEADED = re.compile(r"%header|\boptions?=[\"']?[^\"'\]]*\bheader|\bopts=[\"']?[^\"'\]]*\bheader")
MAX_ROWS = 50
"""That one cell takes."""


@dataclass(slots=True)
class _Cell:
    mark: int
    start: int
    line: int
    columns: int
    rows: int


def add_table(
    writer: Writer, lines: Sequence[Line], attributes: str, mark: str, level: int
) -> None:
    """Adds the rows that stand in lines.

    `attributes`: what stands above the table; `mark`: what begins a cell, or "," or ":".
    """
    is_headed = bool(_HEADED.search(attributes))
    if mark in (",", ":") or "format=" in attributes:
        add_csv_rows(writer, lines, int(is_headed), level)
        return
    cells = list(_cells(writer.text, lines, mark))
    if not lines or not cells:
        writer.add_lines(lines, Kind.ROW, level)
        return
    writer.add(lines[0].start, cells[0].mark, Kind.ROW, level)
    is_first_alone = len(lines) > 1 and lines[1].is_apart and not lines[0].is_apart
    width = _width(attributes) or sum(each.columns for each in cells if not each.line)
    is_whole = sum(each.columns for each in cells if not each.line) == width
    is_headed |= is_first_alone and is_whole and "noheader" not in attributes
    ends = [cell.mark for cell in cells[1:]] + [lines[-1].end]
    for number, (first, last) in enumerate(_rows(cells, max(1, width))):
        kind = Kind.HEADER if is_headed and number == 0 else Kind.ROW
        writer.add(cells[first].start, ends[last], kind, level)


def _cells(text: str, lines: Sequence[Line], mark: str) -> Iterator[_Cell]:
    bar = _CELL if mark == "|" else re.compile(_CELL.pattern.replace(r"\|", "!"), re.VERBOSE)
    for number, line in enumerate(lines):
        for found in bar.finditer(text, line.start, line.end):
            columns, rows = int(found[1] or 1), int(found[2] or 1)
            yield _Cell(found.start(), found.end(), number, columns, rows)


def _width(attributes: str) -> int:
    """The number of columns that the attributes state; 0 if they state none."""
    stated = _COLS.search(attributes)
    if not stated:
        return 0
    count = 0
    for column in re.split("[,;]", next(filter(None, stated.groups()), "")):
        repeated = _REPEATED.match(column)
        count += int(repeated[1]) if repeated else 1
    return count


def _rows(cells: Sequence[_Cell], width: int) -> Iterator[tuple[int, int]]:
    """The first and the last cell of each row."""
    first = taken = 0
    reserved: dict[int, int] = {}
    """Of rows below, by their numbers, how many columns cells of rows above take."""
    row = 0
    for number, cell in enumerate(cells):
        taken += cell.columns
        for below in range(row + 1, row + min(cell.rows, MAX_ROWS)):
            reserved[below] = reserved.get(below, 0) + cell.columns
        if taken + reserved.get(row, 0) >= width:
            yield first, number
            first, taken, row = number + 1, 0, row + 1
    if first < len(cells):
        yield first, len(cells) - 1
