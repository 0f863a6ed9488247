"""Tables of contents: lines that lead to page numbers."""

import re
from collections.abc import Sequence
from itertools import pairwise
from typing import NamedTuple

from index.structure import Kind
from index.text.layout.lines import MAX_LAYOUT, Line
from index.text.layout.marks import GAP, MIN_TOGETHER, has_letter

_PAGE = re.compile(r"(\d{1,4}|[ivxlc]{1,7})$")
_DOTS = ".·…_"


class _Entry(NamedTuple):
    place: int  # the index of the line
    page: int  # 0 for a Roman number
    is_dotted: bool  # whether dots lead to the page


def mark_contents(lines: Sequence[Line]) -> None:
    """Marks tables of contents as ASIDE, one block from blank line to blank line."""
    run: list[_Entry] = []
    for index, line in enumerate(lines):
        entry = _entry(line, index)
        far = index - run[-1].place if run else 0
        if entry and far <= 2 and line.blanks <= 3:
            run.append(entry)
        elif far != 1 or line.blanks or line.text.endswith("."):
            _mark_run(lines, run)
            run = [entry] if entry else []
    _mark_run(lines, run)


def _mark_run(lines: Sequence[Line], run: Sequence[_Entry]) -> None:
    if not _is_contents(run):
        return
    first = run[0].place
    for index in range(first, run[-1].place + 1):
        lines[index].kind = Kind.ASIDE
        lines[index].joins = index > first and not lines[index].blanks


def _is_contents(run: Sequence[_Entry]) -> bool:
    """Whether the pages go up, or nearly so if dots lead to most of them."""
    pages = [entry.page for entry in run if entry.page]
    falls = sum(b < a for a, b in pairwise(pages))
    if len(run) < MIN_TOGETHER or 10 * falls > len(run):
        return False
    if 2 * sum(entry.is_dotted for entry in run) >= len(run):
        return True
    return not falls and bool(pages) and pages[-1] > pages[0]


def _entry(line: Line, index: int) -> _Entry | None:
    """What a line of a table of contents says; None if the line is none."""
    if len(line.text) > MAX_LAYOUT or not line.is_open:
        return None
    match = _PAGE.search(line.text)
    if not match:
        return None
    label = line.text[: match.start()].rstrip(f" {_DOTS}\t")
    leader = line.text[len(label) : match.start()]
    is_dotted = sum(mark in _DOTS for mark in leader) >= 3 or "…" in leader
    if not has_letter(label) or not (is_dotted or "   " in leader):
        return None
    if not is_dotted and len(GAP.findall(label)) > 1:
        return None  # a row of a table
    return _Entry(index, int(match[0]) if match[0].isdigit() else 0, is_dotted)
