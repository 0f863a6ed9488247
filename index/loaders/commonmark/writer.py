"""Blocks of finished headings, paragraphs, code, rows and HTML of a Markdown text."""

from collections.abc import Sequence

from index.loaders.commonmark.containers import Containers
from index.loaders.commonmark.html import html_blocks
from index.loaders.commonmark.leaves import Span, cut_code, is_bare, read_references, trim_heading
from index.structure import Block, Kind


class Writer:
    """Adds blocks at the level of the containers that are open."""

    def __init__(self, text: str, containers: Containers) -> None:
        self.blocks: list[Block] = []
        self.lists: list[int] = []
        """For each block the number of its outermost list, or 0."""
        self._text = text
        self._containers = containers

    @property
    def last_list(self) -> int | None:
        """The number of the list that the last block stands in; None if it stands in none."""
        return self.lists[-1] if self.lists else None

    def add(self, start: int, end: int, kind: Kind, inner_level: int = 0) -> None:
        """Adds a block that is as deep in its containers as `inner_level` says."""
        containers = self._containers
        level = containers.level + inner_level
        self._append(start, end, kind, level, containers.list_number)
        containers.fill()

    def add_prose(self, start: int, end: int) -> None:
        """Adds a paragraph, a quote, or the first of an item."""
        self.add(start, end, self._prose_kind())

    def add_heading(self, start: int, end: int, level: int) -> None:
        """Adds a heading; in a quote or an item a term, which does not end the sections around."""
        end = start + len(trim_heading(self._text[start:end]))
        if not len(self._containers):
            self._append(start, end, Kind.HEADING, level, 0)
            return
        self._containers.head()
        self.add(start, end, Kind.TERM, -1)

    def add_row(self, start: int, end: int, kind: Kind) -> None:
        """Adds a row of a table that has more than bars."""
        if self._text[start:end].strip("| \t"):
            self.add(start, end, kind)

    def add_references(self, lines: list[Span]) -> None:
        """Takes link reference definitions from the start of a paragraph's lines."""
        last = -1
        for first, last in read_references(self._text, lines):
            self.add(lines[first][0], lines[last][1], Kind.ASIDE)
        del lines[: last + 1]

    def add_paragraph(self, lines: list[Span]) -> None:
        """Adds the lines of a paragraph, less the link reference definitions at its start."""
        self.add_references(lines)
        if lines:
            start, end = lines[0][0], lines[-1][1]
            if is_bare(self._text[start:end]):
                self.add(start, end, Kind.ASIDE)
            else:
                self.add_prose(start, end)

    def add_code(self, lines: Sequence[Span]) -> None:
        """Adds lines of code, as one block or several."""
        for start, end in cut_code(lines):
            self.add(start, end, Kind.CODE)

    def add_html(self, lines: Sequence[Span]) -> None:
        """Adds the blocks that lines of HTML make."""
        for block in html_blocks(self._text, lines[0][0], lines[-1][1]):
            if block.kind is Kind.HEADING:
                self.add_heading(block.start, block.end, block.level)
            elif block.kind is Kind.PARAGRAPH:
                self.add(block.start, block.end, self._prose_kind(), block.level)
            else:
                is_quote = block.kind is Kind.ITEM and self._containers.is_in_quote
                kind = Kind.QUOTE if is_quote else block.kind
                self.add(block.start, block.end, kind, block.level)

    def _prose_kind(self) -> Kind:
        if self._containers.is_in_quote:
            return Kind.QUOTE
        return Kind.ITEM if self._containers.is_fresh else Kind.PARAGRAPH

    def _append(self, start: int, end: int, kind: Kind, level: int, number: int) -> None:
        piece = self._text[start:end]
        words = piece.strip()
        if words:
            start += len(piece) - len(piece.lstrip())
            self.blocks.append(Block(start, start + len(words), kind, level))
            self.lists.append(number)
