"""What stands above each block of a document: headings, terms, and lines that introduce a list."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field

from index.structure import Block, Kind

MAX_LABEL_CHARS = 200
"""Of one entry of a path. A longer heading is cut; a longer line introduces nothing."""
MAX_INTRODUCING_CHARS = 600
"""A longer block introduces nothing."""
MAX_PARENT_CHARS = 100
"""A longer item is no heading for those nested in it, unless it ends with a colon."""
MAX_DEPTH = 12
"""Entries of a path; of a longer one the innermost are kept."""

# What stands above a block, by depth: of one level an item, then a paragraph that introduces
# something, then a term. A block ends what is as deep as it or deeper: an item ends all of its own
# level, a paragraph what a paragraph introduced, and code, rows, quotations and terms are
# introduced, and end a term.
_DEPTHS = 3
_LEAD = 1
_TERM = 2
_END = {Kind.ITEM: 0, Kind.PARAGRAPH: _LEAD, Kind.CAPTION: _LEAD}

_CHILDLESS = frozenset({Kind.CODE, Kind.ROW, Kind.QUOTE, Kind.CAPTION})

_MARKUP = re.compile(r"<[^<>]{1,200}>|\]\([^()\s]{0,300}\)|!?\[(?=[^\[\]]*\]\()|\*\*|`")

Path = tuple[str, ...]


def outline(text: str, blocks: Iterable[Block]) -> list[tuple[Block, Path]]:
    """Each block with the entries above it, outermost first. Their words stand in `text`."""
    reader = _Outline(text)
    return [(block, reader.place(block)) for block in blocks]


def label(text: str) -> str:
    """A heading or term as an entry of a path: in one line, without Markdown's and HTML's marks."""
    return " ".join(_MARKUP.sub("", text).split())


@dataclass(slots=True)
class _Outline:
    """What stands above the next block."""

    text: str
    headings: list[tuple[int, str]] = field(default_factory=list)
    """Each with its level."""
    parents: list[tuple[int, str]] = field(default_factory=list)
    """Terms, items and lines that introduce what follows, each with its depth, outermost first."""
    header: str = ""
    """The columns of the table."""

    def place(self, block: Block) -> Path:
        """The path of the next block, which may then stand above others."""
        if block.kind is Kind.ASIDE:
            return ()
        if block.kind is Kind.HEADING:
            return self._place_heading(block)
        depth = _DEPTHS * block.level + _END.get(block.kind, _TERM)
        while self.parents and self.parents[-1][0] >= depth:
            self.parents.pop()
        if block.kind is not Kind.ROW:
            self.header = ""
        entries = [entry for _, entry in (*self.headings, *self.parents)]
        if self.header:
            entries.append(self.header)
        self._pass(block)
        return tuple(entry[:MAX_LABEL_CHARS] for entry in entries[-MAX_DEPTH:])

    def _place_heading(self, block: Block) -> Path:
        self.parents, self.header = [], ""
        while self.headings and self.headings[-1][0] >= block.level:
            self.headings.pop()
        above = tuple(entry for _, entry in self.headings[-MAX_DEPTH:])
        if entry := label(self.text[block.start : block.end])[:MAX_LABEL_CHARS]:
            self.headings.append((block.level, entry))
        return above

    def _pass(self, block: Block) -> None:
        """Takes in a block that others may stand below."""
        length = block.end - block.start
        if block.kind in _CHILDLESS or length > MAX_INTRODUCING_CHARS:
            return
        entry = label(self.text[block.start : block.end])
        if block.kind is Kind.HEADER:
            self.header = entry
        elif block.kind is Kind.PARAGRAPH:
            if entry.endswith(":"):
                self.parents.append((_DEPTHS * block.level + _LEAD, _last_sentence(entry)))
        elif block.kind is Kind.TERM:
            self.parents.append((_DEPTHS * block.level + _TERM, entry))
        elif entry.endswith(":"):
            self.parents.append((_DEPTHS * block.level, _last_sentence(entry)))
        elif length <= MAX_PARENT_CHARS:
            self.parents.append((_DEPTHS * block.level, entry))


def _last_sentence(entry: str) -> str:
    return re.split(r"(?<=[.!?]) (?=[A-Z`\"'(])", entry)[-1]
