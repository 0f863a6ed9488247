"""Blocks of a Markdown text."""

from index.loaders.commonmark.lines import read_lines
from index.loaders.commonmark.outline import with_bold_headings, without_contents
from index.loaders.commonmark.reader import Reader
from index.loaders.front_matter import front_matter_end
from index.structure import Block, Kind


def markdown_blocks(text: str) -> list[Block]:
    """The blocks of a Markdown text, in order and without overlap; any text has some reading.

    A heading's block is its words alone, and an item's begins after its marker. Not in any block
    are rules, fences, delimiter rows of tables, and HTML without visible text. Linear in time.
    """
    reader = Reader(text)
    writer = reader.writer
    position = front_matter_end(text)
    if position:
        writer.add(0, position, Kind.ASIDE)
    for line in read_lines(text, position):
        reader.read(line)
    reader.close(0)
    return with_bold_headings(text, without_contents(text, writer.blocks, writer.lists))
