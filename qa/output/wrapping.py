"""Breaks text into lines between words, by the columns that a terminal shows it in."""

import re
from collections.abc import Iterator
from functools import cache

from rich.cells import get_character_cell_size

WIDENING = "\N{VARIATION SELECTOR-16}"
"""Turns the sign before it into a picture, which newer terminals show in two columns."""
JOINER = "\N{ZERO WIDTH JOINER}"

# Chinese and Japanese have no spaces. Which characters begin or end no line: JIS X 4051.
_NEVER_FIRST = frozenset(
    "、。，．・：；？！）」』】〉》〕］｝〗〙ーぁぃぅぇぉっゃゅょゎァィゥェォッャュョヮヵヶ々…‥〜’”"
)
_NEVER_LAST = frozenset("（「『【〈《〔［｛〖〘‘“")

_HANGUL = range(0xAC00, 0xD7A4)
"""Korean has spaces, so its words are kept whole."""

_FLAGS = range(0x1F1E6, 0x1F200)
"""Two of these letters make a flag. Terminals that do not join them show each in two columns."""

Range = tuple[int, int]


def columns(text: str) -> int:
    """The most columns that a text takes; terminals differ on joined pictures."""
    return sum(map(_columns, text))


def wrap(text: str, width: int) -> list[Range]:
    """The range of `text` for each line of at most `width` columns, without white space around it.

    `text`: as `printable` returns it. A word that is wider than a line is broken after a slash, or
    else where the line ends. An empty text has no lines.
    """
    lines: list[Range] = []
    used = 0
    for start, end, wide in _words(text, width):
        gap = start - lines[-1][1] if lines else 0
        if lines and used + gap + wide <= width:
            lines[-1] = (lines[-1][0], end)
            used += gap + wide
        else:
            lines.append((start, end))
            used = wide
    return lines


def _words(text: str, width: int) -> Iterator[tuple[int, int, int]]:
    """The start, end and columns of each unbroken piece, which is at most `width` wide."""
    for word in re.finditer(r"[^ ]+", text):
        for start, end in _split(text, *word.span()):
            wide = columns(text[start:end])
            if wide <= width:
                yield start, end, wide
            else:
                yield from _chop(text, start, end, width)


def _split(text: str, start: int, end: int) -> Iterator[Range]:
    """The ranges of a word between which a line may end although there is no space."""
    if not text[start:end].isascii():
        for i in range(start + 1, end):
            if _may_break(text[i - 1], text[i]):
                yield start, i
                start = i
    yield start, end


def _may_break(before: str, after: str) -> bool:
    """Whether a line may end between two characters without a space between them."""
    if _columns(after) == 0 or before == JOINER or after in _NEVER_FIRST or before in _NEVER_LAST:
        return False
    if ord(before) in _FLAGS and ord(after) in _FLAGS:
        return False
    return _is_wide(before) or _is_wide(after)


def _is_wide(character: str) -> bool:
    return _columns(character) == 2 and ord(character) not in _HANGUL


def _chop(text: str, start: int, end: int, width: int) -> Iterator[tuple[int, int, int]]:
    """A word that is wider than a line, in pieces that fit, cut after a slash if possible."""
    used, slash = 0, start
    i = start
    while i < end:
        wide = _columns(text[i])
        if used + wide > width and i > start:
            cut = slash if slash > start else i
            yield start, cut, columns(text[start:cut])
            start = slash = cut
            used = columns(text[start:i])
            continue
        used += wide
        i += 1
        if (
            text[i - 1] == "/" and used > width // 4
        ):  # else "/" would stand alone before a long name
            slash = i
    yield start, end, used


@cache
def _columns(character: str) -> int:
    if character == WIDENING:
        return 1
    return 2 if ord(character) in _FLAGS else get_character_cell_size(character)
