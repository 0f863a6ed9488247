"""What two dots begin: directives, footnotes, targets, substitutions and comments."""

from index.loaders.markup.csv import add_csv_rows
from index.loaders.markup.lines import Line, block_end, run_end
from index.loaders.rst.directives import (
    CODE,
    CODE_FROM_FIRST,
    LIST_TABLES,
    PROSE,
    QUOTES,
    SECTIONED,
    SKIPPED,
    TITLED,
    UNNAMED,
    VERSIONS,
    Head,
    is_object,
    option,
    read_head,
)
from index.loaders.rst.frames import Frame
from index.loaders.rst.marks import ANONYMOUS, DIRECTIVE, EXPLICIT, FOOTNOTE
from index.loaders.rst.state import State
from index.loaders.rst.tables import add_list_rows
from index.structure import Kind

MIN_WORDS = 3
"""Of the argument of an unknown directive that is text."""


def read_explicit(state: State, at: int) -> int | None:
    """Reads what begins with two dots at a line."""
    line = state.lines[at]
    if state.match(ANONYMOUS, at):
        return state.add_aside(at, run_end(state.lines, at + 1, line.indent + 1))
    dots = state.match(EXPLICIT, at)
    if not dots:
        return None
    text, start = state.text, dots.end()
    if note := FOOTNOTE.match(text, start, line.end):
        state.writer.add(start, note.end(), Kind.ASIDE, state.frames.top.level)
        return state.enter(at, note.end(), Frame(line.indent + 1, state.frames.top.level))
    if text.startswith("_", start, line.end):
        return state.add_aside(at, run_end(state.lines, at + 1, line.indent + 1))
    if directive := DIRECTIVE.match(text, start, line.end):
        return _read_directive(state, at, directive[1], directive.start(), directive.end())
    is_empty = start >= line.end and (at + 1 == len(state.lines) or state.lines[at + 1].is_apart)
    end = at + 1 if is_empty else block_end(state.lines, at + 1, line.indent + 1)
    return state.add_aside(at, end)


def _read_directive(state: State, at: int, name: str, start: int, end: int) -> int:
    """Reads a directive. `start` and `end`: where its name begins, and its argument."""
    line = state.lines[at]
    known = name.lower()
    if known in SKIPPED:
        return state.add_aside(at, block_end(state.lines, at + 1, line.indent + 1))
    if known in CODE:
        return _read_code(state, at, known, end)
    level = state.frames.top.level
    frame = Frame(line.indent + 1, level, kind=state.frames.top.kind)
    if known.replace("-", "").startswith(VERSIONS):
        if state.is_deeper(at + 1, line.indent):
            state.lines[at + 1].is_apart = False
        return state.enter(at, start, frame)
    if known in PROSE and end < line.end:
        return state.enter(at, end, frame)
    head = read_head(state.text, state.lines, at, end, is_long=True)
    if known in LIST_TABLES or known == "csv-table":
        return _read_table(state, head, known, line.indent)
    frame.has_sections = known in SECTIONED and state.frames.top.has_sections
    frame.is_glossary = known == "glossary"
    frame.first = Kind.CAPTION if known == "figure" else None
    if known in QUOTES:
        frame.kind = Kind.QUOTE
    kind = _argument_kind(state, known, head, line.indent)
    frame.level += kind is Kind.TERM
    if kind is Kind.HEADING:
        state.writer.add(head.start, head.end, kind, state.section + 1)
    else:
        state.writer.add(head.start, head.end, kind, level)
    _add_options(state, head)
    state.frames.push(frame)
    return head.first


def _argument_kind(state: State, name: str, head: Head, indent: int) -> Kind:
    """What the argument of a directive is."""
    if name == "rubric":
        return Kind.HEADING if state.frames.top.has_sections else Kind.CAPTION
    if name == "table":
        return Kind.CAPTION
    if name in UNNAMED or name in PROSE or head.start == head.end:
        return Kind.ASIDE
    if is_object(name):
        return Kind.TERM
    if state.is_deeper(head.first, indent):
        is_label = state.text[head.end - 1 : head.end] not in (".", "!", "?")
        return Kind.TERM if name in TITLED or is_label else Kind.PARAGRAPH
    words = len(state.text[head.start : head.end].split())
    is_text = words >= MIN_WORDS and not name.startswith("auto")
    return Kind.PARAGRAPH if is_text else Kind.ASIDE


def _add_options(state: State, head: Head) -> None:
    """Adds the options as no text, but for a caption."""
    for name, start, end in head.options:
        kind = Kind.CAPTION if name == "caption" else Kind.ASIDE
        begin = start if name == "caption" else state.text.rfind(":" + name, 0, start)
        state.writer.add(begin, end, kind, state.frames.top.level)


def _read_code(state: State, at: int, name: str, start: int) -> int:
    """Adds the code in a directive, and its caption."""
    line = state.lines[at]
    head = read_head(state.text, state.lines, at, start, is_long=False)
    code: list[Line] = []
    if name in CODE_FROM_FIRST and head.start < head.end:
        code.append(Line(head.start, head.end, line.indent, is_apart=True))
    if head.options:
        state.writer.add_code(code, state.frames.top.level)
        _add_options(state, head)
        code = []
    end = block_end(state.lines, head.first, line.indent + 1)
    state.writer.add_code([*code, *state.lines[head.first : end]], state.frames.top.level)
    return end


def _read_table(state: State, head: Head, name: str, indent: int) -> int:
    """Adds a table that is a list of lists or CSV: its title and its rows."""
    level = state.frames.top.level
    state.writer.add(head.start, head.end, Kind.CAPTION, level)
    for key, start, end in head.options:
        kind = Kind.HEADER if key == "header" else Kind.ASIDE
        begin = start if key == "header" else state.text.rfind(":" + key, 0, start)
        state.writer.add(begin, end, kind, level)
    end = block_end(state.lines, head.first, indent + 1)
    stated = option(head, state.text, "header-rows").strip()
    heads = int(stated) if stated.isdecimal() and len(stated) == 1 else 0
    add_rows = add_csv_rows if name == "csv-table" else add_list_rows
    add_rows(state.writer, state.lines[head.first : end], heads, level)
    return end
