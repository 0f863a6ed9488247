"""The text of a page as it grows: filled paragraphs, lines of code, rows, and what each is."""

from dataclasses import dataclass

from index.loaders.code import code_blocks
from index.loaders.parts import Part, join, shifted
from index.loaders.roff.escapes import GLUE
from index.structure import Block, Kind

MAX_LEVEL = 30
"""Deeper blocks are taken to stand here."""
MAX_TERMS = 8
"""Terms in a row that share a description. More are no terms but a list."""


@dataclass(slots=True)
class Piece:
    """A stretch of the text that is one block; several if it is long code."""

    text: str
    kind: Kind
    level: int
    is_tight: bool = False
    """Whether no empty line stands before it."""
    mark: str = ""
    """The bullet or number before an item, which is no part of its block."""


class Page:
    """Takes in lines, joins those of a paragraph, and knows the kind of what comes next."""

    def __init__(self) -> None:
        self.pieces: list[Piece] = []
        self.is_code = False
        """Whether lines are kept as they are."""
        self.kind = Kind.PARAGRAPH
        """Of the next block, unless it is code."""
        self.level = 0
        self._mark = ""
        self._is_tight = False
        self._parts: list[str] = []
        self._code: list[str] = []

    def start(self, kind: Kind, level: int, mark: str = "") -> None:
        """Ends the block; the next is of this kind."""
        self.end()
        self.kind, self.level, self._mark = kind, min(level, MAX_LEVEL), mark

    def add(self, text: str) -> None:
        """Takes in a resolved line of text."""
        if self.is_code and self.kind not in (Kind.TERM, Kind.HEADING):
            self._code.append(text)
        elif not text.strip():
            self.end()
        else:
            self._parts.append(text)

    def break_line(self) -> None:
        """Ends the line: what follows is a block of its own, without an empty line between."""
        if self.is_code or self._parts:
            had = len(self.pieces)
            self.end()
            self._is_tight = len(self.pieces) > had

    def end(self) -> None:
        """Ends the block. After the first block of an item come paragraphs of the item."""
        if text := self.take():
            is_tight = self._is_tight or (self.kind is Kind.ROW and self._follows_row())
            self.put(Piece(text, self.kind, self.level, is_tight, self._mark))
            if self.kind is Kind.ITEM:
                self.kind = Kind.PARAGRAPH
            self._mark = ""
        self._is_tight = False
        if self._code:
            code = "\n".join(self._code).replace(f"{GLUE}\n", "").replace(GLUE, "").rstrip()
            self._code = []
            if code.strip():
                kept = "\n".join(line.rstrip() for line in code.split("\n"))
                self.put(Piece(kept.strip("\n"), Kind.CODE, self.level, mark=self._mark))
                self._mark = ""

    def take(self) -> str:
        """The text of the paragraph so far, which is then no longer a part of the page."""
        parts, self._parts = self._parts, []
        joined: list[str] = []
        for part in parts:
            is_glued = not joined or joined[-1].endswith(GLUE) or part.startswith(GLUE)
            joined += [part] if is_glued else [" ", part]
        return " ".join("".join(joined).replace(GLUE, "").split())

    def put(self, piece: Piece) -> None:
        """Adds a block as it is."""
        self.pieces.append(piece)

    def _follows_row(self) -> bool:
        return bool(self.pieces) and self.pieces[-1].kind in (Kind.ROW, Kind.HEADER)

    @property
    def is_empty(self) -> bool:
        """Whether nothing stands in the block so far."""
        return not self._parts and not self._code

    def finished(self) -> tuple[str, tuple[Block, ...]]:
        """The text and its blocks."""
        self.end()
        return join(map(_part, _with_described_terms(self.pieces)))


def _with_described_terms(pieces: list[Piece]) -> list[Piece]:
    """The pieces, with terms joined that share a description. Terms without one are items."""
    found: list[Piece] = []
    place = 0
    while place < len(pieces):
        end = place
        while end < len(pieces) and _is_sibling(pieces[end], pieces[place]):
            end += 1
        terms = pieces[place:end]
        level = pieces[place].level
        if not terms:
            found.append(pieces[place])
        elif end == len(pieces) or pieces[end].level <= level or pieces[end].kind is Kind.HEADING:
            found += [Piece(each.text, Kind.ITEM, level + 1, each.is_tight) for each in terms]
        else:
            shared = terms[-MAX_TERMS:] if len(terms) <= MAX_TERMS else terms[-1:]
            for each in terms[: -len(shared)]:
                found.append(Piece(each.text, Kind.ITEM, level + 1, each.is_tight))
            text = "\n".join(each.text for each in shared)
            found.append(Piece(text, Kind.TERM, level, shared[0].is_tight))
        place = max(end, place + 1)
    return found


def _is_sibling(piece: Piece, term: Piece) -> bool:
    return piece.kind is term.kind is Kind.TERM and piece.level == term.level


def _part(piece: Piece) -> Part:
    blocks = shifted(_blocks(piece), len(piece.mark))
    return Part(piece.mark + piece.text, blocks, before="\n" if piece.is_tight else "\n\n")


def _blocks(piece: Piece) -> list[Block]:
    """The blocks of a piece by their places in it."""
    if piece.kind is Kind.CODE:
        return code_blocks(piece.text, piece.level)
    return [Block(0, len(piece.text), piece.kind, piece.level)]
