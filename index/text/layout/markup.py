"""Fences around code, and reStructuredText directives with what is indented below them."""

import re
from collections.abc import Sequence

from index.structure import Kind
from index.text.layout.code import mark_code
from index.text.layout.lines import MAX_LAYOUT, Line
from index.text.layout.marks import FIELD

LITERAL_DIRECTIVES = {"code", "code-block", "sourcecode", "parsed-literal", "math", "raw"}
"""reStructuredText directives whose bodies are not running text."""

_FENCE = re.compile(r"(`{3,}|~{3,})[^`~]*")
_DIRECTIVE = re.compile(r"\.\.\s+(?:\|[^|]+\|\s+)?([\w.:+-]*\w)::(?:\s+(?=\S)|$)")


def mark_markup(lines: Sequence[Line]) -> None:
    """Marks fenced code and the bodies of literal directives as CODE, and directives as ASIDE."""
    index = 0
    unclosed: set[str] = set()  # fences that are not looked for again
    while index < len(lines):
        text = lines[index].text
        if not lines[index].is_open or len(text) > MAX_LAYOUT:
            index += 1
        elif (match := _FENCE.fullmatch(text)) and match[1] not in unclosed:
            index = _mark_fenced(lines, index, match[1], unclosed)
        elif match := _DIRECTIVE.match(text):
            index = _mark_directive(lines, index, match)
        else:
            _mark_comment(lines[index])
            index += 1


def _mark_fenced(lines: Sequence[Line], index: int, fence: str, unclosed: set[str]) -> int:
    """Marks the lines between two fences, and gives the index of the line to go on with."""
    end = index + 1
    while end < len(lines) and not _closes(lines[end].text, fence):
        end += 1
    if end == len(lines):
        unclosed.add(fence)
        return index + 1
    lines[index].is_dropped = lines[end].is_dropped = True
    mark_code(lines[index + 1 : end])
    return end + 1


def _closes(text: str, fence: str) -> bool:
    return text.startswith(fence) and not text.strip(fence[0])


def _mark_directive(lines: Sequence[Line], index: int, match: re.Match[str]) -> int:
    """Marks a directive, and gives the index of the line to go on with."""
    directive = lines[index]
    end = index = index + 1
    while end < len(lines) and lines[end].indent > directive.indent:
        end += 1
    body_end = end if match[1] in LITERAL_DIRECTIVES else index
    while index < end and not lines[index].blanks and FIELD.match(lines[index].text):
        lines[index].kind = Kind.ASIDE
        index += 1
    if len(directive.text[match.end() :].split()) < 3:
        directive.kind = Kind.ASIDE
    mark_code(lines[index:body_end])
    return max(index, body_end)


def _mark_comment(line: Line) -> None:
    if line.text.startswith(".. "):
        is_footnote = line.text.startswith(".. [")
        line.kind = Kind.PARAGRAPH if is_footnote else Kind.ASIDE
