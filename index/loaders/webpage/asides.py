"""What is not the main text of an HTML page: menus, contents, links to its neighbors."""

from collections.abc import Callable, Sequence
from itertools import accumulate

from index.loaders.webpage.elements import Node
from index.loaders.webpage.pieces import Piece, is_short
from index.structure import Kind

MIN_LINKS = 3
"""Of a menu."""
LINKED_SHARE = 0.8
"""Of the letters and digits of a menu, those that are in links."""
MAX_NEIGHBOR_LETTERS = 400
"""Of what stands around links to the next and the previous page."""


def set_asides(pieces: Sequence[Piece], nodes: Sequence[Node]) -> None:
    """Makes asides of menus and the like, unless nothing else would be left."""
    if not _has_content(pieces):
        for piece in pieces:
            if piece.kind is Kind.ASIDE:
                piece.kind = Kind.PARAGRAPH
        return
    kinds = [piece.kind for piece in pieces]
    _set_menus(pieces, nodes)
    _set_margins(pieces)
    if not _has_content(pieces):
        for piece, kind in zip(pieces, kinds, strict=True):
            piece.kind = kind


def _has_content(pieces: Sequence[Piece]) -> bool:
    return any(piece.kind not in (Kind.ASIDE, Kind.HEADING) for piece in pieces)


# Menus


def _set_menus(pieces: Sequence[Piece], nodes: Sequence[Node]) -> None:
    """Makes asides of elements whose text is links, and of links to the neighboring pages."""
    totals = _Totals(pieces)
    done = 0
    for node in nodes:
        if node.first < done or node.first >= node.end or _holds_content(node, totals):
            continue
        if _is_menu(node, totals, pieces) or _leads_on(node, totals):
            for piece in pieces[node.first : node.end]:
                piece.kind = Kind.ASIDE
            done = node.end


class _Totals:
    """Sums over the pieces of an element."""

    def __init__(self, pieces: Sequence[Piece]) -> None:
        def sums(count: Callable[[Piece], int]) -> list[int]:
            return list(accumulate(map(count, pieces), initial=0))

        self.letters = sums(lambda piece: piece.sizes.letters)
        self.linked = sums(lambda piece: piece.sizes.linked)
        self.links = sums(lambda piece: piece.sizes.links)
        self.in_sentences = sums(lambda piece: piece.sizes.in_sentences)
        self.elsewhere = sums(lambda piece: not piece.is_local)
        self.neighbors = sums(lambda piece: piece.is_neighbor)
        self.titles = sums(lambda piece: piece.kind is Kind.HEADING and piece.level == 1)


def _count(totals: list[int], node: Node) -> int:
    return totals[node.end] - totals[node.first]


def _holds_content(node: Node, totals: _Totals) -> bool:
    is_table = node.has_headers and node.has_rows
    return is_table or node.tag in ("main", "article") or _count(totals.titles, node) > 0


def _is_menu(node: Node, totals: _Totals, pieces: Sequence[Piece]) -> bool:
    is_introduced = node.first > 0 and _introduces(pieces[node.first - 1])
    return (
        _count(totals.links, node) >= MIN_LINKS
        and _count(totals.linked, node) >= LINKED_SHARE * _count(totals.letters, node)
        and not _count(totals.in_sentences, node)
        and not (is_introduced and _count(totals.elsewhere, node))
    )


def _introduces(piece: Piece) -> bool:
    return piece.kind is not Kind.ASIDE and piece.text[-1] in ":："


def _leads_on(node: Node, totals: _Totals) -> bool:
    """Whether it holds links to the neighboring pages and little else."""
    return (
        _count(totals.neighbors, node) > 0
        and _count(totals.letters, node) <= MAX_NEIGHBOR_LETTERS
        and not _count(totals.in_sentences, node)
    )


# Around the main text


def _set_margins(pieces: Sequence[Piece]) -> None:
    """Makes asides of lines that are links only, and of what is around the main text."""
    first = next((n for n, piece in enumerate(pieces) if piece.kind is Kind.HEADING), 0)
    for number, piece in enumerate(pieces):
        sizes = piece.sizes
        is_linked = piece.kind is Kind.PARAGRAPH and sizes.links and sizes.linked == sizes.letters
        if is_linked and (sizes.links > 1 or number < first):
            piece.kind = Kind.ASIDE
    for number in range(first):
        if _is_slogan(pieces, number):
            pieces[number].kind = Kind.ASIDE
    for piece in reversed(pieces):
        if piece.kind is Kind.PARAGRAPH and piece.is_small:
            piece.kind = Kind.ASIDE
        elif piece.kind is not Kind.ASIDE:
            break


def _is_slogan(pieces: Sequence[Piece], number: int) -> bool:
    """Whether a piece is a few words between menus."""
    piece = pieces[number]
    is_between = number == 0 or pieces[number - 1].kind is Kind.ASIDE
    is_between &= pieces[number + 1].kind is Kind.ASIDE
    return is_between and piece.kind in (Kind.PARAGRAPH, Kind.QUOTE) and is_short(piece.text)
