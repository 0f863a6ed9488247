"""Quotations in letters: lines after ">", and the line that says who wrote them."""

import re
from collections.abc import Sequence

from index.structure import Kind
from index.text.layout.lines import MAX_LAYOUT, Line
from index.text.layout.marks import has_content, marker

MAX_ATTRIBUTION = 3
"""In lines."""

_QUOTED = re.compile(r"(?:>\s?)+")


def mark_quotes(lines: Sequence[Line]) -> None:
    """Marks quoted lines, and those that introduce them, as QUOTE."""
    depths = [_depth(line) for line in lines]
    if 1 not in depths and any(line.text.startswith(">>> ") for line in lines):
        return  # the prompts of a Python session
    for index, line in enumerate(lines):
        if not depths[index]:
            continue
        content = _QUOTED.sub("", line.text, count=1)
        line.kind = Kind.QUOTE
        line.is_dropped = not has_content(content)
        if not index or not depths[index - 1]:
            _mark_attribution(lines, index)
        elif depths[index - 1] == depths[index]:
            line.joins = _goes_on(lines[index - 1], line, content)


def _depth(line: Line) -> int:
    match = _QUOTED.match(line.text) if line.is_open else None
    return match[0].count(">") if match else 0


def _goes_on(before: Line, line: Line, content: str) -> bool:
    """Whether a quoted line goes on with the paragraph of the one before."""
    is_running = len(before.text) > 45 or content[:1].islower()
    return is_running and not line.blanks and not before.is_dropped and not marker(content)


def _mark_attribution(lines: Sequence[Line], index: int) -> None:
    """Marks the lines before a quotation that say who wrote it when."""
    above = _paragraph_above(lines, index)
    if not above or lines[index].blanks > 1:
        return
    words = " ".join(line.text[:MAX_LAYOUT] for line in above)
    if not words.endswith(":") or len(words) > 2 * MAX_LAYOUT:
        return
    if "@" in words or any(map(str.isdigit, words)) or not lines[index].blanks:
        for number, line in enumerate(above):
            line.kind, line.joins = Kind.QUOTE, number > 0


def _paragraph_above(lines: Sequence[Line], index: int) -> Sequence[Line]:
    """The lines of the short open paragraph above a line; none if there is no such paragraph."""
    first = index - 1
    while first > max(0, index - MAX_ATTRIBUTION) and not lines[first].blanks:
        first -= 1
    above = lines[max(0, first) : index]
    is_whole = first <= 0 or lines[first].blanks > 0
    return above if is_whole and all(line.is_open for line in above) else ()
