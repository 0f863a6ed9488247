"""Prose, and the blocks that a text is made of, with their own text."""

from index.text.layout.structure import plain_blocks

PROSE = "The committee met in the old town hall and agreed on the budget of the coming year."
WRAPPED = (
    "   The server keeps the state of every session in memory, and it writes\n"
    "   that state to disk whenever a client leaves.\n"
)


def kinds(text):
    return [(block.kind, text[block.start : block.end]) for block in plain_blocks(text)]


def leveled(text, kind):
    return [(b.level, text[b.start : b.end]) for b in plain_blocks(text) if b.kind is kind]


def of(text, kind):
    return [found for k, found in kinds(text) if k is kind]
