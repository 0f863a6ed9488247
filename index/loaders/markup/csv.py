"""Rows of comma-separated values that stand in a text."""

from collections.abc import Sequence

from index.loaders.markup.lines import Line
from index.loaders.markup.writer import Writer
from index.structure import Kind

MAX_QUOTED_LINES = 50
"""Lines of a row of CSV, so that a quote that never ends does not take in the whole table."""


def add_csv_rows(writer: Writer, lines: Sequence[Line], heads: int, level: int) -> None:
    """Adds rows of CSV, the first `heads` of them as headers. A quoted cell may hold lines."""
    row: list[Line] = []
    quotes = count = 0
    for line in lines:
        row.append(line)
        quotes += writer.text.count('"', line.start, line.end)
        if quotes % 2 == 0 or len(row) == MAX_QUOTED_LINES:
            writer.add_lines(row, Kind.HEADER if count < heads else Kind.ROW, level)
            row, quotes, count = [], 0, count + 1
    writer.add_lines(row, Kind.ROW, level)
