"""Where text that a terminal shows is broken into lines: between words, in columns."""

import re
from collections.abc import Iterator
from functools import cache

from rich.cells import get_character_cell_size

WIDENING = "\N{VARIATION SELECTOR-16}"
"""Makes a picture of the sign before it, which newer terminals show in two columns."""
JOINER = "\N{ZERO WIDTH JOINER}"

# What Chinese and Japanese, which have no spaces, do not begin or end a line with (JIS X 4051).
_NEVER_FIRST = frozenset(
    "、。，．・：；？！）」』】〉》〕］｝〗〙ーぁぃぅぇぉっゃゅょゎァィゥェォッャュョヮヵヶ々…‥〜’”"
)
_NEVER_LAST = frozenset("（「『【〈《〔［｛〖〘‘“")

_HANGUL = range(0xAC00, 0xD7A4)
"""Korean has spaces: its words are kept whole."""

_FLAGS = range(0x1F1E6, 0x1F200)
"""Letters of which two make a flag. Terminals that do not join them show each in two columns."""

Range = tuple[int, int]


def columns(text: str) -> int:
    """How many columns a text takes at most: terminals differ on pictures that are joined."""
    return sum(map(_columns, text))


def wrapped(text: str, width: int) -> list[Range]:
    """Ranges of `text`, one a line of at most `width` columns, no white space around any.

    `text`: as `printable` has it. A word that does not fit into a line of its own is broken after
    a slash, else wherever the line ends. No line for an empty text.
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
    """What is not broken, in order: start, end and columns, `width` at most."""
    for word in re.finditer(r"[^ ]+", text):
        for start, end in _unbroken(text, *word.span()):
            wide = columns(text[start:end])
            if wide <= width:
                yield start, end, wide
            else:
                yield from _chopped(text, start, end, width)


def _unbroken(text: str, start: int, end: int) -> Iterator[Range]:
    """A word, parted where writing without spaces may be."""
    if not text[start:end].isascii():
        for i in range(start + 1, end):
            if _parts(text[i - 1], text[i]):
                yield start, i
                start = i
    yield start, end


def _parts(before: str, after: str) -> bool:
    """Whether a line may end between two characters that have no space between them."""
    if _columns(after) == 0 or before == JOINER or after in _NEVER_FIRST or before in _NEVER_LAST:
        return False
    if ord(before) in _FLAGS and ord(after) in _FLAGS:
        return False
    return _is_wide(before) or _is_wide(after)


def _is_wide(character: str) -> bool:
    return _columns(character) == 2 and ord(character) not in _HANGUL


def _chopped(text: str, start: int, end: int, width: int) -> Iterator[tuple[int, int, int]]:
    """A word wider than a line in pieces that fit, best after a slash."""
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
        if text[i - 1] == "/" and used > width // 4:  # not "/" alone before a long name
            slash = i
    yield start, end, used


@cache
def _columns(character: str) -> int:
    if character == WIDENING:
        return 1
    return 2 if ord(character) in _FLAGS else get_character_cell_size(character)
