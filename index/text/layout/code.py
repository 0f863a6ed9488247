"""Fixed layout: code, grammars, figures, and columns without a rule below their names."""

import re
from collections import Counter
from collections.abc import Sequence

from index.structure import Kind
from index.text.layout.lines import MAX_LAYOUT, Line
from index.text.layout.marks import GAP, RULE, has_letter, marker, symbol_share

_CAPTION = re.compile(r"[^\W\d_]+\.? \d[\d.\-–]*[a-z]?[:.]? +\S")
_ASSIGNED = re.compile(r"\S+\s+(?:=|=/|::=|:=)(?:\s|$)")
_PROMPT = re.compile(r"[$%#]\s|>>>(?:\s|$)")
_WIDE_GAP = re.compile(r"[^\s.?!:] {4,}\S")


def mark_code(lines: Sequence[Line], level: int = 0) -> None:
    """Marks the lines as one block of CODE."""
    kept = [line for line in lines if not line.is_dropped]
    for number, line in enumerate(kept):
        line.kind, line.level, line.joins = Kind.CODE, level, number > 0


def is_code(chunk: Sequence[Line], deeper: int, is_led: bool, is_beside: bool) -> bool:
    """Whether the line breaks and spaces of a chunk are its meaning.

    `deeper`: the columns that it stands further right than the running text before it.
    `is_led`: whether a line that ends with a colon stands above it; `is_beside`: whether code does.
    """
    if any(len(line.text) > MAX_LAYOUT for line in chunk) or _is_lone_rule(chunk):
        return False
    symbols, is_item = _symbols(chunk), bool(marker(chunk[0].text))
    if symbols >= 0.3 and not is_item:
        return len(chunk) > 1 or deeper >= 2 or symbols >= 0.5
    if _is_formal(chunk, deeper, symbols) or (not is_item and _is_spaced(chunk)):
        return True
    if is_item or deeper < 2 or _is_prose(chunk, symbols):
        return False
    return (is_led and not _stops(chunk)) or ((deeper >= 4 or is_beside) and symbols >= 0.05)


def mark_captions(lines: Sequence[Line]) -> None:
    """Marks as CAPTION the numbered lines directly above and below code."""
    for before, line, after in zip(lines, lines[1:], [*lines[2:], None], strict=False):
        is_near = before.kind is Kind.CODE or (after is not None and after.kind is Kind.CODE)
        is_own = line.kind is Kind.PARAGRAPH and line.blanks and not (after and after.joins)
        if is_near and is_own and line.indent > 3 and _CAPTION.match(line.text[:MAX_LAYOUT]):
            line.kind = Kind.CAPTION


def _is_lone_rule(chunk: Sequence[Line]) -> bool:
    return len(chunk) == 1 and bool(RULE.fullmatch(chunk[0].text))


def _symbols(chunk: Sequence[Line]) -> float:
    """The share of symbols, without the rule under a single line."""
    is_underlined = len(chunk) == 2 and RULE.fullmatch(chunk[1].text)
    return symbol_share(" ".join(line.text for line in chunk[: 1 if is_underlined else None]))


def _words(chunk: Sequence[Line]) -> float:
    """The words of a line, on average."""
    return sum(len(line.text.split()) for line in chunk) / len(chunk)


def _stops(chunk: Sequence[Line]) -> int:
    """How many lines end like a sentence."""
    return sum(line.text[-1] in ".!?" and line.text[-2:] != ".." for line in chunk)


def _is_formal(chunk: Sequence[Line], deeper: int, symbols: float) -> bool:
    """Whether a chunk is of numbers only, assigns a value, or follows a prompt."""
    if deeper >= 2 and not has_letter("".join(line.text for line in chunk)):
        return True
    if deeper >= 1 and _PROMPT.match(chunk[0].text):
        return True
    head = " ".join(line.text for line in chunk[:2])
    is_set_apart = deeper >= 1 or symbols >= 0.05
    return is_set_apart and bool(_ASSIGNED.match(head)) and _words(chunk) <= 14


def _is_spaced(chunk: Sequence[Line]) -> bool:
    """Whether wide gaps stand in the lines."""
    apart = sum(bool(_WIDE_GAP.search(line.text)) for line in chunk)
    is_torn = 3 * apart >= 2 * len(chunk) and _words(chunk) <= 8
    return is_torn or (len(chunk) > 1 and _has_columns(chunk))


def _has_columns(chunk: Sequence[Line]) -> bool:
    """Whether most lines have text after a wide gap at a common column."""
    columns: Counter[int] = Counter()
    wide = 0
    for line in chunk:
        gaps = [gap for gap in GAP.finditer(line.text) if line.text[gap.start() - 1] not in ".?!:"]
        wide += any(len(gap[0]) > 2 for gap in gaps)
        columns.update({line.indent + gap.end() for gap in gaps})
    most = max(columns.values(), default=0)
    return 3 * most >= 2 * len(chunk) and most >= 2 and (3 * wide >= len(chunk) or most >= 4)


def _is_prose(chunk: Sequence[Line], symbols: float) -> bool:
    """Whether a chunk right of the running text reads like sentences."""
    words, stops = _words(chunk), _stops(chunk)
    if words >= 6 and symbols < 0.1 and (stops or len(chunk) > 1):
        return True
    if stops == len(chunk) and words >= 4:
        return True
    return symbols < 0.1 and any(line.text.count(" ") >= 7 for line in chunk)
