"""Titles, terms, paragraphs, and the literal text that a paragraph announces."""

from dataclasses import replace

from index.loaders.markup.lines import block_end, run_end
from index.loaders.rst.frames import Frame
from index.loaders.rst.marks import ADORNMENT, ATTRIBUTION, QUOTED
from index.loaders.rst.state import State
from index.structure import Kind

MIN_RULE = 4
"""Characters of a transition, and of a line below a title that is longer than it."""
MAX_TERM_CHARS = 200
MAX_WRAPPED_WORDS = 10
"""Of a term, if what is below it begins in lower case: more are a paragraph, badly indented."""


def read_title(state: State, at: int) -> int | None:
    """Adds the title that begins at a line, and passes over a transition."""
    mark = state.match(ADORNMENT, at)
    title = at + 1 if mark else at
    if mark and not state.goes_on(at + 1):
        return at + 1 if len(mark[0]) >= MIN_RULE else None
    if not state.frames.top.has_sections or not state.goes_on(title + 1):
        return None
    rule = state.match(ADORNMENT, title + 1)
    if not rule or rule[0] == "::" or (mark and rule[1] != mark[1]):
        return None
    line = state.lines[title]
    width, length = line.end - line.start, len(rule[0])
    if length < width and (length < MIN_RULE or 2 * length < width):  # no title but text
        return None
    if not mark and state.lines[title + 1].indent != line.indent:
        return None
    style = rule[1], mark is not None
    state.section = state.styles.setdefault(style, len(state.styles) + 1)
    state.writer.add_lines([line], Kind.HEADING, state.section)
    return title + 2


def read_text(state: State, at: int) -> int:
    """Adds a term, or a paragraph with the literal text that it announces."""
    line, top = state.lines[at], state.frames.top
    if term_end := _term_end(state, at):
        state.writer.add_lines(state.lines[at:term_end], Kind.TERM, top.level)
        top.first = None
        state.frames.push(Frame(line.indent + 1, top.level + 1, kind=top.kind))
        return term_end
    end = _announcing_end(state, at, run_end(state.lines, at + 1, line.indent))
    last = state.lines[end - 1]
    if _is_attribution(state, at):
        _attribute(state)
        state.writer.add(line.start, last.end, Kind.CAPTION, top.level)
        top.quoted_from = len(state.writer.blocks)
        return end
    is_announcing = state.text.endswith("::", line.start, last.end)
    if not is_announcing or last.end - line.start > 2:
        state.add_paragraph(line.start, last.end)
    return _read_literal(state, end, line.indent) if is_announcing else end


def _term_end(state: State, at: int) -> int:
    """The line after the terms that begin at a line; 0 if it is no term."""
    line = state.lines[at]
    first = at + 1
    while state.frames.top.is_glossary and state.goes_on(first):
        if state.lines[first].indent != line.indent:
            break
        first += 1
    if not state.goes_on(first) or not state.is_deeper(first, line.indent):
        return 0
    if line.end - line.start > MAX_TERM_CHARS or state.text.endswith("::", line.start, line.end):
        return 0
    is_wrapped = state.text[state.lines[first].start].islower()
    words = len(state.text[line.start : line.end].split())
    return 0 if is_wrapped and words > MAX_WRAPPED_WORDS else first


def _announcing_end(state: State, at: int, end: int) -> int:
    """The end of a paragraph, which is sooner where literal text begins without a blank line."""
    indent = state.lines[at].indent
    for number in range(at, end - 1):
        line = state.lines[number]
        if state.is_deeper(number + 1, indent) and state.text.endswith("::", line.start, line.end):
            return number + 1
    return end


def _read_literal(state: State, at: int, indent: int) -> int:
    """Adds literal text: further right than what announced it, or each line with the same mark."""
    lines, text = state.lines, state.text
    if state.is_deeper(at, indent):
        end = block_end(lines, at, indent + 1)
    else:
        end = at
        last = run_end(lines, at + 1, indent) if at < len(lines) else at
        if at < last and lines[at].indent == indent and text[lines[at].start] in QUOTED:
            while end < last and text[lines[end].start] == text[lines[at].start]:
                end += 1
    state.writer.add_code(lines[at:end], state.frames.top.level)
    return end


def _is_attribution(state: State, at: int) -> bool:
    quoted_from = state.frames.top.quoted_from
    if quoted_from is None or quoted_from >= len(state.writer.blocks):
        return False
    return state.lines[at].is_apart and state.match(ATTRIBUTION, at) is not None


def _attribute(state: State) -> None:
    """Makes quotations of the paragraphs that a line says the author of."""
    blocks, level = state.writer.blocks, state.frames.top.level
    for number in range(state.frames.top.quoted_from or 0, len(blocks)):
        block = blocks[number]
        if block.kind is Kind.PARAGRAPH and block.level == level:
            blocks[number] = replace(block, kind=Kind.QUOTE)
