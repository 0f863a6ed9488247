"""Running text: the items of lists, terms and paragraphs, and how deep they are nested."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from index.structure import Kind
from index.text.layout.descriptions import is_full, leading_terms
from index.text.layout.lines import MAX_LAYOUT, Line
from index.text.layout.marks import FIELD, MAX_HEADING_WORDS, RULE, marker

_DEFINED = re.compile(r"(\S.*?)::(?:\s+(?=\S)|$)")


@dataclass(slots=True)
class Nesting:
    """The items and terms that the text stands in."""

    indents: list[int] = field(default_factory=list)
    """Of their first lines, outermost first."""

    @property
    def depth(self) -> int:
        """How many items and terms the text stands in."""
        return len(self.indents)

    def leave(self, indent: int) -> None:
        """Leaves the items and terms that text at this indent does not belong to."""
        while self.indents and indent <= self.indents[-1]:
            self.indents.pop()

    def enter(self, indent: int) -> None:
        """Enters an item or term."""
        self.indents.append(indent)


@dataclass(slots=True)
class RunningText:
    """What the lines of a chunk that were read so far belong to."""

    chunk: Sequence[Line]
    nesting: Nesting
    starts: set[int]
    """The offsets where lines begin that do not go on with the sentence of the line before."""
    width: int
    """The column that wrapped lines reach."""
    column: int = 0
    """Where the text of the last item begins; of the chunk, if it has none."""
    _kind: Kind = Kind.PARAGRAPH
    _indent: int = -1

    def mark(self) -> None:
        """Marks items, terms and paragraphs, and drops rules."""
        self.column = self.chunk[0].indent
        terms = leading_terms(self.chunk, self.width)
        above = None
        for number, line in enumerate(self.chunk):
            if len(line.text) <= MAX_LAYOUT and RULE.fullmatch(line.text):
                line.is_dropped = True
                above = None
                continue
            if terms[number]:
                self._mark_term(line, above, self.chunk[number + 1])
            elif item := marker(line.text[:MAX_LAYOUT]):
                self._mark_item(line, item.end())
            elif above and self._goes_on(line, above):
                line.kind, line.level, line.joins = self._kind, self.nesting.depth, True
            else:
                _mark_paragraph(line, self.nesting)
                self._kind, self._indent = Kind.PARAGRAPH, line.indent
            above = line

    def _mark_term(self, line: Line, above: Line | None, below: Line) -> None:
        self.nesting.leave(line.indent)
        is_more = self._kind is Kind.TERM and line.indent == self._indent
        self._kind, self._indent = Kind.TERM, line.indent
        line.kind, line.level = Kind.TERM, self.nesting.depth
        line.joins = is_more and above is not None
        if below.indent > line.indent:
            self.nesting.enter(line.indent)

    def _mark_item(self, line: Line, text_start: int) -> None:
        self.nesting.leave(line.indent)
        self.nesting.enter(line.indent)
        self._kind, self._indent = Kind.ITEM, line.indent
        self.column = line.indent + text_start
        line.kind, line.level = Kind.ITEM, self.nesting.depth

    def _goes_on(self, line: Line, above: Line) -> bool:
        """Whether the line belongs to the same item or paragraph as the one above."""
        if self._kind is Kind.TERM:
            return False
        if self._kind is Kind.ITEM and line.indent > self._indent:
            return True
        return line.start not in self.starts or _is_torn_at_bar(above, line, self.width)


def _is_torn_at_bar(above: Line, line: Line, width: int) -> bool:
    """Whether "|" begins one of the lines, as in a table, but the text fills them."""
    if above.text[0] != "|" and line.text[0] != "|":
        return False
    return above.indent == line.indent and is_full(above, line, width)


def _mark_paragraph(line: Line, nesting: Nesting) -> None:
    """Marks a paragraph's first line, or a field or AsciiDoc term with its description."""
    nesting.leave(line.indent)
    text = line.text[:MAX_LAYOUT]
    match = FIELD.match(text) or _DEFINED.match(text)
    line.kind, line.level = Kind.PARAGRAPH, nesting.depth
    if not match or match.end() == len(text) or len(match[1].split()) > MAX_HEADING_WORDS:
        return
    nesting.enter(line.indent)
    line.term_end, line.cut = line.start + match.end(1), line.start + match.end()
    line.start += match.start(1)
    line.level = nesting.depth
