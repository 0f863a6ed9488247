"""Code: lines in fixed-width type that stand by themselves in a document of other type.

Constants without another unit are in multiples of the distance between two lines (the pitch).
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from enum import IntEnum
from statistics import median

from index.loaders.pages.columns import pitch
from index.loaders.pages.lines import Line
from index.loaders.pages.margins import Margins
from index.loaders.pages.verbatim import follows, is_beside, letter_widths
from index.structure import Kind

MAX_FIXED_SHARE = 0.5
"""A document with more of its characters in fixed-width type is typewritten: that tells nothing."""
LARGER = 1.08
"""A line in type larger than that of the text by this factor is a heading."""
NEXT_LINE = 1.2
"""The most from line to line of a paragraph."""
MAX_LEADING = 2.0
"""The most from line to line of an address, in sizes of the type."""
MIN_INDENT = 3.0
"""A line further right than this, in the page's units, begins no line of the paragraph above."""
MAX_INDENT = 2.5
"""The most that the first line of a paragraph is further right, in sizes of its type."""
FEWEST_LINES = 3
"""So many lines are code even where they could be a part of the paragraph above or below."""
TERM_GAP = 2.0
"""The most from a term to the line below that describes it."""
MAX_HANG = 6.0
"""The most that a description is further right than its term, in sizes of the type."""
UNEVEN = 0.06
"""How much the width of a letter may differ between words of fixed-width type."""
EVEN_SHARE = 0.7
"""So many of the words at least have letters of the usual width."""
ASIAN = "\u2e80"
"""Letters from here on are equally wide in most fonts."""

_BULLETS = frozenset("•◦‣▪●○■·–—*")
_ITEM = re.compile(r"[•◦‣▪●○■·–—*]|\(?(?:\d{1,3}|[A-Za-z])[.)]")
_COMMENT = ("#", "//", "/*")
"""Comments may be set in other type."""
_BROKEN = re.compile(r"(?:(?:https?|ftp):|www\.)(?:\S*[/.:#=&?_-])?\Z", re.IGNORECASE)
"""An address of the web that goes on in the next line."""
_ADDRESS = re.compile(
    r"[\[(<{]?(?:(?:https?|ftp)\W?:|www\.|doi:)\S*|[\w.{},+-]*@\S+\.\w+[>)\].,;]?", re.IGNORECASE
)
_REST = re.compile(r"[\w./?=&%#~+-]*[/.=_-][\w./?=&%#~+-]*")
"""The rest of an address that began on the line before."""
_LEADERS = re.compile(r"(?:\. ?){6,}\d[\d, ]*$")
"""Dots up to the page numbers of an index or of contents."""


class _Fit(IntEnum):
    """How far a line is set like code."""

    NOT = 0
    WITHIN = 1
    """It has no letters, or is a comment in other type: code if it stands in code."""
    NEARLY = 2
    """It has bold keywords in other type: code if it stands beside other code."""
    WHOLLY = 3


def mark_listings(pages: Sequence[Sequence[Line]]) -> None:
    """Marks as CODE the lines that are it, among those that are nothing else yet.

    None are marked in a document whose text is in fixed-width type.
    """
    lines = [line for page in pages for line in page if line.kind is None]
    fixed = sum(_fixed_chars(line) for line in lines if line.fonts)
    if not 0 < fixed <= MAX_FIXED_SHARE * sum(len(word) for line in lines for word in line.words):
        return
    size = median([line.size for line in lines if not line.fonts] or [line.size for line in lines])
    for page in pages:
        if any(line.fonts for line in page):
            for listing in _Page(page, size).listings():
                for line in listing:
                    line.kind = Kind.CODE


def _fixed_chars(line: Line) -> int:
    words = zip(line.words, line.fonts, strict=True)
    return sum(len(word) for word, font in words if font.is_fixed)


class _Page:
    """The lines of a page, and which of them are code."""

    def __init__(self, lines: Sequence[Line], size: float) -> None:
        """`size`: of the type of most text."""
        self._lines = lines
        self._step = pitch(lines)
        self._margins: Margins | None = None
        most = LARGER * size
        self._fits = [_fit(line) if line.size <= most else _Fit.NOT for line in lines]

    def listings(self) -> Iterator[Sequence[Line]]:
        """The lines of each listing."""
        for first, end in self._runs():
            first, end = self._trim(first, end)
            run = self._lines[first:end]
            above = self._lines[first - 1] if first else None
            below = self._lines[end] if end < len(self._lines) else None
            fits = self._fits[first:end]
            is_code = _Fit.WHOLLY in fits and 2 * fits.count(_Fit.WITHIN) <= len(fits)
            if is_code and self._stands_alone(run, above, below):
                yield run

    def _runs(self) -> Iterator[tuple[int, int]]:
        """First and end of lines next to each other that may be one listing."""
        first = 0
        for number, fit in enumerate(self._fits):
            is_next = number > first and follows(
                self._lines[number - 1], self._lines[number], self._step
            )
            if number > first and (fit is _Fit.NOT or not is_next):
                yield first, number
                first = number
            if fit is _Fit.NOT:
                first = number + 1
        if first < len(self._fits):
            yield first, len(self._fits)

    def _trim(self, first: int, end: int) -> tuple[int, int]:
        """The run without lines at its ends that have no letters, and without the term of what
        stands below it."""
        while first < end and self._is_bare(first, min(first + 1, end - 1)):
            first += 1
        while first < end and self._is_bare(end - 1, max(end - 2, first)):
            end -= 1
        if first + 1 < end < len(self._lines):
            last = self._lines[end - 1]
            is_outside = all(
                line.left > last.left + last.size for line in self._lines[first : end - 1]
            )
            end -= is_outside and self._is_term(last, self._lines[end])
        return first, end

    def _is_bare(self, number: int, neighbor: int) -> bool:
        """Whether a line has no letters, and is no number of the line beside it."""
        line, other = self._lines[number], self._lines[neighbor]
        is_numbering = number != neighbor and is_beside(line, other)
        is_within = self._fits[number] is _Fit.WITHIN
        return is_within and not _have_letter(line.words) and not is_numbering

    def _stands_alone(self, run: Sequence[Line], above: Line | None, below: Line | None) -> bool:
        """Whether lines in fixed-width type are no part of a paragraph, a list or a table."""
        if not _is_like_code(run) or not _is_even(run):
            return False
        if any(_is_cell(line, other) for line, other in ((run[0], above), (run[-1], below))):
            return False
        is_flush = all(abs(line.left - run[-1].left) < MIN_INDENT for line in run)
        if below and is_flush and self._is_term(run[-1], below):
            return False
        if len(run) >= FEWEST_LINES:
            return True
        goes_on = above is not None and self._goes_on(above, run[0])
        return not goes_on and not (below is not None and self._goes_on(run[-1], below))

    def _goes_on(self, line: Line, below: Line) -> bool:
        """Whether a paragraph goes on from a line to the one below."""
        down = line.bottom - below.bottom
        if 0 < down <= MAX_LEADING * line.size and _BROKEN.search(line.words[-1]):
            return True
        indent = _text_left(line) - below.left
        is_near = 0 < down <= NEXT_LINE * self._step
        if not is_near or not -MIN_INDENT < indent < MAX_INDENT * line.size:
            return False
        if line.words[-1].endswith(":"):
            return False
        self._margins = self._margins or self._margins_of_prose()
        return self._margins.has_no_room(line, below)

    def _margins_of_prose(self) -> Margins:
        fits = zip(self._lines, self._fits, strict=True)
        return Margins([line for line, fit in fits if fit is _Fit.NOT], self._step)

    def _is_term(self, line: Line, below: Line) -> bool:
        """Whether the line below describes this one, and is further right for it."""
        if below.words[0] in _BULLETS:
            return False
        is_near = 0 < line.bottom - below.bottom <= TERM_GAP * self._step
        return is_near and line.size < below.left - line.left < MAX_HANG * line.size


def _text_left(line: Line) -> float:
    """Where the text of a line begins, after the bullet or number of an item."""
    is_item = len(line.words) > 1 and _ITEM.fullmatch(line.words[0])
    return line.edges[1][0] if is_item else line.left


def _fit(line: Line) -> _Fit:
    """How far a line is set like code. What stands after the mark of a comment does not count."""
    if line.kind is not None:
        return _Fit.NOT
    is_comment = line.words[0].startswith(_COMMENT)
    if not line.fonts or not any(font.is_fixed for font in line.fonts):
        return _Fit.WITHIN if is_comment or not _have_letter(line.words) else _Fit.NOT
    if line.words[0] in _BULLETS and not line.fonts[0].is_fixed:
        return _Fit.NOT
    others = []
    for number, (word, font) in enumerate(zip(line.words, line.fonts, strict=True)):
        if number and word.startswith(_COMMENT):
            break
        if not font.is_fixed and _have_letter(word):
            others.append(font.is_bold and word.isalpha() and word.islower())
    if not others:
        return _Fit.WHOLLY
    return _Fit.NEARLY if all(others) else _Fit.WITHIN if is_comment else _Fit.NOT


def _have_letter(words: Iterable[str]) -> bool:
    return any(char.isalpha() for word in words for char in word)


def _is_like_code(run: Sequence[Line]) -> bool:
    """Whether the words are no addresses, numbers, or entries of an index."""
    text = " ".join(line.text for line in run)
    letters = [char for char in text if char.isalpha()]
    if len(run) < FEWEST_LINES and not letters:
        return False
    if 2 * sum(bool(_LEADERS.search(line.text)) for line in run) >= len(run):
        return False
    if 2 * sum(char >= ASIAN for char in letters) > len(letters):
        return False
    words = text.split()
    if words and words[0].isdigit():  # of a footnote
        del words[0]
    if not words or not _ADDRESS.match(words[0]):
        return True
    return not all(_ADDRESS.fullmatch(word) or _REST.fullmatch(word) for word in words)


def _is_even(run: Sequence[Line]) -> bool:
    """Whether all letters are equally wide: what fonts say of themselves is not always right."""
    widths = letter_widths(run)
    usual = median(widths or [0.0])
    even = sum(abs(width - usual) <= UNEVEN * usual for width in widths)
    return even >= EVEN_SHARE * len(widths)


def _is_cell(line: Line, other: Line | None) -> bool:
    """Whether the line stands in a row with text of another kind."""
    return other is not None and is_beside(line, other) and _have_letter(other.words)
