"""Blocks of a Markdown text."""

import re

from index.loaders.commonmark.lines import read_lines
from index.loaders.commonmark.outline import with_bold_headings, without_contents
from index.loaders.commonmark.reader import Reader
from index.loaders.front_matter import FRONT_MATTER
from index.structure import Block, Kind

_KEY = re.compile(r"""\s*(?:[#\[].*\s*)*+["']?[\w.-]+["']?[ \t]*[:=]|\s*\Z""")
"""The start of front matter. Between two rules at the top, there may as well be prose."""


def markdown_blocks(text: str) -> list[Block]:
    """The blocks of a Markdown text, in order and without overlap; any text has some reading.

    A heading's block is its words alone, and an item's begins after its marker. Not in any block
    are rules, fences, delimiter rows of tables, and HTML without visible text. Linear in time.
    """
    reader = Reader(text)
    writer = reader.writer
    matter = FRONT_MATTER.match(text)
    position = 0
    if matter and _KEY.match(matter[2]):
        position = matter.end()
        writer.add(0, position, Kind.ASIDE)
    for line in read_lines(text, position):
        reader.read(line)
    reader.close(0)
    return with_bold_headings(text, without_contents(text, writer.blocks, writer.lists))
