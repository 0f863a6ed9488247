"""Line breaks: which of them mean something, and which are only spaces."""

import re
from collections.abc import Iterator
from itertools import pairwise

Span = tuple[int, int]

MAX_WIDTH = 120  # text wrapped at a margin is narrower; a longer line is a paragraph
MIN_WIDTH = 30  # a narrower block is a list, an address or verse

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

# Punctuation that a line break has torn off.
_TORN = re.compile(r"[.,;:!?)\]]+(?:\s|\Z)")

# A letter or two alone on a line: a word set vertically.
_LETTERS = re.compile(r"[A-Z]{1,2}\s*\Z")


def blocks(text: str) -> Iterator[Span]:
    """Runs of text that no sentence crosses, without surrounding whitespace."""
    paragraphs = [(lines, _full_lines(text, lines)) for lines in _paragraphs(text)]
    is_wrapped = _is_prose(text, [(lines, full) for lines, full in paragraphs if full])
    is_fenced = False
    for lines, full in paragraphs:
        # With few breaks of its own to tell prose from a list, a paragraph is like the others.
        is_soft = _is_prose(text, [(lines, full)]) if len(full) > 2 else is_wrapped
        soft = set(full) if is_soft else set()
        start = lines[0][0]
        for number, (line, following) in enumerate(pairwise(lines)):
            is_fenced ^= bool(_FENCE.match(text, *line))
            if is_fenced or not _runs_on(text, line, following, number in soft):
                yield stripped(text, start, line[1])
                start = following[0]
        is_fenced ^= bool(_FENCE.match(text, *lines[-1]))
        yield stripped(text, start, lines[-1][1])


def stripped(text: str, start: int, end: int) -> Span:
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
    """Numbers of the lines that the next word would not have fitted on."""
    if len(lines) == 1:
        return []
    width = sorted(end - start for start, end in lines)[len(lines) * 9 // 10]
    if not MIN_WIDTH <= width <= MAX_WIDTH:
        return []
    full = []
    for number, ((start, end), (next_start, next_end)) in enumerate(pairwise(lines)):
        word = text[next_start : min(next_end, next_start + 20)].split(None, 1)[0]
        # A tenth of slack: lines set in a proportional font differ in their count of characters.
        if end - start + 1 + len(word) > 0.9 * width:
            full.append(number)
    return full


def _is_prose(text: str, paragraphs: list[tuple[list[Span], list[int]]]) -> bool:
    """Whether lines after full ones go on in small letters, as those of a list or a poem do not."""
    first = [text[lines[number + 1][0]] for lines, full in paragraphs for number in full]
    return 4 * sum(mark.isalpha() and not mark.isupper() for mark in first) >= len(first)


def _runs_on(text: str, line: Span, following: Span, is_full: bool) -> bool:
    """Whether the break between two lines of a paragraph is only a space."""
    head = text[following[0] : min(following[1], following[0] + 100)]
    if _TORN.match(head) or (_LETTERS.match(text, *line) and _LETTERS.match(text, *following)):
        return True
    if _ITEM.match(head) or _ALONE.match(text[line[0] : min(line[1], line[0] + 100)]):
        return False
    if is_full:
        return True
    # One space left at the end is how mailers mark a line that goes on (RFC 3676).
    is_flowed = text[line[1] - 1] == " " and not text[line[1] - 2].isspace()
    return is_flowed and not (head[0].isupper() or head[0].isdigit())
