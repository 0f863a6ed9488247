"""The blocks of a text whose headings, running heads and code are known from its type."""

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import replace

from index.loaders.code import code_blocks
from index.loaders.parts import shifted
from index.structure import Block, Kind
from index.text.layout.structure import plain_blocks


def blocks_around(text: str, known: Sequence[Block]) -> Iterator[Block]:
    """All blocks of a text in their order.

    `known`: headings and asides of one line each, and code. Code tells nothing about what stands
    around it.
    """
    listings = [block for block in known if block.kind is Kind.CODE]
    others = [block for block in known if block.kind is not Kind.CODE]
    blank = _without(text, listings)
    plain = plain_blocks(blank, others)
    around = [part for block in plain for part in _outside(blank, block, listings)]
    done = 0
    for listing in listings:
        end = bisect_left(around, listing.start, key=_start)
        yield from around[done:end]
        level = _level_below(around[end - 1]) if end else 0
        yield from shifted(code_blocks(text[listing.start : listing.end], level), listing.start)
        done = end
    yield from around[done:]


def _without(text: str, listings: Sequence[Block]) -> str:
    """The text with spaces in the place of code."""
    parts: list[str] = []
    end = 0
    for listing in listings:
        parts += (text[end : listing.start], " " * (listing.end - listing.start))
        end = listing.end
    return "".join((*parts, text[end:]))


def _outside(blank: str, block: Block, listings: Sequence[Block]) -> Iterator[Block]:
    """A block, or its parts before and after the listings in it."""
    first, end = (bisect_left(listings, at, key=_start) for at in (block.start, block.end))
    start = block.start
    for stop, after in [*((each.start, each.end) for each in listings[first:end]), (block.end, 0)]:
        words = blank[start:stop].strip()
        if words:
            start = blank.index(words, start)
            yield replace(block, start=start, end=start + len(words))
        start = after


def _start(block: Block) -> int:
    return block.start


def _level_below(above: Block) -> int:
    """How deep code is nested that stands below a block."""
    if above.kind in (Kind.HEADING, Kind.ASIDE):
        return 0
    return above.level + (above.kind is Kind.TERM)
