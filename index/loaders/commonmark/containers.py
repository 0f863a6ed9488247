"""The quotes and list items that are open at a line of a Markdown text."""

from bisect import bisect_left
from dataclasses import dataclass

from index.loaders.commonmark.lines import Line


@dataclass(slots=True)
class _Container:
    width: int
    """Columns of an item's marker with the spaces around it; 0 for a quote."""
    is_fresh: bool = True
    """Whether nothing stands in it yet."""


class Containers:
    """A stack of quotes and items, the outermost first.

    What a line costs is bounded by its length and by what it closes: an open item takes two
    columns of a line that stands in it, and a quote takes its mark.
    """

    def __init__(self) -> None:
        self._stack: list[_Container] = []
        self._quotes: list[int] = []
        """Where quotes are in the stack."""
        self._headed: list[int] = []
        """Where quotes that a heading stands in are in the stack."""
        self._list = 0
        self._list_marker = ""

    def __len__(self) -> int:
        return len(self._stack)

    @property
    def is_in_quote(self) -> bool:
        """Whether a quotation is open."""
        return bool(self._quotes)

    @property
    def is_item(self) -> bool:
        """Whether the innermost container is an item."""
        return bool(self._stack) and self._stack[-1].width > 0

    @property
    def is_fresh(self) -> bool:
        """Whether nothing stands in the innermost container yet."""
        return bool(self._stack) and self._stack[-1].is_fresh

    @property
    def level(self) -> int:
        """How deep a block is nested in items and in quotes with a heading."""
        return self._item_count + len(self._headed)

    @property
    def list_number(self) -> int:
        """The number of the outermost list, from 1, or 0 outside of all lists."""
        return self._list if self._item_count else 0

    @property
    def _item_count(self) -> int:
        return len(self._stack) - len(self._quotes)

    def enter(self, line: Line) -> int:
        """Moves the line past the marks of containers that go on in it, and counts these.

        A blank line goes on with all of them up to the first quote whose mark it lacks.
        """
        quotes = matched = 0
        for container in self._stack:
            if line.is_over:
                following = self._quotes[quotes : quotes + 1]
                return following[0] if following else len(self._stack)
            if container.width:
                if line.indent < container.width:
                    break
                line.base += container.width
            else:
                if line.indent > 3 or line.mark != ">":
                    break
                line.skip_quote_mark()
                quotes += 1
            matched += 1
        return matched

    def open_quote(self) -> None:
        """Opens a quotation inside the innermost container."""
        self._quotes.append(len(self._stack))
        self._push(_Container(0))

    def open_item(self, marker: str, width: int, last_list: int | None) -> None:
        """Opens an item; outside of all lists it continues the last one or starts another.

        `last_list` is the list of the text's last block.
        """
        if not self._item_count:
            if last_list != self._list or marker[-1] != self._list_marker:
                self._list += 1
            self._list_marker = marker[-1]
        self._push(_Container(width))

    def fill(self) -> None:
        """Notes that something stands in the innermost container."""
        if self._stack:
            self._stack[-1].is_fresh = False

    def head(self) -> None:
        """Notes that a heading stands in the innermost container, if that is a quote."""
        top = len(self._stack) - 1
        if not self._stack[top].width and top not in self._headed[-1:]:
            self._headed.append(top)

    def close(self, depth: int) -> None:
        """Closes containers until `depth` of them are open."""
        if depth < len(self._stack):
            del self._stack[depth:]
            del self._quotes[bisect_left(self._quotes, depth) :]
            del self._headed[bisect_left(self._headed, depth) :]

    def _push(self, container: _Container) -> None:
        self.fill()
        self._stack.append(container)
