"""Terms, and what describes them: beside a term, below it, or below a blank line."""

import re
from collections.abc import Sequence
from itertools import zip_longest

from index.structure import Kind
from index.text.layout.lines import MAX_LAYOUT, Line
from index.text.layout.marks import (
    CLOSED,
    GAP,
    MAX_HEADING_WORDS,
    MIN_TOGETHER,
    has_content,
    has_sentence_end,
    marker,
    symbol_share,
)

MAX_TERM_CHARS = 40
"""Of a term with its description beside it."""
MAX_TERM_WORDS = 4
"""Of a term with its description directly below it."""

_OPTION = re.compile(r"[-+]{1,2}[\w?]|/[\w?]\b")
_FORMULA = "=/|;{}+<"
"""No description begins with these."""

Chunk = tuple[int, int]


def usual_width(lines: Sequence[Line]) -> int:
    """The column that wrapped lines reach."""
    ends = sorted(line.indent + len(line.text) for line in lines if len(line.text) < 120)
    return ends[len(ends) * 9 // 10] if ends else 0


def is_full(line: Line, following: Line, width: int) -> bool:
    """Whether the line had no room for the next word."""
    word = following.text[:20].split(None, 1)[0]
    return line.indent + len(line.text) + 1 + len(word) > 0.9 * width


# Beside a term


def described_chunks(lines: Sequence[Line], chunks: Sequence[Chunk]) -> dict[int, int]:
    """The columns of the descriptions in chunks that have some, by the chunk's first line."""
    columns = [_description_column(lines[first]) for first, _ in chunks]
    neighbours = zip([0, *columns], [*columns[1:], 0], strict=False)
    found = {}
    for (first, last), column, near in zip(chunks, columns, neighbours, strict=False):
        if column and _is_description(lines[first:last], column, column in near):
            found[first] = column
    return found


def mark_descriptions(chunk: Sequence[Line], column: int, level: int) -> None:
    """Marks a chunk of terms and of descriptions at the column. `level`: of the descriptions."""
    indent = chunk[0].indent
    is_below_term = False
    for line in chunk:
        line.level = level
        if not _has_term(line, indent, column):
            line.kind, line.joins = Kind.PARAGRAPH, not is_below_term
        elif gap := GAP.search(line.text):
            line.kind = Kind.PARAGRAPH
            line.term_end, line.cut = line.start + gap.start(), line.start + gap.end()
        else:
            line.kind, line.level = Kind.TERM, level - 1
        is_below_term = line.kind is Kind.TERM


def _has_term(line: Line, indent: int, column: int) -> bool:
    """Whether the line begins with a term: at the indent of the others, or further right for an
    option that has no short form above it."""
    if line.indent == indent:
        return True
    gap = GAP.search(line.text) if _OPTION.match(line.text) else None
    return gap is not None and line.indent + gap.end() == column


def _description_column(line: Line) -> int:
    """The column of the description, if the line has a term and one; else 0."""
    if len(line.text) > MAX_LAYOUT or marker(line.text):
        return 0
    gap = GAP.search(line.text)
    if not gap or gap.start() > MAX_TERM_CHARS:
        return 0
    return line.indent + len(line.text[: gap.end()].expandtabs())


def _is_description(chunk: Sequence[Line], column: int, has_neighbour: bool) -> bool:
    """Whether all lines have a term and, at a common column, enough words for a description."""
    if not _is_aligned(chunk, column) or any(symbol_share(line.text) > 0.3 for line in chunk):
        return False
    indent = chunk[0].indent
    terms = sum(_has_term(line, indent, column) for line in chunk)
    words = sum(_description_words(line, indent, column) for line in chunk)
    if terms < len(chunk):
        return words >= 3 * terms
    is_option = bool(_OPTION.match(chunk[0].text))
    if len(chunk) == 1:
        return is_option or (has_neighbour and words >= 2)
    return words >= (1 if is_option else 4) * terms


def _description_words(line: Line, indent: int, column: int) -> int:
    if not _has_term(line, indent, column):
        return len(line.text.split())
    gap = GAP.search(line.text)
    return len(line.text[gap.end() :].split()) if gap else 0


def _is_aligned(chunk: Sequence[Line], column: int) -> bool:
    """Whether terms begin at the first line's indent, and descriptions at the column."""
    indent = chunk[0].indent
    may_have_cells = len(chunk) == 1  # else lines with several gaps are rows of a table
    for line, following in zip_longest(chunk, chunk[1:]):
        if len(line.text) > MAX_LAYOUT or line.indent < indent:
            return False
        if not _has_term(line, indent, column):
            may_have_cells = True
            if abs(line.indent - column) > 1 or line.text[0] in _FORMULA:
                return False
        elif gap := GAP.search(line.text):
            if line.indent + gap.end() != column:
                return False
            rest = line.text[gap.end() :]
            if rest[0] in _FORMULA or not (may_have_cells or len(GAP.findall(rest)) < 2):
                return False
        elif following is None or following.indent <= indent:
            return False
    return True


# Below a blank line


def terms_apart(lines: Sequence[Line], chunks: Sequence[Chunk]) -> set[int]:
    """The lines that are terms, if several are, each described below a blank line."""
    lone = (first for first, last in chunks if last - first == 1)
    found = {index for index in lone if _is_term_apart(lines[index], lines[index + 1 : index + 2])}
    return found if len(found) >= MIN_TOGETHER else set()


def _is_term_apart(line: Line, below: Sequence[Line]) -> bool:
    """Whether a short line is described by a paragraph further right, below a blank line."""
    if not below or not _is_text(below[0]) or len(line.text.split()) > MAX_HEADING_WORDS:
        return False
    if below[0].blanks != 1 or below[0].indent < line.indent + 2 or marker(line.text):
        return False
    is_label = line.text[-1] not in CLOSED and symbol_share(line.text) < 0.2
    return is_label and (line.text[-1] != ":" or line.text.count(" ") < 3)


def _is_text(line: Line) -> bool:
    is_long = len(line.text.split()) >= 6
    return line.is_open and is_long and symbol_share(line.text) < 0.1 and not marker(line.text)


# Directly below a term


def leading_terms(chunk: Sequence[Line], width: int) -> list[bool]:
    """Of each line, whether it is a term that the lines below it, further right, describe.

    `width`: the column that wrapped lines reach.
    """
    leads = [False] * len(chunk)
    for number in range(len(chunk) - 2, -1, -1):
        line, following = chunk[number], chunk[number + 1]
        if len(line.text) > MAX_LAYOUT or marker(line.text):
            continue
        is_option = bool(_OPTION.match(line.text))
        if following.indent == line.indent:
            is_more = leads[number + 1] and bool(_OPTION.match(following.text))
            leads[number] = is_option and is_more
        elif _may_describe(following, line):
            # A line in the middle of a paragraph is no term.
            is_first = number == 0 or chunk[number - 1].indent > line.indent
            is_term = is_first and _is_short_term(line.text) and not is_full(line, following, width)
            leads[number] = is_option or is_term
    return leads


def _may_describe(line: Line, term: Line) -> bool:
    if line.indent < term.indent + 2 or line.text[0] in _FORMULA:  # the rest of a formula
        return False
    return not marker(line.text[:MAX_LAYOUT])


def _is_short_term(text: str) -> bool:
    is_short = len(text.split()) <= MAX_TERM_WORDS and text[-1] not in CLOSED + "{|\\"
    return is_short and has_content(text) and not has_sentence_end(text)
