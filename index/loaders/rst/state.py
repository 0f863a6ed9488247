"""How far a text is read, for the rules that read its parts."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from index.loaders.markup.lines import Line
from index.loaders.markup.writer import Writer
from index.loaders.rst.frames import Frame, Frames
from index.structure import Kind


@dataclass(slots=True)
class State:
    """The text, what was found in it, and what is open where reading goes on."""

    lines: Sequence[Line]
    writer: Writer
    frames: Frames = field(default_factory=Frames)
    styles: dict[tuple[str, bool], int] = field(default_factory=dict)
    """The levels of headings, by their mark and whether it stands above them too."""
    section: int = 0
    """The level of the last heading."""

    @property
    def text(self) -> str:
        """The whole document."""
        return self.writer.text

    def match(self, pattern: re.Pattern[str], at: int) -> re.Match[str] | None:
        """Matches a line from its beginning."""
        return pattern.match(self.text, self.lines[at].start, self.lines[at].end)

    def is_deeper(self, at: int, indent: int) -> bool:
        """Whether there is such a line, further right than an indentation."""
        return at < len(self.lines) and self.lines[at].indent > indent

    def goes_on(self, at: int) -> bool:
        """Whether there is such a line, without a blank one above it."""
        return at < len(self.lines) and not self.lines[at].is_apart

    def add_paragraph(self, start: int, end: int) -> None:
        """Adds a paragraph of the innermost frame: a quotation, or the first of an item."""
        top = self.frames.top
        self.writer.add(start, end, top.first or top.kind, top.level)
        top.first = None

    def add_aside(self, first: int, end: int) -> int:
        """Adds lines that are no text of the document, and gives the line after them."""
        self.writer.add_lines(self.lines[first:end], Kind.ASIDE, self.frames.top.level)
        return end

    def enter(self, at: int, start: int, frame: Frame, column: int | None = None) -> int:
        """Opens a frame whose text begins at `start` in a line, and gives the line to go on with.

        `column`: where that is; None if the text has the indentation of the line below it.
        """
        self.frames.push(frame)
        line = self.lines[at]
        if start >= line.end:
            return at + 1
        if column is None:
            column = frame.floor
            if self.is_deeper(at + 1, frame.floor):
                column = self.lines[at + 1].indent
        elif self.is_deeper(at + 1, frame.floor - 1) and not self.lines[at + 1].is_apart:
            column = min(column, self.lines[at + 1].indent)
        line.start, line.indent, line.is_apart = start, column, True
        return at
