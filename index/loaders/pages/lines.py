"""The lines of a page as they are drawn: their words, and how these are set."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from statistics import median
from typing import Any

from index.loaders.pages.letters import Box, Font, Letters
from index.structure import Kind

HYPHEN = "\x02"
"""Stands for the hyphen at the end of a line whose last word goes on in the next."""
WORD_GAP = 0.1
"""The least gap between two words, in heights of a letter's box. Poppler takes the same share of
the size of the type."""
MAX_RAISED = 0.15
"""How far a small letter may be above or below the larger one after it in the same word, in sizes
of the type. The mark of a footnote is further up."""
SAME_HEIGHT = 0.9
"""A letter whose box is lower than this, in heights of the next one, is of smaller type."""
NEXT_LINE = 1.8
"""The most from line to line in a heading, in sizes of the type."""

_BREAKS = str.maketrans({"\ufffe": HYPHEN})
"""PDFium gives U+FFFE for a hyphen at the end of a line and the line break after it."""
_LINE = re.compile(rf"[^\r\n{HYPHEN}]+{HYPHEN}?")
_RUN = re.compile(r"\S+")
_CONTROLS = re.compile(r"[\x00\x01\x03-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff]")


@dataclass(slots=True)
class Line:
    """A line as it is drawn, from left to right, possibly across columns, and what it was found to
    be. Units are the page's."""

    bottom: float
    """The height of its baseline above the bottom of the page."""
    words: tuple[str, ...]
    edges: tuple[tuple[float, float], ...]
    """The left and right edge of each word."""
    size: float
    """Of its type."""
    is_bold: bool
    """Whether all of it is."""
    fonts: tuple[Font, ...]
    """Of each word; empty if the line has no fixed-width type, as far as was looked."""
    kind: Kind | None = None
    """HEADING, ASIDE or CODE; None of all others."""
    level: int = 0
    """Of a heading."""

    @property
    def left(self) -> float:
        """Its leftmost edge."""
        return min(left for left, _ in self.edges)

    @property
    def right(self) -> float:
        """Its rightmost edge."""
        return max(right for _, right in self.edges)

    @property
    def text(self) -> str:
        """Its words, separated by spaces."""
        return " ".join(self.words)

    @property
    def gaps(self) -> list[float]:
        """Between its words."""
        return [left - right for (_, right), (left, _) in pairwise(self.edges)]

    @property
    def style(self) -> tuple[float, bool]:
        """The size of its type to a half, and whether it is bold."""
        return round(2 * self.size) / 2, self.is_bold

    def continues(self, above: "Line") -> bool:
        """Whether the line stands right below another of the same style."""
        is_near = 0 < above.bottom - self.bottom <= NEXT_LINE * self.size
        return is_near and self.style == above.style

    def part(self, words: slice) -> "Line":
        """The line of some of its words."""
        return replace(
            self, words=self.words[words], edges=self.edges[words], fonts=self.fonts[words]
        )


def read_lines(textpage: Any) -> Iterator[Line]:
    """A page's lines in the order they are drawn. Empty lines are left out."""
    text = _characters(textpage)
    letters = Letters(textpage)
    for found in _LINE.finditer(text):
        words = list(_words(text, found, letters))
        if words:
            starts = [start for start, _, _ in words]
            first, middle = letters.font(starts[0]), letters.font(starts[len(starts) // 2])
            last = letters.font(starts[-1]) if middle.is_bold else middle
            fonts = (first, middle, last)
            has_fixed = any(font.is_fixed for font in fonts)
            looked_at = {starts[0], starts[len(starts) // 2], starts[-1]}
            yield Line(
                bottom=letters.baseline(starts[0]),
                words=tuple(without_controls(text[start:end]) for start, end, _ in words),
                edges=tuple(edges for _, _, edges in words),
                size=median(map(letters.size, looked_at)),
                is_bold=all(font.is_bold for font in fonts),
                fonts=tuple(_fonts(text, words, letters)) if has_fixed else (),
            )


def without_controls(text: str) -> str:
    """The text without the characters that no text should hold."""
    return _CONTROLS.sub("", text)


def _characters(textpage: Any) -> str:
    """A page's text, one character for each that PDFium counts, so that it can place them."""
    from pypdfium2.raw import FPDFText_GetUnicode

    count = textpage.count_chars()
    text: str = textpage.get_text_range() if count else ""
    if len(text) == count and "\ufffd" not in text:
        return text.translate(_BREAKS)
    codes = (FPDFText_GetUnicode(textpage.raw, index) for index in range(count))
    return "".join(chr(code) if 0 < code < 0x110000 else " " for code in codes)


_Word = tuple[int, int, tuple[float, float]]
"""Where a word starts and ends in the text of its page, and its left and right edge."""


def _words(text: str, line: re.Match[str], letters: Letters) -> Iterator[_Word]:
    """The words of a line: parted by spaces, by gaps that have none, and after raised marks."""
    for run in _RUN.finditer(text, line.start(), line.end()):
        start = run.start()
        box = first = letters.box(start)
        for index in range(start + 1, run.end()):
            last, box = box, letters.box(index)
            if _is_apart(last, box) or _ends_mark(last, box, index, letters):
                yield start, index, (first.left, last.right)
                start, first = index, box
        yield start, run.end(), (first.left, box.right)


def _fonts(text: str, words: Sequence[_Word], letters: Letters) -> Iterator[Font]:
    """The font of each word's first letter: marks before it may be in another."""
    for start, end, _ in words:
        of = (index for index in range(start, end) if text[index].isalnum())
        yield letters.font(next(of, start))


def _is_apart(last: Box, box: Box) -> bool:
    return box.left - last.right > WORD_GAP * max(last.height, box.height)


def _ends_mark(last: Box, box: Box, index: int, letters: Letters) -> bool:
    """Whether a word follows the small raised mark of a footnote."""
    if last.height > SAME_HEIGHT * box.height:
        return False
    raised = letters.baseline(index) - letters.baseline(index - 1)
    return abs(raised) > MAX_RAISED * max(letters.size(index - 1), letters.size(index))
