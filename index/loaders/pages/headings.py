"""Headings: short lines in larger or bolder type than the running text, with text below.

A line becomes a heading only if little doubt is left: headings are never cited, so a false one
hides text.
"""

import re
from collections import Counter
from collections.abc import Iterator, Sequence

from index.loaders.pages.columns import pitch
from index.loaders.pages.lines import Line
from index.structure import Kind

LARGER = 1.08
"""Type of a heading is larger than that of the text by this factor, or it is bold."""
NO_SMALLER = 0.95
"""Bold type of a heading is at least this part of the size of the text."""
MAX_LINES = 4
MAX_CHARS = 200
MAX_WORDS = 25
MIN_LETTERS = 3
GAP_ABOVE = 1.15
"""The least distance between a bold heading and the line above it, in distances of lines."""
CELL_GAP = 1.5
"""The least gap between two cells of a row, in sizes of the type."""
RUNNING_CHARS = 25
"""Below a heading, a line that is shorter than this is no running text: figures have labels."""

_NUMBER = re.compile(r"(?:[A-Z]|\d{1,3})(?P<more>(?:\.\d{1,3})*)\.?\Z|[IVXLC]{1,6}\.\Z")
_CAPTION = re.compile(r"[^\W\d_]+\.? [A-Z]?\d+(?:\.\d+)*[.:]")


def mark_headings(pages: Sequence[Sequence[Line]]) -> None:
    """Marks the headings among the lines that are nothing else yet, with levels from 1 in the order
    of size; the parts of a number such as "2.1" add to the level."""
    body = _body_style(pages)
    if body is None:
        return
    content = ([line for line in page if line.kind in (None, Kind.CODE)] for page in pages)
    runs = [run for lines in content for run in _runs(lines, body)]
    times = Counter(run[0].style for run in runs)
    largest = max(times, default=None)
    usual = (style for style in times if times[style] > 1 or style == largest)
    styles = sorted(usual, reverse=True)
    for run in runs:
        if run[0].style in styles:
            for line in run:
                line.kind = Kind.HEADING
                line.level = 1 + styles.index(run[0].style) + _depth(run[0])


def _body_style(pages: Sequence[Sequence[Line]]) -> tuple[float, bool] | None:
    """The style of most of the text."""
    chars: Counter[tuple[float, bool]] = Counter()
    for page in pages:
        for line in page:
            if line.kind is None:
                chars[line.style] += len(line.text)
    return max(chars, key=chars.__getitem__, default=None)


def _depth(line: Line) -> int:
    match = _NUMBER.match(line.words[0])
    return match["more"].count(".") if match and match["more"] else 0


def _runs(lines: Sequence[Line], body: tuple[float, bool]) -> Iterator[list[Line]]:
    """Lines that may be a heading together."""
    step = pitch(lines)
    run: list[Line] = []
    above: Line | None = None
    for line in [*lines, None]:
        if run and (line is None or not line.continues(run[-1])):
            if line is not None and _is_heading(run, above, line, body, step):
                yield run
            above, run = run[-1], []
        if line is None or line.kind or not _stands_out(line, body):
            above = line
        else:
            run.append(line)


def _stands_out(line: Line, body: tuple[float, bool]) -> bool:
    size, is_bold = body
    is_bolder = line.is_bold and not is_bold and line.size >= NO_SMALLER * size
    return is_bolder or line.size > LARGER * size


def _is_heading(
    run: Sequence[Line],
    above: Line | None,
    below: Line,
    body: tuple[float, bool],
    step: float,
) -> bool:
    text = " ".join(line.text for line in run)
    if len(run) > MAX_LINES or len(text) > MAX_CHARS or text.count(" ") >= MAX_WORDS:
        return False
    if sum(map(str.isalpha, text)) < MIN_LETTERS or text.endswith((".", ",", ";")):
        return False
    if any(map(_has_cells, run)):
        return False
    is_larger = run[0].size > LARGER * body[0]
    if run[0].is_bold and not body[1] and is_larger:
        return True
    if not _stands_out(below, body) and len(below.text) < RUNNING_CHARS:
        return False
    if is_larger:
        return True
    if _CAPTION.match(text):
        return False
    if above is None:
        return True
    down = above.bottom - run[0].bottom
    return _stands_out(above, body) or not 0 < down < GAP_ABOVE * step


def _has_cells(line: Line) -> bool:
    """Whether some words are far apart, a number at the beginning aside."""
    gaps = line.gaps[1:] if _NUMBER.match(line.words[0]) else line.gaps
    return any(gap > CELL_GAP * line.size for gap in gaps)
