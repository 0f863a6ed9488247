"""Blocks of code."""

from index.loaders.commonmark.leaves import Span, cut_code
from index.structure import Block, Kind


def code_blocks(text: str, level: int = 0) -> list[Block]:
    """The blocks of a text that is code: one, or those between blank lines if it is long."""
    lines: list[Span] = []
    position = 0
    for line in text.split("\n"):
        start = position + len(line) - len(line.lstrip())
        end = position + len(line.rstrip())
        if start < end or lines:
            lines.append((start, max(start, end)))
        position += len(line) + 1
    while lines and lines[-1][0] == lines[-1][1]:
        lines.pop()
    return [Block(start, end, Kind.CODE, level) for start, end in cut_code(lines)]
