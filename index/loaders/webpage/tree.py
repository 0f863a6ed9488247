"""The block-level elements of an HTML page and its texts, in order."""

from index.loaders.webpage.elements import (
    BLOCKS,
    BREAK,
    BREAKS,
    CELLS,
    HEADINGS,
    INLINE,
    LINE_BREAK,
    NESTABLE,
    ROW_GROUPS,
    SPACE,
    UNSEEN,
    Event,
    Node,
    new_node,
)
from index.loaders.webpage.inline import Formatting
from index.loaders.webpage.metadata import Metadata
from index.loaders.webpage.stack import OpenElements
from index.loaders.webpage.tokens import Tag, read_tokens

TAKEN_APART = frozenset("ul ol dl pre blockquote figure table".split()) | HEADINGS
"""Elements that a row of a table has no room for."""

_ENDED = {
    **dict.fromkeys(CELLS, (("cell", "table"),)),
    "tr": (("cell", "table"), ("tr", "table")),
    **dict.fromkeys(
        ROW_GROUPS | {"caption"},
        (("tr", "table"), ("row group", "table"), ("p", "table", "cell")),
    ),
    "li": (("p", "table", "cell"), ("li", "list", "cell")),
    **dict.fromkeys(
        ("dt", "dd"), (("p", "table", "cell"), ("dt", "dl", "cell"), ("dd", "dl", "cell"))
    ),
}
"""What a start tag ends, if it has no end tag: a sort of elements, and those that stop the search
for one. Any other block ends a paragraph."""
_PARAGRAPH = (("p", "table", "cell"),)

_SCOPES = {
    "table": (),
    **dict.fromkeys(CELLS | ROW_GROUPS | {"tr", "caption"}, ("table",)),
    "li": ("list", "cell"),
    **dict.fromkeys(("dt", "dd"), ("dl", "cell")),
}
"""What stops the search for the element that an end tag ends."""


def read_tree(html: str) -> tuple[list[Event], Metadata]:
    """The events of a page, and what it states about itself. Linear in time."""
    tree = _Tree()
    for token in read_tokens(html):
        if isinstance(token, str):
            tree.add_text(token)
        elif token.is_end:
            tree.end(token.name)
        else:
            tree.start(token)
    tree.close(0)
    return tree.events, tree.metadata


class _Tree:
    """Builds the events from tokens."""

    def __init__(self) -> None:
        self.events: list[Event] = []
        self.metadata = Metadata()
        self._open = OpenElements()
        self._formatting = Formatting()
        self._unseen: list[str] = []
        """The open element that is not shown, and those of its name in it."""

    def add_text(self, text: str) -> None:
        if self._unseen or self._formatting.is_hidden:
            return
        self.metadata.read_text(text)
        self.events.append(self._formatting.format(text))
        if text.strip():
            self._fill_cell()

    def _fill_cell(self) -> None:
        cell, row, table = map(self._open.last, ("cell", "tr", "table"))
        if not cell or not row or not table or cell.is_filled:
            return
        if self._open.place_within("tr", "table") >= 0:
            cell.is_filled = True
            row.filled += 1
            table.widest = max(table.widest, row.filled)

    def start(self, tag: Tag) -> None:
        name = tag.name
        self.metadata.read_start(tag, is_seen=not self._unseen)
        if self._unseen:
            if name == self._unseen[0] and name in NESTABLE and not tag.is_empty:
                self._unseen.append(name)
        elif name in UNSEEN:
            self._start_unseen(tag)
        elif name == "br":
            self.events.append(LINE_BREAK)
        elif name in BREAKS:
            self._close_sort("p")
            self._break()
        elif name in BLOCKS or (tag.attributes.get("role") == "heading" and not tag.is_empty):
            self._start_block(tag)
        elif name in INLINE and not tag.is_empty:
            self._formatting.start(name, tag.attributes, len(self._open))

    def _start_unseen(self, tag: Tag) -> None:
        is_label = self._open.place("heading") >= 0 or self._open.place("dt") >= 0
        is_shown = tag.name == "button" and is_label
        if not is_shown and not tag.is_empty:
            self._unseen.append(tag.name)
            self.events.append(SPACE)

    def _break(self) -> None:
        self.events += (BREAK, None)

    def _start_block(self, tag: Tag) -> None:
        self._end_implied(tag.name)
        if tag.is_empty:
            self._break()
            return
        node = new_node(tag.name, tag.attributes)
        if table := self._open.last("table"):
            self._note_in_table(table, node)
        self._open.push(node)
        self.events.append(node)
        if node.heading == 1:
            self._open.set_h1()

    def _end_implied(self, name: str) -> None:
        """Closes what has no end tag before a start tag."""
        for sort, *scopes in _ENDED.get(name, _PARAGRAPH):
            self._close_sort(sort, *scopes)
        innermost = self._open.innermost
        if name in HEADINGS and innermost and innermost.tag in HEADINGS:
            self.close(len(self._open) - 1)

    def _note_in_table(self, table: Node, node: Node) -> None:
        cell = self._open.last("cell") if self._open.place_within("cell", "table") >= 0 else None
        if node.tag == "tr":
            node.number = table.rows
            table.rows += 1
        elif node.tag in CELLS and (row := self._open.last("tr")):
            row.data_cells += node.tag == "td"
            table.has_headers |= node.tag == "th"
        elif cell and (node.tag == "table" or node.heading):
            table.is_layout = True
        elif cell and node.tag in TAKEN_APART:
            table.is_taken_apart = True
        elif cell and node.tag == "p":
            cell.paragraphs += 1
            table.is_taken_apart |= cell.paragraphs > 1

    def end(self, name: str) -> None:
        self.metadata.read_end(name)
        if self._unseen:
            if name == self._unseen[0]:
                self._unseen.pop()
        elif name in BLOCKS:
            sort = "heading" if name in HEADINGS else name
            if not self._close_sort(sort, *_SCOPES.get(name, ("table", "cell"))):
                self._break()
        elif name in BREAKS:
            self._break()
        elif name == "br":
            self.events.append(LINE_BREAK)
        elif self._is_innermost(name):
            self.close(len(self._open) - 1)
        elif name in INLINE:
            self._formatting.end(name)

    def _is_innermost(self, name: str) -> bool:
        """Whether an inline element with the role of a heading ends, and none of its name in it."""
        innermost = self._open.innermost
        is_role = self._open.place("role") >= 0 and innermost and innermost.tag == name
        return bool(is_role) and not self._formatting.is_open_at(name, len(self._open))

    def _close_sort(self, sort: str, *scopes: str) -> bool:
        """Closes the innermost open element of a sort and all within it, if any is in scope."""
        place = self._open.place_within(sort, *scopes)
        if place >= 0:
            self.close(place)
        return place >= 0

    def close(self, depth: int) -> None:
        """Closes elements until `depth` of them are open, and what is inline in them."""
        while len(self._open) > depth:
            self._open.pop()
            self.events.append(None)
        self._formatting.end_below(depth)
