"""Headings, told from marks, lines under them, numbers, capitals, and where they stand.

A line becomes a heading only if its layout leaves little doubt: headings are never cited, so a
false one hides text.
"""

import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Collection, Container, Sequence

from index.structure import Kind
from index.text.layout.lines import MAX_LAYOUT, Line
from index.text.layout.marks import GAP, has_content, marker
from index.text.layout.numbering import numbered_headings
from index.text.layout.titles import (
    MAX_TITLE_CHARS,
    MAX_TITLE_WORDS,
    find_title,
    is_alone,
    is_running,
    is_title,
    may_be_greeting,
)

MAX_MARKED_CHARS = 120
MAX_LEVEL = 6

_MARKED = re.compile(r"(\#{1,6}|={1,6})\s+(?=\S)")
_UNDERLINE = re.compile(r"([^\w\s])\1{2,}")


def mark_headings(lines: Sequence[Line]) -> None:
    """Marks headings with their levels, and drops the rules below and above them."""
    found, title = _find_headings(lines)
    for index, level in found.items():
        lines[index].kind = Kind.HEADING
        lines[index].level = level + (title is not None)
    if title is not None:
        lines[title].kind, lines[title].level = Kind.HEADING, 1


def _find_headings(lines: Sequence[Line]) -> tuple[dict[int, int], int | None]:
    """The lines that are headings with their levels, and the line that is the title."""
    found: dict[int, int] = {}
    found |= _marked(lines)
    found |= _underlined(lines)
    found |= numbered_headings(lines, found)
    has_signs = bool(found)  # of headings, beyond short lines
    body = _body_indent(lines)
    found |= _outdented(lines, found, body)
    found |= _standing_alone(lines, found, body)
    title = find_title(lines, found, body)
    has_signs |= any(_is_in_capitals(lines[index].text) for index in found)
    if title is not None and not has_signs and may_be_greeting(lines, title):
        title = None
    return found, title


def _marked(lines: Sequence[Line]) -> dict[int, int]:
    """Headings of Markdown and AsciiDoc."""
    found = {}
    for index, line in enumerate(lines):
        match = _MARKED.match(line.text[:MAX_LAYOUT]) if line.is_open else None
        if match and not line.indent and _is_marked_title(lines, index, match[1]):
            found[index] = len(match[1])
    return found


def _is_marked_title(lines: Sequence[Line], index: int, mark: str) -> bool:
    line = lines[index]
    if len(line.text.split()) > MAX_TITLE_WORDS + 1 or len(line.text) > MAX_MARKED_CHARS:
        return False
    is_clear = is_alone(lines, index) or (len(mark) > 1 and line.blanks > 0)
    is_clear |= index == 0 and mark == "="  # an author may follow AsciiDoc's title
    return is_clear and not line.text.endswith((".", ";", ","))


def _underlined(lines: Sequence[Line]) -> dict[int, int]:
    """Headings with a line of one mark below, and the levels in the order of the marks."""
    styles: dict[tuple[str, bool], int] = {}
    found = {}
    for index in range(1, len(lines)):
        rule, line = lines[index], lines[index - 1]
        if not _is_underline(rule, line) or not _is_underlined_title(line):
            continue
        above = lines[index - 2] if index > 1 and not line.blanks else None
        over = above if above and _UNDERLINE.fullmatch(above.text) else None
        if above and not over and not above.is_dropped:
            continue
        style = (rule.text[0], over is not None and over.text[0] == rule.text[0])
        found[index - 1] = styles.setdefault(style, len(styles) + 1)
        rule.is_dropped = True
        if over:
            over.is_dropped = True
    return found


def _is_underline(rule: Line, line: Line) -> bool:
    if rule.blanks or not rule.is_open or 2 * len(rule.text) < len(line.text):
        return False
    return bool(_UNDERLINE.fullmatch(rule.text))


def _is_underlined_title(line: Line) -> bool:
    if not line.is_open or len(line.text) > MAX_TITLE_CHARS or not has_content(line.text):
        return False
    if line.text.endswith((".", ",", ";")) or GAP.search(line.text):
        return False
    return len(line.text.split()) <= MAX_TITLE_WORDS


def _body_indent(lines: Sequence[Line]) -> int:
    """The smallest indentation of a good part of the running text."""
    indents = Counter(line.indent for line in lines if line.is_open and line.text.count(" ") >= 6)
    total = indents.total()
    return min((indent for indent, n in indents.items() if 10 * n >= total), default=0)


def _outdented(lines: Sequence[Line], found: Container[int], body: int) -> dict[int, int]:
    """Short lines left of the running text, with text further to the right below."""
    alone: list[int] = []
    tight: list[int] = []
    for index in range(len(lines) - 1):
        line, following = lines[index], lines[index + 1]
        if index in found or not _is_outdented_title(line, following, body):
            continue
        is_below = index - 1 in alone[-1:] + tight[-1:]
        if line.blanks or index == 0 or is_below:
            (alone if following.blanks else tight).append(index)
    places = alone + (tight if len(tight) > 1 else [])
    indents = sorted({lines[index].indent for index in places})
    return {index: 1 + bisect_left(indents, lines[index].indent) for index in places}


def _is_outdented_title(line: Line, following: Line, body: int) -> bool:
    is_left = line.indent < body and line.indent < following.indent
    return is_left and line.is_open and is_title(line.text) and not GAP.search(line.text)


def _standing_alone(lines: Sequence[Line], found: dict[int, int], body: int) -> dict[int, int]:
    """Short lines between blank lines, several of them, each with running text below."""
    places = [
        index
        for index in range(len(lines) - 1)
        if lines[index].indent <= body and _stands_alone(lines, index, found)
    ]
    if found:
        # Below headings at the margin, a short line further right is no heading.
        rightmost = max(lines[index].indent for index in found)
        places = [index for index in places if lines[index].indent <= rightmost]
    capitals, others = [], []
    for index in places:
        if _is_in_capitals(lines[index].text):
            capitals.append(index)
        elif len(lines[index].text) > 2:
            others.append(index)
    result = dict.fromkeys(capitals, 1) if len(capitals) > 1 else {}
    if len(others) > 2 and 3 * len(others) <= _paragraphs(lines, found) + 1:
        deepest = max([*found.values(), *result.values()], default=0)
        result |= dict.fromkeys(others, min(deepest + 1, MAX_LEVEL))
    return result


def _paragraphs(lines: Sequence[Line], found: Collection[int]) -> int:
    open_lines = (line for index, line in enumerate(lines) if line.is_open and index not in found)
    return sum(line.blanks > 0 for line in open_lines)


def _stands_alone(lines: Sequence[Line], index: int, found: Container[int]) -> bool:
    """Whether a line is short, alone, and no label, and running text that is open is below."""
    line, following = lines[index], lines[index + 1]
    if index in found or not line.is_open:
        return False
    if not is_alone(lines, index) or not is_title(line.text):
        return False
    if index + 1 in found or not following.is_open or following.indent < line.indent:
        return False
    return is_running(lines, index + 1) and not _is_label(line.text, following.text)


def _is_label(text: str, below: str) -> bool:
    """Whether a line introduces what is below, is an item, or has columns."""
    if GAP.search(text) or ": " in text or text[0].isdigit() or marker(text):
        return True
    return text.endswith(":") and (bool(marker(below)) or text.count(" ") > 3)


def _is_in_capitals(text: str) -> bool:
    return text.isupper() and sum(map(str.isalpha, text)) > 3
