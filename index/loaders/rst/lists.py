"""Items, fields, options of programs, and lines that are kept apart."""

from index.loaders.markup.lines import columns, run_end
from index.loaders.rst.directives import METADATA
from index.loaders.rst.frames import Frame
from index.loaders.rst.marks import (
    BULLET,
    DOCTEST,
    ENUMERATOR,
    FIELD,
    HEADER,
    LINE_BLOCK,
    OPTIONS,
)
from index.loaders.rst.state import State
from index.structure import Kind

MAX_METADATA = 20
"""Blocks at the top of a file that are looked through for other text than Sphinx's fields."""


def read_item(state: State, at: int) -> int | None:
    """Opens the item that begins in a line. Like the other rules it gives the line to go on with,
    which may be the rest of this one, or None if the line is something else."""
    marker = state.match(BULLET, at)
    if not marker:
        marker = state.match(ENUMERATOR, at)
        if not marker or not _is_enumerated(state, at):
            return None
    line, top = state.lines[at], state.frames.top
    column = line.indent + columns(marker[0], line.indent)
    frame = Frame(line.indent + 1, top.level + 1, kind=top.kind, first=Kind.ITEM)
    return state.enter(at, marker.end(), frame, column)


def _is_enumerated(state: State, at: int) -> bool:
    """Whether a line that begins like "A. Smith" is no first line of a paragraph."""
    if at + 1 == len(state.lines) or state.lines[at + 1].is_apart:
        return True
    if state.lines[at + 1].indent != state.lines[at].indent:
        return True
    return bool(state.match(ENUMERATOR, at + 1))


def read_field(state: State, at: int) -> int | None:
    """Opens the description of a field that begins in a line."""
    field = state.match(FIELD, at)
    if not field:
        return None
    line, level = state.lines[at], state.frames.top.level
    above = state.writer.blocks[:MAX_METADATA]
    if field[1] in METADATA and all(each.kind is Kind.ASIDE for each in above):
        return state.add_aside(at, at + 1)
    if field.end() >= line.end and not state.is_deeper(at + 1, line.indent):
        state.writer.add(*field.span(1), Kind.ITEM, level + 1)
        return at + 1
    state.writer.add(*field.span(1), Kind.TERM, level)
    return state.enter(at, field.end(), Frame(line.indent + 1, level + 1))


def read_header(state: State) -> int:
    """Adds the header at the top of a proposal for Python, and gives the line after it."""
    end = run_end(state.lines, 1, 0)
    if not state.lines or not state.text.startswith("PEP:", state.lines[0].start):
        return 0
    at = 0
    while at < end:
        following = run_end(state.lines[:end], at + 1, 1)
        field, start = state.match(HEADER, at), state.lines[at].start
        if field:
            state.writer.add(*field.span(1), Kind.TERM)
            start = field.end()
        state.writer.add(start, state.lines[following - 1].end, Kind.PARAGRAPH, 1)
        at = following
    return end


def read_options(state: State, at: int) -> int | None:
    """Opens the description of options that begin in a line."""
    options = state.match(OPTIONS, at)
    line, level = state.lines[at], state.frames.top.level
    if not options or (options.end() >= line.end and not state.is_deeper(at + 1, line.indent)):
        return None
    state.writer.add(*options.span(1), Kind.TERM, level)
    return state.enter(at, options.end(), Frame(line.indent + 1, level + 1))


def read_doctest(state: State, at: int) -> int | None:
    """Adds lines of a session with an interpreter."""
    if not state.match(DOCTEST, at):
        return None
    end = run_end(state.lines, at + 1, 0)
    state.writer.add_code(state.lines[at:end], state.frames.top.level)
    return end


def read_line_block(state: State, at: int) -> int | None:
    """Adds lines with a bar before each, as paragraphs."""
    if not state.match(LINE_BLOCK, at):
        return None
    end = run_end(state.lines, at + 1, state.lines[at].indent)
    start = 0
    for number in range(at, end):
        if bar := state.match(LINE_BLOCK, number):
            if number > at:
                state.add_paragraph(start, state.lines[number - 1].end)
            start = bar.end()
    state.add_paragraph(start, state.lines[end - 1].end)
    return end
