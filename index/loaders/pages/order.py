"""Blocks of lines that are drawn in another order than they are read in."""

from collections.abc import Sequence
from dataclasses import dataclass
from heapq import heapify, heappop, heappush
from itertools import pairwise, takewhile

from index.loaders.pages.lines import Line

NEAR = 1.5
"""The most from line to line in a block, in distances between two lines."""
MIN_OVERLAP = 0.3
"""Blocks stand in the same column if they share this part of the narrower one's width."""
MAX_BLOCKS = 150
"""A page of more blocks is read as it is drawn."""


@dataclass(frozen=True, slots=True, eq=False)
class _Block:
    lines: Sequence[Line]
    left: float
    right: float
    bottom: float
    top: float

    def is_above(self, other: "_Block") -> bool:
        """Whether it stands above the other, in the same column."""
        shared = min(self.right, other.right) - max(self.left, other.left)
        narrower = min(self.right - self.left, other.right - other.left)
        return self.bottom >= other.top and shared > MIN_OVERLAP * narrower


def order_from_top(lines: Sequence[Line], step: float) -> list[Line]:
    """The lines in the order they are drawn, but with what has nothing beside it at the top of the
    page first, and with what stands above others in the same column before them.

    `step`: the distance between two lines.
    """
    drawn = _blocks(lines, step)
    if len(drawn) > MAX_BLOCKS:
        return list(lines)
    top = _alone_at_the_top(drawn)
    rest = _order([block for block in drawn if block not in top])
    return [line for block in (*top, *rest) for line in block.lines]


def _alone_at_the_top(blocks: Sequence[_Block]) -> list[_Block]:
    downwards = sorted(blocks, key=lambda block: -block.top)
    pairs = takewhile(lambda pair: pair[0].bottom >= pair[1].top, pairwise(downwards))
    return [block for block, _ in pairs]


def _order(blocks: Sequence[_Block]) -> Sequence[_Block]:
    """The blocks with as few changes of their order as put those above others before them."""
    if not _is_amiss(blocks):
        return blocks
    below = {n: [m for m, b in enumerate(blocks) if a.is_above(b)] for n, a in enumerate(blocks)}
    above = [0] * len(blocks)
    for others in below.values():
        for other in others:
            above[other] += 1
    ready = [number for number, count in enumerate(above) if count == 0]
    heapify(ready)
    ordered = []
    while ready:
        number = heappop(ready)
        ordered.append(blocks[number])
        for other in below[number]:
            above[other] -= 1
            if above[other] == 0:
                heappush(ready, other)
    return ordered


def _is_amiss(blocks: Sequence[_Block]) -> bool:
    return any(
        later.is_above(block)
        for number, block in enumerate(blocks)
        for later in blocks[number + 1 :]
    )


def _blocks(lines: Sequence[Line], step: float) -> list[_Block]:
    groups: list[list[Line]] = [[line] for line in lines[:1]]
    for above, line in pairwise(lines):
        is_beside = min(above.right, line.right) < max(above.left, line.left)
        if is_beside or not 0 < above.bottom - line.bottom <= NEAR * step:
            groups.append([])
        groups[-1].append(line)
    return [
        _Block(
            group,
            min(line.left for line in group),
            max(line.right for line in group),
            group[-1].bottom,
            group[0].bottom + group[0].size,
        )
        for group in groups
    ]
