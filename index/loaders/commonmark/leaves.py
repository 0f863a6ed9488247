"""Marks of headings, code, tables, link references and callouts in lines of a Markdown text."""

import re
from collections.abc import Iterator, Sequence

from index.loaders.commonmark.html import is_visible

Span = tuple[int, int]

MAX_CODE_LINES = 20
"""Longer code is cut at its blank lines."""

HASHES = re.compile(r"(#{1,6})(?:[ \t]|\Z)")
UNDERLINE = re.compile(r"(?:=+|-+)\Z")
FENCE = re.compile(r"(?:(`{3,})[^`]*|(~{3,}).*)\Z")
CHECKBOX = re.compile(r"\[[ xX]\][ \t]+")
ALERT = re.compile(r"\[![A-Za-z][\w-]*\][-+]?\Z")
"""`[!NOTE]`, the first line of a quote that is a callout."""
DIV_FENCE = re.compile(r":{3,}[ \t]*(?:[\w-]+[ \t]*)?(?:\{[^{}]*\})?")
"""`:::note` or `::: {.note}`, what starts and ends a callout; a title may follow."""

_MARKER = re.compile(r"(?:[-+*]|[0-9]{1,9}[.)])(?=[ \t]|\Z)")
_DELIMITERS = re.compile(r"(?:-[-|:]|[|:][-|: \t])[-|: \t]*\Z")
_DELIMITER = re.compile(r"[ \t]*:?-+:?[ \t]*")
_PIPE = re.compile(r"\\.|(\|)")
_LABEL = r"\[(?!\^)(?:[^\[\]\\]|\\.){1,999}+\]:[ \t]*"
_TARGET = r"""(?:<[^<>]*>|[^\s<]\S*+)(?:[ \t]+(?:"[^"]*"|'[^']*'|\([^()]*\)))?\Z"""
_REFERENCE = re.compile(_LABEL + _TARGET)
"""A link reference definition. `[^1]: text` is a footnote, and its text is content."""
_REFERENCE_LABEL = re.compile(_LABEL + r"\Z")
_REFERENCE_TARGET = re.compile(_TARGET)
_BARE = re.compile(
    r"""!\[[^\[\]]*\](?:\([^()]*\)|\[[^\[\]]*\])?   # an image
    |   \[\s*\](?:\([^()]*\)|\[[^\[\]]*\])          # a link around one
    """,
    re.VERBOSE,
)
_PLACEHOLDER = re.compile(
    r"""\[\[?_?TOC_?\]\]?                                       # where contents are put in
    |   \{(?:%[^{}]*%|\{[^{}]*\}|[:\#][^{}]*)\}                 # a template's tag, attributes
    |   ^import\b[^;'"\n]*['"][^'"\n]*['"];?                    # MDX
    """,
    re.VERBOSE | re.MULTILINE,
)


def match_marker(text: str, start: int, end: int, is_in_text: bool) -> re.Match[str] | None:
    """The marker of an item, if it may start one there.

    A paragraph's next line starts only an item that is not empty and has the number 1 or none.
    """
    marker = _MARKER.match(text, start, end)
    if marker and is_in_text:
        is_first = not marker[0][0].isdigit() or marker[0][:-1] == "1"
        return marker if is_first and marker.end() < end else None
    return marker


def trim_heading(words: str) -> str:
    """A heading's words without the hashes and attributes that end it."""
    words = words.rstrip()
    without_hashes = words.rstrip("#")
    if not without_hashes or without_hashes[-1] in " \t":
        words = without_hashes.rstrip()
    brace = words.rfind("{")
    if words.endswith("}") and words[brace + 1 : brace + 2] in ("#", ".", ":"):
        words = words[:brace]
    return words


def is_table_head(header: str, delimiters: str) -> bool:
    """Whether two lines are the header row and the delimiter row of one table."""
    if "|" not in header or not _DELIMITERS.match(delimiters):
        return False
    columns = _trim_pipes(delimiters).split("|")
    if not all(map(_DELIMITER.fullmatch, columns)):
        return False
    return 1 + sum(1 for pipe in _PIPE.finditer(_trim_pipes(header)) if pipe[1]) == len(columns)


def _trim_pipes(row: str) -> str:
    row = row.strip(" \t").removeprefix("|")
    return row[:-1] if row.endswith("|") and not row.endswith("\\|") else row


def read_references(text: str, lines: Sequence[Span]) -> list[tuple[int, int]]:
    """First and last line of each link reference definition at a paragraph's start."""
    found = []
    first = 0
    while first < len(lines) and text[lines[first][0]] == "[":
        last = first
        if _REFERENCE_LABEL.match(text, *lines[first]):
            last += 1
            if last == len(lines) or not _REFERENCE_TARGET.match(text, *lines[last]):
                break
        elif not _REFERENCE.match(text, *lines[first]):
            break
        found.append((first, last))
        first = last + 1
    return found


def cut_code(lines: Sequence[Span]) -> Iterator[Span]:
    """Where code stands; long code is cut at its blank lines."""
    first = 0
    if len(lines) > MAX_CODE_LINES:
        for number, (start, end) in enumerate(lines):
            if start == end:
                if number > first:
                    yield lines[first][0], lines[number - 1][1]
                first = number + 1
    if first < len(lines):
        yield lines[first][0], lines[-1][1]


def is_bare(paragraph: str) -> bool:
    """Whether the paragraph is images, tags or a template's placeholders, without prose."""
    if paragraph.startswith(("!", "[!", "<")):
        return not is_visible(_BARE.sub("", _BARE.sub("", paragraph)))
    if paragraph.startswith(("[", "{", "import")):
        return not _PLACEHOLDER.sub("", paragraph).strip()
    return False
