"""Elements of an HTML page: what sorts there are, and what is known of each that is met."""

import re
from dataclasses import dataclass

HEADINGS = frozenset("h1 h2 h3 h4 h5 h6".split())
LISTS = frozenset("ul ol menu dir".split())
DESCRIPTIONS = frozenset("dl details".split())
CODE = frozenset("pre xmp listing plaintext".split())
CELLS = frozenset("td th".split())
ROW_GROUPS = frozenset("thead tbody tfoot".split())
BLOCKS = (
    HEADINGS
    | LISTS
    | DESCRIPTIONS
    | CODE
    | CELLS
    | ROW_GROUPS
    | frozenset(
        """
        address article aside blockquote caption center dd dialog div dt fieldset figcaption figure
        footer header hgroup legend li main nav p search section summary table tr
        """.split()
    )
)
BREAKS = frozenset("hr form html head body frameset noframes optgroup".split())
"""Elements that end a block of text, and whose extent does not matter."""
UNSEEN = frozenset("template svg iframe object select button noscript datalist audio video".split())
NESTABLE = frozenset("template svg object".split())
"""Elements of UNSEEN that may hold one of their own name."""
BOLD = frozenset("b strong".split())
INLINE = BOLD | frozenset("a font big small span i".split())
"""Inline elements whose extent may matter."""

_ASIDES = frozenset("nav footer".split())
_ASIDE_ROLES = frozenset("navigation contentinfo search doc-toc".split())
_FOOTER = re.compile(r"(?<![^\s_-])footer(?![^\s_-])", re.IGNORECASE)


@dataclass(slots=True, eq=False)
class Link:
    """An <a> with a target."""

    is_local: bool
    """Whether it leads to a place on the same page."""
    is_neighbor: bool
    """Whether it leads to the next page or the like."""
    has_words: bool = False
    marks: int = 0
    """Characters in it that are neither letters, digits nor whitespace."""

    @property
    def is_anchor(self) -> bool:
        """Whether it is a mark beside a heading, for a link to it."""
        return self.is_local and not self.has_words and self.marks <= 2

    def read(self, text: str) -> None:
        """Takes a piece of the text in it."""
        if not self.has_words:
            self.has_words = any(map(str.isalnum, text))
            self.marks += sum(not mark.isspace() for mark in text)


@dataclass(slots=True, eq=False)
class Run:
    """A piece of text that is formatted alike."""

    text: str
    link: Link | None = None
    is_bold: bool = False
    is_small: bool = False


LINE_BREAK = Run("\n")
SPACE = Run(" ")


@dataclass(slots=True, eq=False)
class Node:
    """A block-level element."""

    tag: str
    heading: int = 0
    """Its level as a heading; 0 if it is none."""
    is_aside: bool = False
    has_h1: bool = False
    # Of a table:
    is_layout: bool = False
    has_headers: bool = False
    is_taken_apart: bool = False
    """Whether a cell holds blocks that a row has no room for."""
    widest: int = 0
    """Cells with text in the row that has most of them."""
    rows: int = 0
    # Of a row:
    number: int = 0
    data_cells: int = 0
    filled: int = 0
    # Of a cell:
    paragraphs: int = 0
    is_filled: bool = False
    # What it holds, as numbers of pieces:
    first: int = 0
    end: int = 0

    @property
    def has_rows(self) -> bool:
        """Whether it is a table of data and not one that places what is in its cells."""
        return self.widest > 1 and not self.is_layout and not self.is_taken_apart


BREAK = Node("")
Event = Node | Run | None
"""The start of an element, text, or the end of the innermost element."""


def new_node(name: str, attributes: dict[str, str]) -> Node:
    """The element that a start tag begins."""
    node = Node(name, _heading_level(name, attributes), _is_aside(name, attributes))
    node.is_layout = attributes.get("role") in ("presentation", "none")
    return node


def _heading_level(name: str, attributes: dict[str, str]) -> int:
    if name in HEADINGS:
        return int(name[1])
    if attributes.get("role") != "heading":
        return 0
    stated = attributes.get("aria-level", "").strip()
    return int(stated) if re.fullmatch("[1-9]", stated) else 2


def _is_aside(name: str, attributes: dict[str, str]) -> bool:
    return (
        name in _ASIDES
        or attributes.get("role") in _ASIDE_ROLES
        or (name == "div" and bool(_FOOTER.search(attributes.get("class", ""))))
        or is_hidden(attributes)
    )


def is_hidden(attributes: dict[str, str]) -> bool:
    """Whether an element is not shown."""
    return "hidden" in attributes or attributes.get("aria-hidden") == "true"
