"""Tables whose header is set off by a rule; other tables are fixed layout."""

import re
from collections.abc import Sequence

from index.structure import Kind
from index.text.layout.lines import MAX_LAYOUT, Line, chunks

MAX_ROW = 5 * MAX_LAYOUT
"""In characters."""

_COLUMN_RULE = re.compile(r"={2,}(?:\s+={2,})+|-{2,}(?:\s+-{2,})+")
_PIPE_RULE = re.compile(r"[|+:\s=-]*-[|+:\s=-]*[|+][|+:\s=-]*|\|[:\s-]*-[:\s-]*\|?")
_GRID_RULE = re.compile(r"\+(?:[-=]{3,}\+){2,}")


def mark_tables(lines: Sequence[Line]) -> None:
    """Marks the lines of tables as HEADER and ROW, and drops their rules."""
    for first, last in chunks(lines):
        chunk = lines[first:last]
        if len(chunk) < 2 or any(len(line.text) > MAX_ROW for line in chunk):
            continue
        if _GRID_RULE.fullmatch(chunk[0].text) and len(chunk) > 2:
            _mark_grid(chunk)
        elif header := _header_lines([line.text for line in chunk[:3]]):
            _mark_ruled(chunk, header)


def _mark_grid(chunk: Sequence[Line]) -> None:
    """Marks a table that has a frame, if all of the chunk is one."""
    texts = [line.text for line in chunk]
    if not all(_GRID_RULE.fullmatch(text) or text[0] == text[-1] == "|" for text in texts):
        return
    rules = [i for i, text in enumerate(texts) if _GRID_RULE.fullmatch(text)]
    header = next((i for i in rules if "=" in texts[i]), rules[1] if len(rules) == 3 else 0)
    dropped = set(rules)
    for index, line in enumerate(chunk):
        line.is_dropped = index in dropped
        line.kind = Kind.HEADER if index < header else Kind.ROW
        # Cells of several lines lie between two rules.
        line.joins = texts[index - 1][0] != "+" and (index < header or len(rules) > 3)


def _header_lines(texts: Sequence[str]) -> int:
    """How many lines stand above the rule below the header; 0 if there is none."""
    if _is_header_rule(texts[1], texts[0]):
        return 1
    is_framed = len(texts) > 2 and _COLUMN_RULE.fullmatch(texts[0])
    return 2 if is_framed and _is_header_rule(texts[2], texts[1]) else 0


def _is_header_rule(text: str, above: str) -> bool:
    if _COLUMN_RULE.fullmatch(text):
        return True
    return "|" in above and bool(_PIPE_RULE.fullmatch(text))


def _mark_ruled(chunk: Sequence[Line], header: int) -> None:
    for index, line in enumerate(chunk):
        line.kind = Kind.HEADER if index < header else Kind.ROW
        line.is_dropped = bool(_COLUMN_RULE.fullmatch(line.text) or _PIPE_RULE.fullmatch(line.text))
