"""Blocks of running text: which line breaks end one, and which only stand for a space."""

import re
from collections.abc import Iterator
from itertools import pairwise

Span = tuple[int, int]

MAX_WIDTH = 120
"""Text wrapped at a margin is narrower. A longer line is a paragraph of its own."""
MIN_WIDTH = 30
"""Wrapped text is wider. A narrower block is a list, an address or verse."""

_LINE = re.compile(r"\S[^\n\r\v\f\x1c-\x1e\x85\u2028\u2029]*")

# A line that starts like this starts something new.
_ITEM = re.compile(
    r"""[-*+•◦‣⁃▪●○■·–—][ \t]                         # bullet
    |   \(?(?:\d{1,3}|[A-Za-z]|[ivxIVX]{1,5})\.?\)\s    # (1)  a)  1.)  iv)
    |   (?:\d{1,3}|[a-z])\.\s                           # 1.  a.
    |   \#{1,6}\s | [|>] | ```|~~~                      # Markdown heading, table, quote, code
    |   ([-*_=~])(?:\s*\1){2,}\s*\Z                     # rule
    """,
    re.VERBOSE,
)

# After a line like this, the next one is something new.
_FENCE = re.compile(r"(?:```|~~~)[^`~]*\Z")
_ALONE = re.compile(r"\#{1,6}\s|[|>]|```|~~~|([-*_=~])(?:\s*\1){2,}\s*\Z")

# Punctuation at the start of a line that belongs to the line before.
_TORN = re.compile(r"[.,;:!?)\]]+(?:\s|\Z)")

# A letter or two alone on a line: a word set vertically.
_LETTERS = re.compile(r"[A-Z]{1,2}\s*\Z")


def blocks(text: str) -> Iterator[Span]:
    """Runs of text that no sentence crosses, without surrounding whitespace."""
    paragraphs = [(lines, _full_lines(text, lines)) for lines in _paragraphs(text)]
    is_wrapped = _is_prose(text, [(lines, full) for lines, full in paragraphs if full])
    is_fenced = False
    for lines, full in paragraphs:
        # A paragraph with few breaks of its own is taken for what the others are, prose or a list.
        is_soft = _is_prose(text, [(lines, full)]) if len(full) > 2 else is_wrapped
        soft = set(full) if is_soft else set()
        start = lines[0][0]
        for number, (line, following) in enumerate(pairwise(lines)):
            is_fenced ^= bool(_FENCE.match(text, *line))
            if is_fenced or not _runs_on(text, line, following, number in soft):
                yield strip_end(text, start, line[1])
                start = following[0]
        is_fenced ^= bool(_FENCE.match(text, *lines[-1]))
        yield strip_end(text, start, lines[-1][1])


def strip_end(text: str, start: int, end: int) -> Span:
    """The span without the whitespace at its end."""
    return start, start + len(text[start:end].rstrip())


def _paragraphs(text: str) -> Iterator[list[Span]]:
    lines: list[Span] = []
    for match in _LINE.finditer(text):
        if lines:
            gap = text[lines[-1][1] : match.start()]
            if len(gap) > 1 and len((gap + "x").splitlines()) > 2:
                yield lines
                lines = []
        lines.append(match.span())
    if lines:
        yield lines


def _full_lines(text: str, lines: list[Span]) -> list[int]:
    """The numbers of the lines that had no room for the next word."""
    if len(lines) == 1:
        return []
    width = sorted(end - start for start, end in lines)[len(lines) * 9 // 10]
    if not MIN_WIDTH <= width <= MAX_WIDTH:
        return []
    full = []
    for number, ((start, end), (next_start, next_end)) in enumerate(pairwise(lines)):
        word = text[next_start : min(next_end, next_start + 20)].split(None, 1)[0]
        # A tenth of slack, because lines in a proportional font differ in their character counts.
        if end - start + 1 + len(word) > 0.9 * width:
            full.append(number)
    return full


def _is_prose(text: str, paragraphs: list[tuple[list[Span], list[int]]]) -> bool:
    """Whether lines after full ones begin in lower case, which those of a list or poem do not."""
    first = [text[lines[number + 1][0]] for lines, full in paragraphs for number in full]
    return 4 * sum(mark.isalpha() and not mark.isupper() for mark in first) >= len(first)


def _runs_on(text: str, line: Span, following: Span, is_full: bool) -> bool:
    """Whether the break between two lines of a paragraph only stands for a space."""
    head = text[following[0] : min(following[1], following[0] + 100)]
    if _TORN.match(head) or (_LETTERS.match(text, *line) and _LETTERS.match(text, *following)):
        return True
    if _ITEM.match(head) or _ALONE.match(text[line[0] : min(line[1], line[0] + 100)]):
        return False
    if is_full:
        return True
    # Mail programs end a line that goes on with one space (RFC 3676).
    is_flowed = text[line[1] - 1] == " " and not text[line[1] - 2].isspace()
    return is_flowed and not (head[0].isupper() or head[0].isdigit())
