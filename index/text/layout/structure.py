"""The blocks of a plain text, and the order of the steps that find them.

Each step marks lines that those before it left open. Text that shows no structure keeps the
paragraphs that `index.text.blocks` cuts.
"""

from collections.abc import Sequence
from itertools import islice

from index.structure import Block, Kind
from index.text.blocks import blocks
from index.text.layout.chunks import mark_chunks
from index.text.layout.contents import mark_contents
from index.text.layout.headings import mark_headings
from index.text.layout.lines import line_blocks, read_lines, take_known
from index.text.layout.markup import mark_markup
from index.text.layout.pages import split_running_heads
from index.text.layout.quotes import mark_quotes
from index.text.layout.signatures import mark_signature
from index.text.layout.tables import mark_tables

MAX_LINES = 250_000
"""A text of more lines keeps its paragraphs only, so that 5 MB never take more than seconds."""


def plain_blocks(text: str, known: Sequence[Block] = ()) -> list[Block]:
    """The blocks of a plain text. The time is linear in its length.

    `known`: headings and asides of one line each, for a text whose type tells them. No other
    headings and running heads are looked for then.
    """
    spans = list(blocks(text))
    lines = list(islice(read_lines(text), MAX_LINES + 1)) if len(spans) <= MAX_LINES else []
    if not 0 < len(lines) <= MAX_LINES:
        return [Block(start, end, Kind.PARAGRAPH) for start, end in spans]
    lines, running = take_known(lines, known) if known else split_running_heads(lines)
    mark_signature(lines)
    mark_contents(lines)
    mark_markup(lines)
    mark_quotes(lines)
    mark_tables(lines)
    if not known:
        mark_headings(lines)
    mark_chunks(lines, {start for start, _ in spans})
    return sorted([*line_blocks(lines), *running], key=lambda block: block.start)
