"""The lines of a source text: where each stands, and how far it is indented."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

MAX_LINES = 250_000
"""A text of more lines is read by the rules of plain text, which take less memory for a line."""
TAB = 8
"""Columns from one stop of the tabulator to the next."""

_LINE = re.compile(r"[^\r\n]+|\r\n?|\n")
_INDENT = re.compile(r"[ \t\v\f]*")


@dataclass(slots=True)
class Line:
    """A line that is not blank, or what is left of it."""

    start: int
    """Of its first character that is no space."""
    end: int
    """Without whitespace."""
    indent: int
    """In columns."""
    is_apart: bool
    """Whether it is the first line, or the one above it is blank."""


def read_lines(text: str, position: int = 0) -> list[Line]:
    """The lines from `position` on that are not blank; none if there are more than MAX_LINES."""
    if text.count("\n") + text.count("\r") > 2 * MAX_LINES:
        return []
    lines: list[Line] = []
    breaks = 2
    for found in _LINE.finditer(text, position):
        if found[0][0] in "\r\n":
            breaks += 1
            continue
        spaces = _INDENT.match(found[0])
        assert spaces
        words = found[0].rstrip()
        if len(words) <= spaces.end():
            continue
        start = found.start() + spaces.end()
        lines.append(Line(start, found.start() + len(words), columns(spaces[0]), breaks > 1))
        breaks = 0
    return lines if len(lines) <= MAX_LINES else []


def columns(text: str, before: int = 0) -> int:
    """The columns that text on a line takes, where it begins `before` columns from the margin."""
    if "\t" not in text:
        return len(text)
    return len((" " * (before % TAB) + text).expandtabs(TAB)) - before % TAB


def block_end(lines: Sequence[Line], first: int, floor: int) -> int:
    """The first line from `first` on that is indented less than `floor`."""
    while first < len(lines) and lines[first].indent >= floor:
        first += 1
    return first


def run_end(lines: Sequence[Line], first: int, floor: int) -> int:
    """The first line from `first` on that is below a blank one, or indented less than `floor`."""
    while first < len(lines) and lines[first].indent >= floor and not lines[first].is_apart:
        first += 1
    return first
