"""Lines that read like a heading, and a document's title."""

from collections.abc import Container, Sequence

from index.text.layout.lines import Line
from index.text.layout.marks import (
    CLOSED,
    GAP,
    MAX_HEADING_WORDS,
    NUMBERED,
    has_content,
    has_letter,
    has_sentence_end,
    marker,
)

MAX_TITLE_CHARS = 100
MAX_TITLE_WORDS = 15
"""Of a heading with a number or a line under it, and of a document's title."""
MAX_TITLE_PLACE = 25
"""A document's title is among so many lines at the top."""
MIN_TITLE_WORDS = 3
MIN_TITLED_CHARS = 2000
"""In a text that is no longer and has no clear headings, a title of fewer words may be a letter's
first line."""
PAGE_WIDTH = 72
"""In columns, of a text with centred lines."""


def is_alone(lines: Sequence[Line], index: int) -> bool:
    """Whether a line has a blank line, or markup, above it and a blank line below."""
    is_first = index == 0 or lines[index].blanks > 0 or lines[index - 1].is_dropped
    return is_first and (index + 1 == len(lines) or lines[index + 1].blanks > 0)


def is_running(lines: Sequence[Line], index: int) -> bool:
    """Whether a paragraph of some length or a list begins at the line."""
    line = lines[index]
    is_long = index + 1 < len(lines) and lines[index + 1].blanks == 0
    return len(line.text) >= 60 or is_long or bool(marker(line.text))


def is_title(text: str, max_words: int = MAX_HEADING_WORDS) -> bool:
    """Whether a line's text reads like a heading."""
    is_short = len(text) <= MAX_TITLE_CHARS and len(text.split()) <= max_words
    return is_short and _begins_like_title(text) and _ends_like_title(text)


def _begins_like_title(text: str) -> bool:
    is_capital = text[:1].isdigit() or (text[:1].isalpha() and not text[0].islower())
    return is_capital and has_letter(text) and not _has_foreign_mark(text)


def _ends_like_title(text: str) -> bool:
    return text[-1] not in CLOSED and has_content(text[-2:]) and not has_sentence_end(text)


def _has_foreign_mark(text: str) -> bool:
    """Whether an address, or a mark of code or tables, is in the text."""
    return any(mark in text for mark in ("://", "@", " :")) or not set(text).isdisjoint("=<>{}|\\")


def find_title(lines: Sequence[Line], headings: Container[int], body: int) -> int | None:
    """The line that is the document's title; None if there is none.

    `headings`: the lines that are headings. `body`: the indent of the running text.
    """
    for index, line in enumerate(lines[:MAX_TITLE_PLACE]):
        if index in headings and (index > 0 or _has_text_below(lines)):
            return None
        if (index == 0 or _is_centred(line, body)) and _is_document_title(lines, index):
            return index
    return None


def may_be_greeting(lines: Sequence[Line], title: int) -> bool:
    """Whether a title is so short, and the text too, that it may be a letter's first line."""
    is_short = len(lines[title].text.split()) < MIN_TITLE_WORDS
    return is_short and lines[-1].end <= MIN_TITLED_CHARS


def _has_text_below(lines: Sequence[Line]) -> bool:
    return len(lines) > 1 and not lines[1].blanks


def _is_centred(line: Line, body: int) -> bool:
    is_right = line.indent >= body + 8
    return is_right and abs(2 * line.indent + len(line.text) - PAGE_WIDTH) < 9


def _is_document_title(lines: Sequence[Line], index: int) -> bool:
    line = lines[index]
    if not line.is_open or not is_alone(lines, index) or not is_title(line.text, MAX_TITLE_WORDS):
        return False
    if marker(line.text) or NUMBERED.match(line.text) or GAP.search(line.text):
        return False
    if line.text.endswith(":") or _is_date(line.text):
        return False
    return any(is_running(lines, i) for i in range(index + 1, min(index + 8, len(lines))))


def _is_date(text: str) -> bool:
    digits = sum(map(str.isdigit, text))
    return digits >= 4 and 3 * digits >= sum(map(str.isalpha, text))
