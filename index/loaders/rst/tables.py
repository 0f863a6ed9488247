"""Tables: drawn as a grid, set in columns between borders, or written as lists or as CSV."""

from collections.abc import Iterator, Sequence

from index.loaders.markup.lines import Line
from index.loaders.markup.writer import Writer
from index.loaders.rst.marks import BULLET, GRID_RULE, SIMPLE_BORDER, SIMPLE_RULE
from index.structure import Kind


def read_grid(writer: Writer, lines: Sequence[Line], at: int, level: int) -> int:
    """Adds the rows of the grid that begins at a line, and gives the line after it; 0 if none."""
    text = writer.text
    if not GRID_RULE.match(text, lines[at].start, lines[at].end):
        return 0
    end = at + 1
    while end < len(lines) and not lines[end].is_apart and text[lines[end].start] in "+|":
        end += 1
    rules = [n for n in range(at, end) if GRID_RULE.match(text, lines[n].start, lines[n].end)]
    heads = [n for n in rules[1:] if "=" in text[lines[n].start : lines[n].end]]
    for above, below in zip(rules, [*rules[1:], end], strict=True):
        if above + 1 < below:
            kind = Kind.HEADER if heads and below <= heads[0] else Kind.ROW
            _add_barred(writer, lines[above + 1 : below], kind, level)
    return end


def _add_barred(writer: Writer, row: Sequence[Line], kind: Kind, level: int) -> None:
    """Adds a row without the bars around it."""
    start, end, text = row[0].start, row[-1].end, writer.text
    start += len(text[start:end]) - len(text[start:end].lstrip("|+ \t"))
    writer.add(start, start + len(text[start:end].rstrip("|+ \t\r\n")), kind, level)


def read_simple(writer: Writer, lines: Sequence[Line], at: int, level: int) -> int:
    """Adds the rows between borders that begin at a line, and gives the line after them; 0 if none.

    A row begins where the first column has text. A table without an end is none.
    """
    text = writer.text
    borders = _borders(text, lines, at)
    if not borders:
        return 0
    head = borders[1] if len(borders) > 2 else at
    writer.add_lines(lines[at + 1 : head], Kind.HEADER, level)
    row: list[Line] = []
    for line in lines[head + 1 : borders[-1]]:
        is_rule = SIMPLE_RULE.match(text, line.start, line.end) or _is_border(text, line)
        if row and (is_rule or line.indent <= lines[at].indent):
            writer.add_lines(row, Kind.ROW, level)
            row = []
        if not is_rule:
            row.append(line)
    writer.add_lines(row, Kind.ROW, level)
    return borders[-1] + 1


def _borders(text: str, lines: Sequence[Line], at: int) -> list[int]:
    """The lines that are borders of the table; none if it has no end."""
    if not _is_border(text, lines[at]):
        return []
    found = [at]
    for number in range(at + 1, len(lines)):
        line = lines[number]
        if line.indent < lines[at].indent:
            break
        if line.indent == lines[at].indent and _is_border(text, line):
            found.append(number)
            is_last = number + 1 == len(lines) or lines[number + 1].is_apart
            if is_last or len(found) == 3:
                return found
    return []


def _is_border(text: str, line: Line) -> bool:
    return bool(SIMPLE_BORDER.match(text, line.start, line.end))


def add_list_rows(writer: Writer, lines: Sequence[Line], heads: int, level: int) -> None:
    """Adds the items of a list of lists as rows, the first `heads` of them as headers."""
    for number, row in enumerate(_items(writer.text, lines)):
        start, end = row[0].start, row[-1].end
        while start < end and (marker := BULLET.match(writer.text, start, end)):
            start = marker.end()
        writer.add(start, end, Kind.HEADER if number < heads else Kind.ROW, level)


def _items(text: str, lines: Sequence[Line]) -> Iterator[Sequence[Line]]:
    first = 0
    for number in range(1, len(lines) + 1):
        if number == len(lines) or (
            lines[number].indent <= lines[0].indent
            and BULLET.match(text, lines[number].start, lines[number].end)
        ):
            yield lines[first:number]
            first = number
