"""Headings and contents among the finished blocks of a Markdown text."""

import re
from dataclasses import replace
from itertools import zip_longest

from index.structure import Block, Kind

MAX_BOLD_CHARS = 120
"""A bold line that is longer is no heading."""
DEEPEST_HEADING = 6

_BOLD = re.compile(r"(\*\*|__)(?=\S)((?:(?!\1).)*[^\s.!])\1")
_ANCHOR = re.compile(r"[*_]*\[.+\]\(#\S*\)[*_]*", re.DOTALL)


def without_contents(text: str, blocks: list[Block], lists: list[int]) -> list[Block]:
    """The blocks, with lists of links to the text's own headings as asides.

    `lists` has for each block the number of its outermost list, or 0.
    """
    items: dict[int, int] = {}
    links: dict[int, int] = {}
    for block, number in zip(blocks, lists, strict=True):
        if number and block.kind is Kind.ITEM:
            items[number] = items.get(number, 0) + 1
            links[number] = links.get(number, 0) + _is_anchor(text, block)
    contents = {number for number, count in items.items() if 2 * links[number] > count}
    return [
        replace(block, kind=Kind.ASIDE) if number in contents else block
        for block, number in zip(blocks, lists, strict=True)
    ]


def _is_anchor(text: str, block: Block) -> bool:
    """Whether the block is one link to a place in the same text."""
    if text[block.start] not in "[*_" or text.count("](", block.start, block.end) != 1:
        return False
    return bool(_ANCHOR.fullmatch(text, block.start, block.end))


def with_bold_headings(text: str, blocks: list[Block]) -> list[Block]:
    """The blocks, with a bold line before other content as a heading below the last one."""
    found = []
    level = 0
    for block, following in zip_longest(blocks, blocks[1:]):
        if block.kind is Kind.HEADING:
            level = block.level
        elif following and following.kind is not Kind.HEADING and (bold := _bold(text, block)):
            block = Block(*bold, Kind.HEADING, min(level + 1, DEEPEST_HEADING))
        found.append(block)
    return found


def _bold(text: str, block: Block) -> tuple[int, int] | None:
    """The words of a paragraph that is one bold line, and no sentence."""
    if block.kind is not Kind.PARAGRAPH or block.level:
        return None
    if block.end - block.start > MAX_BOLD_CHARS:
        return None
    bold = _BOLD.fullmatch(text, block.start, block.end)
    return bold.span(2) if bold else None
