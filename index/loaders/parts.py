"""Documents that are put together of parts: the cells of a notebook, the chapters of a book."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from index.structure import Block


@dataclass(frozen=True, slots=True)
class Part:
    """The text of a part, and its blocks by their places in this text."""

    text: str
    blocks: Sequence[Block]


def join(parts: Iterable[Part]) -> tuple[str, tuple[Block, ...]]:
    """The texts with an empty line between them, and the blocks by their places there."""
    texts: list[str] = []
    blocks: list[Block] = []
    position = 0
    for part in parts:
        texts.append(part.text)
        blocks += shifted(part.blocks, position)
        position += len(part.text) + len("\n\n")
    return "\n\n".join(texts), tuple(blocks)


def shifted(blocks: Iterable[Block], by: int) -> list[Block]:
    """The blocks as many characters further on."""
    return [Block(each.start + by, each.end + by, each.kind, each.level) for each in blocks]
