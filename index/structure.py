"""What a document is made of: blocks, each of a kind."""

from dataclasses import dataclass
from enum import StrEnum


class Kind(StrEnum):
    """What a block of a document is."""

    HEADING = "heading"
    PARAGRAPH = "paragraph"
    ITEM = "item"
    """Of a list."""
    TERM = "term"
    """What the blocks below it describe: an option, a word of a glossary."""
    CODE = "code"
    HEADER = "header"
    """The row that names a table's columns."""
    ROW = "row"
    QUOTE = "quote"
    """What another person or document said."""
    CAPTION = "caption"
    ASIDE = "aside"
    """Navigation, contents, a running head, a page number, front matter: neither searched nor
    cited."""


UNCITED = frozenset({Kind.HEADING, Kind.TERM, Kind.HEADER})
"""What is searched and read with what stands below it, and is never an answer by itself."""


@dataclass(frozen=True, slots=True)
class Block:
    """A stretch of a document's text that no sentence crosses, without surrounding whitespace."""

    start: int
    end: int
    kind: Kind
    level: int = 0
    """Of a heading, from 1 for the outermost. Of any other block, how deep it is nested in lists
    or descriptions: 1 for an item of a list, or for what describes a term; 2 for what is nested in
    those; 0 outside of both. A term has the level of the list it stands in, less 1."""
