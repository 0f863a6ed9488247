"""What the lines are that no mark or heading has decided: descriptions, code, or running text."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from index.structure import Kind
from index.text.layout.code import is_code, mark_captions, mark_code
from index.text.layout.descriptions import (
    described_chunks,
    mark_descriptions,
    terms_apart,
    usual_width,
)
from index.text.layout.lines import Line, chunks
from index.text.layout.lists import Nesting, RunningText


def mark_chunks(lines: Sequence[Line], starts: set[int]) -> None:
    """Marks all open lines, and gives each marked line its depth.

    `starts`: the offsets where lines begin that do not go on with the sentence of the line before.
    """
    spans = list(chunks(lines))
    reader = _Reader(
        starts,
        width=usual_width(lines),
        terms=terms_apart(lines, spans),
        columns=described_chunks(lines, spans),
    )
    done = 0
    for first, last in spans:
        reader.pass_marked(lines[done:first], lines[first].indent)
        reader.decide(lines[first:last], first, lines[first - 1] if first else None)
        done = last
    mark_captions(lines)


@dataclass(slots=True)
class _Reader:
    """Where in the text the next chunk stands."""

    starts: set[int]
    width: int
    terms: set[int]
    """Of chunks that are a term, their line."""
    columns: dict[int, int]
    """Of chunks of descriptions, the column of these by the first line."""
    nesting: Nesting = field(default_factory=Nesting)
    prose: int = 0
    """The indent of the last running text."""
    literal: int | None = None
    """The indent of a paragraph that ended with "::"."""

    def pass_marked(self, lines: Sequence[Line], indent: int) -> None:
        """Takes in marked lines. `indent`: of the chunk that follows them."""
        if any(line.kind is Kind.HEADING for line in lines):
            self.nesting, self.literal, self.prose = Nesting(), None, indent
        for line in lines:
            self.nesting.leave(line.indent)
            if line.kind not in (Kind.HEADING, None):
                line.level = self.nesting.depth

    def decide(self, chunk: Sequence[Line], first: int, above: Line | None) -> None:
        """Marks a chunk. `first`: the index of its first line; `above`: the line before."""
        indent = chunk[0].indent
        if self.literal is not None and indent > self.literal:
            mark_code(chunk, self.nesting.depth)
            return
        self.literal = None
        self.nesting.leave(indent)
        if first in self.terms:
            chunk[0].kind, chunk[0].level = Kind.TERM, self.nesting.depth
            self.nesting.enter(indent)
        elif column := self.columns.get(first):
            self.nesting.enter(indent)
            mark_descriptions(chunk, column, self.nesting.depth)
            self.prose = column
        elif self._is_code(chunk, above):
            mark_code(chunk, self.nesting.depth)
        else:
            self._mark_running(chunk)

    def _is_code(self, chunk: Sequence[Line], above: Line | None) -> bool:
        deeper = min(line.indent for line in chunk) - self.prose
        if above is None:
            return is_code(chunk, deeper, is_led=False, is_beside=False)
        is_led = above.text.endswith(":") and above.kind is not Kind.HEADING
        return is_code(chunk, deeper, is_led, is_beside=above.kind is Kind.CODE)

    def _mark_running(self, chunk: Sequence[Line]) -> None:
        text = RunningText(chunk, self.nesting, self.starts, self.width)
        text.mark()
        self.prose = text.column
        if chunk[-1].text.endswith("::"):
            self.literal = chunk[0].indent
