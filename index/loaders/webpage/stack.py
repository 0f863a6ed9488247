"""The stack of open block-level elements of an HTML page."""

from index.loaders.webpage.elements import BLOCKS, CELLS, HEADINGS, LISTS, ROW_GROUPS, Node


class OpenElements:
    """The open elements, outermost first, and where those of each sort are.

    A sort is a tag's name, or "heading", "list", "cell", "row group", or "role" for an inline
    element with the role of a heading.
    """

    def __init__(self) -> None:
        self._nodes: list[Node] = []
        self._places: dict[str, list[int]] = {}

    def __len__(self) -> int:
        return len(self._nodes)

    @property
    def innermost(self) -> Node | None:
        """The innermost of all; None if none is open."""
        return self._nodes[-1] if self._nodes else None

    def push(self, node: Node) -> None:
        """Opens an element."""
        for sort in _sorts(node.tag):
            self._places.setdefault(sort, []).append(len(self._nodes))
        self._nodes.append(node)

    def pop(self) -> None:
        """Closes the innermost element."""
        for sort in _sorts(self._nodes.pop().tag):
            self._places[sort].pop()

    def place(self, sort: str) -> int:
        """How many elements are around the innermost of a sort; -1 if none is open."""
        places = self._places.get(sort)
        return places[-1] if places else -1

    def place_within(self, sort: str, *scopes: str) -> int:
        """The same, but -1 as well if an element of one of the other sorts is between."""
        place = self.place(sort)
        return -1 if any(self.place(scope) > place for scope in scopes) else place

    def last(self, sort: str) -> Node | None:
        """The innermost element of a sort; None if none is open."""
        places = self._places.get(sort)
        return self._nodes[places[-1]] if places else None

    def set_h1(self) -> None:
        """Marks all open headers as such that hold a heading of level 1."""
        for place in reversed(self._places.get("header", [])):
            if self._nodes[place].has_h1:
                break
            self._nodes[place].has_h1 = True


def _sorts(name: str) -> tuple[str, ...]:
    if name in HEADINGS:
        return (name, "heading")
    if name in LISTS:
        return (name, "list")
    if name in CELLS:
        return (name, "cell")
    if name in ROW_GROUPS:
        return (name, "row group")
    return (name,) if name in BLOCKS else (name, "role")
