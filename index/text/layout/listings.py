"""Code that is no code: options and what they do, printed by a program and pasted as they were."""

from collections.abc import Iterable, Iterator

from index.structure import Block, Kind
from index.text.layout.descriptions import described_chunks, mark_descriptions
from index.text.layout.lines import chunks, line_blocks, read_lines
from index.text.layout.marks import MIN_TOGETHER

MIN_SHARE = 0.5
"""Of the lines of a listing, those that are terms with their descriptions."""
MAX_CHARS = 50_000
"""Longer code is left as it is."""


def open_listings(text: str, blocks: Iterable[Block]) -> Iterator[Block]:
    """The blocks, with terms and descriptions in the place of code that consists of them."""
    for block in blocks:
        if block.kind is Kind.CODE and block.end - block.start <= MAX_CHARS:
            yield from _listing(text, block) or (block,)
        else:
            yield block


def _listing(text: str, block: Block) -> list[Block]:
    """The terms, descriptions and other lines of a listing; empty if it is none."""
    if text.count("\n", block.start, block.end) < MIN_TOGETHER - 1:
        return []
    begin = max(text.rfind(mark, 0, block.start) for mark in "\n\r") + 1
    if text[begin : block.start].strip():
        begin = block.start
    lines = list(read_lines(text[begin : block.end]))
    spans = list(chunks(lines))
    described = described_chunks(lines, spans)
    held = sum(last - first for first, last in spans if first in described)
    if held < max(MIN_TOGETHER, MIN_SHARE * len(lines)):
        return []
    for first, last in spans:
        if first in described:
            mark_descriptions(lines[first:last], described[first], block.level + 1)
            continue
        for line in lines[first:last]:
            line.kind, line.level, line.joins = Kind.CODE, block.level, line is not lines[first]
    return [
        Block(found.start + begin, found.end + begin, found.kind, found.level)
        for found in line_blocks(lines)
    ]
