"""The delimited blocks and lists that are open at a line."""

from dataclasses import dataclass, field

from index.structure import Kind


@dataclass(slots=True)
class _Container:
    delimiter: str
    level: int
    """Of what stands in it, outside of its lists."""
    kind: Kind
    """Of its paragraphs."""
    lists: list[str] = field(default_factory=list)
    """The kinds of markers of the lists that are open, the outermost first."""


class Containers:
    """A stack of delimited blocks, each with its lists; the outermost is the document."""

    def __init__(self) -> None:
        self._stack = [_Container("", 0, Kind.PARAGRAPH)]
        self._depths: dict[str, list[int]] = {}
        """Where blocks with such a delimiter are in the stack."""

    @property
    def is_outermost(self) -> bool:
        """Whether no delimited block is open."""
        return len(self._stack) == 1

    @property
    def is_in_list(self) -> bool:
        """Whether a list is open in the innermost block."""
        return bool(self._stack[-1].lists)

    @property
    def kind(self) -> Kind:
        """Of paragraphs."""
        return self._stack[-1].kind

    @property
    def level(self) -> int:
        """How deep a block is nested in lists and descriptions."""
        return self._stack[-1].level + len(self._stack[-1].lists)

    def enter_list(self, marker: str) -> None:
        """Goes on with the list of such markers, or opens one in the innermost item."""
        lists = self._stack[-1].lists
        if marker in lists:
            del lists[lists.index(marker) + 1 :]
        else:
            lists.append(marker)

    def leave_list(self) -> None:
        """Goes on with the item around the innermost list, if there is one."""
        if len(self._stack[-1].lists) > 1:
            self._stack[-1].lists.pop()

    def leave_lists(self) -> None:
        """Ends all lists of the innermost block."""
        self._stack[-1].lists.clear()

    def open(self, delimiter: str, kind: Kind) -> None:
        """Opens a delimited block."""
        self._depths.setdefault(delimiter, []).append(len(self._stack))
        self._stack.append(_Container(delimiter, self.level, kind))

    def close(self, delimiter: str) -> bool:
        """Ends the innermost block with this delimiter and all in it; False if there is none."""
        depths = self._depths.get(delimiter)
        if not depths:
            return False
        depth = depths[-1]
        while len(self._stack) > depth:
            ended = self._stack.pop()
            self._depths[ended.delimiter].pop()
        return True
