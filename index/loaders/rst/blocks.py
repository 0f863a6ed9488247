"""Blocks of a text in reStructuredText."""

from index.loaders.front_matter import front_matter_end
from index.loaders.markup.lines import read_lines
from index.loaders.markup.writer import Writer
from index.loaders.rst.explicit import read_explicit
from index.loaders.rst.lists import (
    read_doctest,
    read_field,
    read_header,
    read_item,
    read_line_block,
    read_options,
)
from index.loaders.rst.paragraphs import read_text, read_title
from index.loaders.rst.state import State
from index.loaders.rst.tables import read_grid, read_simple
from index.structure import Block, Kind

_RULES = (
    read_item,
    read_field,
    read_options,
    read_doctest,
    read_line_block,
    read_explicit,
    read_title,
)
"""In the order of docutils, which takes the first that fits."""


def rst_blocks(text: str) -> list[Block]:
    """The blocks of a text in reStructuredText, in order and without overlap.

    A heading's block is its words alone, and an item's begins after its marker. Not in any block
    are the marks of headings and tables, and names of directives. Any text has some reading, but
    one of more than MAX_LINES lines has no blocks. Linear in time.
    """
    position = front_matter_end(text)
    state = State(read_lines(text, position), Writer(text))
    if position and state.lines:
        state.writer.add(0, position, Kind.ASIDE)
    at = read_header(state)
    while at < len(state.lines):
        at = _read(state, at)
    return state.writer.finished()


def _read(state: State, at: int) -> int:
    """Reads the block that begins at a line, and gives the line to go on with."""
    state.frames.enter(state.lines[at].indent, len(state.writer.blocks))
    for rule in _RULES:
        following = rule(state, at)
        if following is not None:
            return following
    level = state.frames.top.level
    end = read_grid(state.writer, state.lines, at, level)
    end = end or read_simple(state.writer, state.lines, at, level)
    return end or read_text(state, at)
