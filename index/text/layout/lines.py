"""The lines of a text, and what each was found to be."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from index.structure import Block, Kind

MAX_LAYOUT = 200
"""In characters. A longer line is running text; nothing is told from its layout."""

_LINE = re.compile(r"\S[^\n\r\v\f\x1c-\x1e\x85\u2028\u2029]*")


@dataclass(slots=True)
class Line:
    """A line of the text, and what it was found to be."""

    start: int
    end: int
    text: str
    """Without surrounding whitespace."""
    indent: int
    """In columns."""
    blanks: int
    """Blank lines above it; at least 1 below a running head."""
    number: int
    """Of the line in the file."""
    page: int
    kind: Kind | None = None
    level: int = 0
    joins: bool = False
    """Whether it goes on with the block of the line before."""
    is_dropped: bool = False
    """Whether it is pure markup."""
    term_end: int = 0
    """Where a term ends whose description is on the same line."""
    cut: int = 0
    """Where this description begins; 0 if there is none."""

    @property
    def is_open(self) -> bool:
        """Whether nothing is known of the line yet."""
        return self.kind is None and not self.is_dropped


def read_lines(text: str) -> Iterator[Line]:
    """The lines of the text that are not blank."""
    end = number = page = 0
    for match in _LINE.finditer(text):
        gap = text[end : match.start()]
        above = (gap + "x").splitlines()
        start, end = match.span()
        number += len(above) - 1
        page += gap.count("\f")
        line = match[0].rstrip()
        blanks = max(0, len(above) - 2)
        yield Line(start, start + len(line), line, _columns(above[-1]), blanks, number, page)


def take_known(lines: Sequence[Line], known: Sequence[Block]) -> tuple[list[Line], list[Block]]:
    """Marks the lines that are known headings. Returns all lines but the asides, and these."""
    by_start = {block.start: block for block in known}
    rest: list[Line] = []
    asides = []
    for line in lines:
        block = by_start.get(line.start)
        if block and block.kind is Kind.ASIDE:
            asides.append(replace(block, end=line.end))
            continue
        if block:
            line.kind, line.level = block.kind, block.level
        rest.append(line)
    return rest, asides


def _columns(head: str) -> int:
    return len(head.expandtabs()) - 1 if len(head) < MAX_LAYOUT else MAX_LAYOUT


def chunks(lines: Sequence[Line]) -> Iterator[tuple[int, int]]:
    """First line and end of each run of lines that are open and have no blank line between."""
    first = 0
    for index, line in enumerate(lines):
        if line.blanks or not line.is_open:
            if first < index:
                yield first, index
            first = index if line.is_open else index + 1
    if first < len(lines):
        yield first, len(lines)


def line_blocks(lines: Sequence[Line]) -> list[Block]:
    """The blocks that the lines were found to make. An open line is a paragraph."""
    found: list[Block] = []
    for line in lines:
        if line.joins and found and not line.is_dropped:
            found[-1] = replace(found[-1], end=line.end)
        elif not line.is_dropped:
            found += _own_blocks(line)
    return found


def _own_blocks(line: Line) -> list[Block]:
    if not line.cut:
        return [Block(line.start, line.end, line.kind or Kind.PARAGRAPH, line.level)]
    return [
        Block(line.start, line.term_end, Kind.TERM, line.level - 1),
        Block(line.cut, line.end, Kind.PARAGRAPH, line.level),
    ]
