"""Tables as tbl reads them: the lines between `.TS` and `.TE`."""

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field

from index.loaders.roff.escapes import GLUE
from index.loaders.roff.page import Piece
from index.loaders.roff.source import Line
from index.structure import Kind

SEPARATOR = " | "

_TAB = re.compile(r"tab\s*\((.)\)", re.IGNORECASE)
_MARKED = re.compile(r"[bBiI]|f\(?[2345BIC]|[fF]\[")
_SPANNED = re.compile(r"[sS^]")
_RULE = re.compile(r"[_=]|\\_")


@dataclass(slots=True)
class _Table:
    """A table that is being read."""

    tab: str = "\t"
    formats: list[str] = field(default_factory=list)
    """Its lines say how each row is set; the last holds for all further rows."""
    is_format: bool = True
    rows: list[list[str]] = field(default_factory=list)
    cells: list[str] = field(default_factory=list)
    """Of the row that is not complete yet."""
    block: list[str] | None = None
    """The lines of a cell between `T{` and `T}`."""


def table_lines(lines: Iterator[Line]) -> Iterator[Line]:
    """The lines up to the end of the table."""
    for line in lines:
        if line.name == "TE":
            return
        yield line


def table_pieces(
    lines: Iterable[Line], inline: Callable[[Line], str], level: int
) -> Iterator[Piece]:
    """A row for each row. The first names the columns, if the format sets it apart or is the same
    for all rows.

    `inline` makes text of a line; it is "" for a macro that is not about letters.
    """
    table = _Table()
    for line in lines:
        _read(table, line, inline)
    _end_row(table)
    has_header = len(table.rows) > 1 and _has_header(table)
    for number, row in enumerate(table.rows):
        cells = [" ".join(cell.replace(GLUE, "").split()) for cell in row]
        filled = [cell for cell in cells if cell and not _RULE.fullmatch(cell)]
        if filled:
            text = SEPARATOR.join(cells).strip() if len(filled) > 1 else filled[0]
            kind = Kind.HEADER if has_header and number == 0 else Kind.ROW
            yield Piece(text, kind, level, is_tight=number > 0)


def _has_header(table: _Table) -> bool:
    if len(table.rows[0]) < 2:
        return False
    first = table.formats[0] if table.formats else ""
    return len(table.formats) < 2 or bool(_MARKED.search(first))


def _read(table: _Table, line: Line, inline: Callable[[Line], str]) -> None:
    if line.name:
        if line.name == "T&":
            table.is_format = True
        elif table.block is not None:
            table.block.append(inline(line))
    elif table.is_format:
        _read_format(table, line.rest.strip())
    elif table.block is not None:
        if line.rest.startswith("T}"):
            table.cells.append(" ".join(table.block))
            table.block = None
            _read_cells(table, line.rest[2:].removeprefix(table.tab), inline, line.rest[2:])
        else:
            table.block.append(inline(line))
    else:
        _read_cells(table, line.rest, inline, line.rest)


def _read_format(table: _Table, text: str) -> None:
    if text.endswith(";"):
        tab = _TAB.search(text)
        table.tab = tab[1] if tab else "\t"
    elif text:
        table.formats += text.rstrip(".").split(",")
        table.is_format = not text.endswith(".")


def _read_cells(table: _Table, text: str, inline: Callable[[Line], str], remainder: str) -> None:
    """Reads the cells of a line. The row ends with it, unless the last cell is a block."""
    if remainder:
        cells = text.split(table.tab)
        if cells[-1].strip() == "T{":
            table.cells += [inline(Line("", cell)) for cell in cells[:-1]]
            table.block = []
            return
        table.cells += [inline(Line("", cell)) for cell in cells]
    _end_row(table)


def _end_row(table: _Table) -> None:
    if table.block:
        table.cells.append(" ".join(table.block))
    if table.cells:
        table.rows.append(table.cells)
    table.cells, table.block = [], None
