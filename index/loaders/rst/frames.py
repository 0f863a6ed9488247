"""The items, descriptions, quotations and directives that are open at a line."""

from dataclasses import dataclass

from index.structure import Kind


@dataclass(slots=True)
class Frame:
    """What lines stand in that are indented far enough."""

    floor: int
    """The least indentation of its lines."""
    level: int = 0
    """Of its blocks."""
    base: int | None = None
    """The indentation of its text; None as long as it has none."""
    kind: Kind = Kind.PARAGRAPH
    """Of its paragraphs."""
    first: Kind | None = None
    """Of the next paragraph, if that is another kind."""
    quoted_from: int | None = None
    """Of an indentation that may be a quotation, the number of its first block."""
    has_sections: bool = False
    """Whether headings may stand in it."""
    is_glossary: bool = False
    """Whether several lines may be terms of one description."""


class Frames:
    """A stack of frames; the outermost never ends."""

    def __init__(self) -> None:
        self._stack = [Frame(0, has_sections=True)]

    @property
    def top(self) -> Frame:
        """The innermost frame."""
        return self._stack[-1]

    def push(self, frame: Frame) -> None:
        """Opens a frame in the innermost one."""
        self._stack.append(frame)

    def enter(self, indent: int, block_count: int) -> Frame:
        """The frame of a line that starts a block: what it does not stand in is closed.

        Text further right than that around it opens a frame, which may turn out to be a quotation.
        """
        while self.top.floor > indent:
            self._stack.pop()
        top = self.top
        if top.base is None or indent < top.base:
            top.base = indent
        elif indent > top.base:
            quote = Frame(indent, top.level, indent, top.kind, quoted_from=block_count)
            self.push(quote)
        return self.top
