"""The text of code: its line breaks, its indents and the spaces between words, as they are set."""

from collections.abc import Iterator, Sequence
from itertools import pairwise
from statistics import median

from index.loaders.pages.lines import HYPHEN, Line

NEAR = 3.5
"""The most from line to line of one listing, in distances between two lines."""
SAME_ROW = 2.0
"""Lines whose baselines are closer than this stand in a row. In the page's units."""
WORD_GAP = 0.4
"""The least gap between two words of code, in widths of a letter. Some listings are set letter by
letter, with small gaps."""
MAX_SPACES = 100
"""So many spaces at most stand between two words."""
MAX_BLANK = 2
"""So many empty lines at most stand between two lines."""
LONG = 3
"""In letters. The width of a letter is told by words from this length on."""


def code_texts(lines: Sequence[Line], step: float) -> Iterator[str]:
    """The texts of listings that follow each other on a page.

    `step`: the distance between two lines there.
    """
    first = 0
    for end, line in enumerate(lines):
        if end and not follows(lines[end - 1], line, step):
            yield _text(lines[first:end])
            first = end
    yield _text(lines[first:])


def follows(above: Line, line: Line, step: float) -> bool:
    """Whether a line of code goes on below or beside another."""
    return -SAME_ROW < above.bottom - line.bottom <= NEAR * step


def is_beside(line: Line, other: Line) -> bool:
    """Whether two lines stand in one row."""
    return abs(line.bottom - other.bottom) < SAME_ROW


def letter_widths(lines: Sequence[Line], fewest: int = LONG) -> list[float]:
    """How wide a letter is in each word of fixed-width type that has so many letters."""
    return [
        (right - left) / len(word)
        for line in lines
        for word, (left, right), font in zip(line.words, line.edges, line.fonts, strict=False)
        if font.is_fixed and len(word) >= fewest
    ]


def _text(lines: Sequence[Line]) -> str:
    width = median(letter_widths(lines) or letter_widths(lines, 1) or [0.0])
    left = min(line.left for line in lines)
    downs = [above.bottom - line.bottom for above, line in pairwise(lines)]
    step = min((down for down in downs if down >= SAME_ROW), default=0.0)
    parts: list[str] = []
    for line, down in zip(lines, [0.0, *downs], strict=True):
        if down >= SAME_ROW:
            parts.append("\n" * min(round(down / step), 1 + MAX_BLANK))
            right = left
        elif not parts:
            right = left
        for word, (start, end) in zip(line.words, line.edges, strict=True):
            is_first = not parts or parts[-1].endswith("\n")
            parts += (_spaces(start - right, width, is_first), word)
            right = end
    return "".join(parts).replace(HYPHEN, "-")


def _spaces(gap: float, width: float, is_first: bool) -> str:
    """The spaces before a word. `gap`: from the word before, or from the left edge."""
    fewest = 0 if is_first or gap < WORD_GAP * width else 1
    return " " * min(max(round(gap / width) if width > 0 else 0, fewest), MAX_SPACES)
