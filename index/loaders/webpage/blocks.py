"""The visible text of an HTML page, and what each stretch of it is."""

from collections.abc import Sequence
from dataclasses import dataclass

from index.loaders.code import code_blocks
from index.loaders.parts import Part, join
from index.loaders.webpage.asides import set_asides
from index.loaders.webpage.pieces import Piece, is_title
from index.loaders.webpage.renderer import render
from index.loaders.webpage.tree import read_tree
from index.structure import Block, Kind

FEWEST_BOLD, LONGEST_BOLD = 3, 30
"""From so many short bold lines on, those of up to so many words are headings too."""


@dataclass(frozen=True, slots=True)
class Page:
    """The visible text of a page, its blocks, and what the page states about itself."""

    text: str
    blocks: tuple[Block, ...]
    title: str
    date: str | None


def read_html(html: str) -> Page:
    """The page, or part of one. The time is linear in its length, whatever its nesting."""
    events, metadata = read_tree(html)
    pieces, nodes = render(events)
    title = metadata.best_title
    _set_title(pieces, title)
    set_asides(pieces, nodes)
    _set_headings(pieces)
    text, blocks = _join(pieces)
    return Page(text, blocks, title, metadata.date)


def _set_title(pieces: Sequence[Piece], title: str) -> None:
    """Makes a heading of the page's title, where it stands before all headings."""
    for piece in pieces:
        if piece.kind is Kind.HEADING:
            return
        if piece.kind is Kind.PARAGRAPH and piece.text == title:
            piece.kind, piece.level = Kind.HEADING, 1
            return


def _set_headings(pieces: Sequence[Piece]) -> None:
    """Makes headings of lines that are bold and stand alone.

    Where several are short, as titles are, longer ones are headings too: the questions of a FAQ.
    """
    bold = [number for number, piece in enumerate(pieces[:-1]) if _is_bold_line(piece)]
    short = {number for number in bold if _is_bold_heading(pieces[number], pieces[number + 1])}
    if len(short) >= FEWEST_BOLD:
        short |= {number for number in bold if len(pieces[number].text.split()) <= LONGEST_BOLD}
    level = 0
    for number, piece in enumerate(pieces):
        if piece.kind is Kind.HEADING:
            level = piece.level
        elif number in short:
            piece.kind, piece.level = Kind.HEADING, level + 1


def _is_bold_line(piece: Piece) -> bool:
    return piece.kind is Kind.PARAGRAPH and not piece.level and piece.is_bold


def _is_bold_heading(piece: Piece, following: Piece) -> bool:
    introduces = piece.text[-1] in ":：" and following.kind is not Kind.PARAGRAPH
    return is_title(piece.text) and not introduces and following.kind is not Kind.ASIDE


def _join(pieces: Sequence[Piece]) -> tuple[str, tuple[Block, ...]]:
    """The text of the page and the places of its blocks."""
    groups = [0, *(piece.group for piece in pieces)]
    return join(
        Part(piece.text, _blocks(piece), "\n" if piece.group and piece.group == group else "\n\n")
        for piece, group in zip(pieces, groups, strict=False)
    )


def _blocks(piece: Piece) -> list[Block]:
    """The blocks of a piece by their places in it: several if it is long code."""
    if piece.kind is Kind.CODE:
        return code_blocks(piece.text, piece.level)
    start = len(piece.text) - len(piece.text.lstrip())
    return [Block(start, len(piece.text), piece.kind, piece.level)]
