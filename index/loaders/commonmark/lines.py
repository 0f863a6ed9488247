"""Lines of a Markdown text, read from left to right with tabs as columns."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

_LINE = re.compile(r"[^\r\n]+(?:\r\n?|\n)?|[\r\n]+")
"""A line with its end, or empty lines, which count as one."""
_INDENT = re.compile(r"[ \t]*")


@dataclass(slots=True)
class Line:
    """A line, and how far it is read."""

    text: str
    """The whole document."""
    position: int
    end: int
    """Without trailing whitespace."""
    column: int = 0
    base: int = 0
    """The column at which the content of its containers starts."""
    _tails: dict[str, int] = field(default_factory=dict)
    """For a mark, where the marks at the line's end start: items may nest all along a line."""

    @property
    def is_over(self) -> bool:
        """Whether nothing of the line is left."""
        return self.position >= self.end

    @property
    def indent(self) -> int:
        """The columns from the margin of the container to where the line is."""
        return self.column - self.base

    @property
    def mark(self) -> str:
        """The next character."""
        return self.text[self.position]

    def match(self, pattern: re.Pattern[str]) -> re.Match[str] | None:
        """Matches what is left of the line from its beginning."""
        return pattern.match(self.text, self.position, self.end)

    def skip(self, count: int) -> None:
        """Skips characters of one column each, and the whitespace after them."""
        self.position += count
        self.column += count
        spaces = self.match(_INDENT)
        assert spaces
        if "\t" in spaces[0]:
            for character in spaces[0]:
                self.column += 4 - self.column % 4 if character == "\t" else 1
        else:
            self.column += len(spaces[0])
        self.position = spaces.end()

    def skip_quote_mark(self) -> None:
        """Skips the mark of a quotation and one space after it."""
        after = self.position + 1
        is_spaced = after < self.end and self.text[after] in " \t"
        self.base = self.column + 1 + is_spaced
        self.skip(1)

    def is_rule(self) -> bool:
        """Whether nothing but three marks or more of one kind is left."""
        mark = self.mark
        if mark not in "-*_":
            return False
        if mark not in self._tails:
            rest = self.text[self.position : self.end]
            self._tails[mark] = self.position + len(rest.rstrip(f"{mark} \t"))
        is_tail = self._tails[mark] <= self.position
        return is_tail and self.text.count(mark, self.position, self.end) >= 3


def read_lines(text: str, position: int) -> Iterator[Line]:
    """The lines from `position` on, each after its indent."""
    for found in _LINE.finditer(text, position):
        line = Line(text, found.start(), found.start() + len(found[0].rstrip()))
        line.skip(0)
        yield line
