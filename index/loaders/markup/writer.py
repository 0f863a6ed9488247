"""The blocks of a source text, as its reader finds them."""

from collections.abc import Sequence

from index.loaders.commonmark.leaves import Span, cut_code
from index.loaders.markup.lines import Line
from index.structure import Block, Kind

MAX_TERMS = 8
"""Terms in a row that share a description. More are no terms but a list."""


class Writer:
    """Takes in blocks in their order."""

    def __init__(self, text: str) -> None:
        self.blocks: list[Block] = []
        self.text = text

    def add(self, start: int, end: int, kind: Kind, level: int = 0) -> None:
        """Adds a block without the whitespace around it, unless it is nothing else."""
        piece = self.text[start:end]
        words = piece.strip()
        if words:
            start += len(piece) - len(piece.lstrip())
            self.blocks.append(Block(start, start + len(words), kind, level))

    def add_lines(self, lines: Sequence[Line], kind: Kind, level: int = 0) -> None:
        """Adds a block from the first of the lines to the last."""
        if lines:
            self.add(lines[0].start, lines[-1].end, kind, level)

    def add_code(self, lines: Sequence[Line], level: int = 0) -> None:
        """Adds lines of code, as one block or several."""
        spans: list[Span] = []
        for line in lines:
            if spans and line.is_apart:
                spans.append((line.start, line.start))
            spans.append((line.start, line.end))
        for start, end in cut_code(spans):
            self.add(start, end, Kind.CODE, level)

    def finished(self) -> list[Block]:
        """The blocks, with terms joined that share a description. Terms without one are items."""
        found: list[Block] = []
        place = 0
        while place < len(self.blocks):
            end = place
            while end < len(self.blocks) and _is_sibling(self.blocks[end], self.blocks[place]):
                end += 1
            if end == place:
                found.append(self.blocks[place])
                place += 1
                continue
            after = end
            while after < len(self.blocks) and self.blocks[after].kind is Kind.ASIDE:
                after += 1
            following = self.blocks[after] if after < len(self.blocks) else None
            found += [*_described(self.blocks[place:end], following), *self.blocks[end:after]]
            place = after
        return found


def _is_sibling(block: Block, term: Block) -> bool:
    return block.kind is term.kind is Kind.TERM and block.level == term.level


def _described(terms: Sequence[Block], following: Block | None) -> list[Block]:
    """The terms above a block, as one. What none of them is described by makes them items."""
    level = terms[0].level
    count = len(terms) if len(terms) <= MAX_TERMS else 1
    if following is None or following.kind is Kind.HEADING or following.level <= level:
        count = 0
    lone = terms[: len(terms) - count]
    found = [Block(each.start, each.end, Kind.ITEM, level + 1) for each in lone]
    if count:
        found.append(Block(terms[-count].start, terms[-1].end, Kind.TERM, level))
    return found
