"""Blocks of a text in AsciiDoc."""

from index.loaders.adoc.reader import Reader
from index.loaders.front_matter import front_matter_end
from index.loaders.markup.lines import read_lines
from index.loaders.markup.writer import Writer
from index.structure import Block, Kind


def adoc_blocks(text: str) -> list[Block]:
    """The blocks of a text in AsciiDoc, in order and without overlap.

    A heading's block is its words alone, and an item's begins after its marker. Not in any block
    are marks of headings, lists, tables and delimited blocks. Any text has some reading, but one
    of more than MAX_LINES lines has no blocks. Linear in time.
    """
    writer = Writer(text)
    position = front_matter_end(text)
    lines = read_lines(text, position)
    if position and lines:
        writer.add(0, position, Kind.ASIDE)
    Reader(lines, writer).read()
    return writer.finished()
