"""Documents that are put together of parts: the cells of a notebook, the chapters of a book."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from index.structure import Block


@dataclass(frozen=True, slots=True)
class Part:
    """The text of a part, and its blocks by their places in this text."""

    text: str
    blocks: Sequence[Block]
    before: str = "\n\n"
    """What stands between the part before and this one."""


def join(parts: Iterable[Part]) -> tuple[str, tuple[Block, ...]]:
    """The texts with what stands between them, and the blocks by their places there."""
    texts: list[str] = []
    blocks: list[Block] = []
    position = 0
    for part in parts:
        if texts:
            texts.append(part.before)
            position += len(part.before)
        texts.append(part.text)
        blocks += shifted(part.blocks, position)
        position += len(part.text)
    return "".join(texts), tuple(blocks)


def shifted(blocks: Iterable[Block], by: int) -> list[Block]:
    """The blocks as many characters further on."""
    return [Block(each.start + by, each.end + by, each.kind, each.level) for each in blocks]
