"""What the characters of a single line say: markers, gaps, rules, symbols."""

import re

MAX_HEADING_WORDS = 8
MIN_TOGETHER = 3
"""Lines of a table of contents, numbered headings and terms stand at least three together."""

CLOSED = '.,;!…。！，、；।؟،-–—"”’»'
"""A heading does not end with these."""

GAP = re.compile(r"(?<=\S) {2,}(?=\S)|(?<=\S) *\t\s*(?=\S)")
"""The space between two columns."""
RULE = re.compile(r"([^\w\s]|_)(?:\s*\1){2,}")
FIELD = re.compile(r":([^\s:][^:]*):(?:\s+(?=\S)|$)")
"""The name of a reStructuredText field."""
NUMBERED = re.compile(r"((?:\d{1,3}|[A-Z](?=\.))(?:\.\d{1,3})*)(\.?)\s+(?=\S)")
"""The number of a section."""

_BULLET = re.compile(r"[-*+•◦‣⁃▪●○■·–—]\s+|o\s{2,}")
_COUNT = re.compile(r"\(?(?:\d{1,3}|[A-Za-z]|[ivxIVX]{1,5})\.?\)\s+|(?:\d{1,3}|[a-z])\.\s+")
_ODD = re.compile(r"[^\w\s.,;:'\"()?!–—’‘“”«»、。，-]")
_SENTENCE_END = re.compile(r"[a-z]{3}[.!] +[A-Z]")


def marker(text: str) -> re.Match[str] | None:
    """What begins an item of a list."""
    return _BULLET.match(text) or _COUNT.match(text)


def has_letter(text: str) -> bool:
    """Whether a letter of any script is in the text."""
    return any(map(str.isalpha, text))


def has_content(text: str) -> bool:
    """Whether a letter or digit of any script is in the text."""
    return any(map(str.isalnum, text))


def has_sentence_end(text: str) -> bool:
    """Whether the line holds a small letter, a full stop, and a capital that begins a sentence."""
    return bool(_SENTENCE_END.search(text))


def symbol_share(text: str) -> float:
    """The share of a line's marks that are neither letters, digits nor common punctuation.

    From 0; above 1 in lines of "---", which count threefold.
    """
    odd = len(_ODD.findall(text)) + 3 * text.count("---")
    return odd / max(1, len(text) - text.count(" "))
