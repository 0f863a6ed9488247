"""Turns the elements and texts of an HTML page into pieces."""

from collections.abc import Iterable, Sequence

from index.loaders.webpage.elements import (
    BREAK,
    CELLS,
    CODE,
    DESCRIPTIONS,
    LINE_BREAK,
    LISTS,
    SPACE,
    Event,
    Node,
    Run,
)
from index.loaders.webpage.frames import Frame, frame_within
from index.loaders.webpage.pieces import (
    Piece,
    code_text,
    flow_text,
    new_piece,
    with_titles_apart,
    without_anchors,
)
from index.loaders.webpage.rows import Row, row_kind
from index.structure import Kind

MAX_HEADING_CHARS = 500
"""A longer heading is one without an end tag, and the text after it is not to be hidden."""


def render(events: Iterable[Event]) -> tuple[list[Piece], list[Node]]:
    """The pieces of a page, and its elements in the order of their starts."""
    renderer = _Renderer()
    for event in events:
        if event is None:
            renderer.end()
        elif isinstance(event, Run):
            renderer.add(event)
        else:
            renderer.start(event)
    renderer.flush()
    return renderer.pieces, renderer.nodes


class _Renderer:
    """Collects runs of text, and makes a piece of them where a block ends."""

    def __init__(self) -> None:
        self.pieces: list[Piece] = []
        self.nodes: list[Node] = []
        self._frames = [Frame(Node(""))]
        self._runs: list[Run] = []
        self._row: Row | None = None
        self._tables: list[Node] = []
        self._pre = 0
        """How many elements of code are open."""
        self._groups = 0
        self._is_item_start = False

    def add(self, run: Run) -> None:
        """Takes a piece of text."""
        if self._row:
            self._row.add(run)
        elif run is LINE_BREAK and not self._pre and self._is_after_break():
            self.flush()  # an empty line between paragraphs
        else:
            self._runs.append(run)

    def _is_after_break(self) -> bool:
        for run in reversed(self._runs):
            if run is LINE_BREAK or not run.text.isspace():
                return run is LINE_BREAK
        return False

    def start(self, node: Node) -> None:
        """Takes the start of an element."""
        self._boundary()
        frame = frame_within(self._frames[-1], node)
        self._frames.append(frame)
        node.first = len(self.pieces)
        if node is not BREAK:
            self.nodes.append(node)
            self._start_part(node, frame)

    def _start_part(self, node: Node, frame: Frame) -> None:
        """Notes the start of a list, an item, code, or a part of a table."""
        tag = node.tag
        if tag == "li":
            self._is_item_start = True
        elif tag in CODE:
            self._pre += 1
        elif tag == "table":
            self._tables.append(node)
            frame.group = self._new_group() if node.has_rows else frame.group
        elif tag == "tr" and self._tables and self._tables[-1].has_rows:
            self._end_row(Kind.ROW)  # of a table around
            self._row = Row()
        elif tag in CELLS and self._row:
            self._row.start_cell()
        elif (tag in LISTS or tag in DESCRIPTIONS) and frame.level == 1:
            frame.group = self._new_group()

    def _new_group(self) -> int:
        self._groups += 1
        return self._groups

    def _boundary(self) -> None:
        """Takes the start or end of an element as the end of a word or a piece."""
        if self._row:
            self._row.add(SPACE)
        elif not self._pre:
            self.flush()
        elif self._runs and not self._runs[-1].text.endswith("\n"):
            self._runs.append(LINE_BREAK)

    def end(self) -> None:
        """Takes the end of the innermost element."""
        node = self._frames[-1].node
        if node.tag == "tr" and self._row:
            self._end_row(row_kind(node, self._tables[-1], self._frames[-2].node))
        elif node.tag in CODE:
            if self._pre == 1:
                self.flush()
            self._pre -= 1
        else:
            self._boundary()
        if node.tag == "table":
            self._tables.pop()
        node.end = len(self.pieces)
        self._frames.pop()

    def _end_row(self, kind: Kind) -> None:
        if self._row:
            self._runs = self._row.runs()
            self._row = None
            self._frames[-1].kind = kind
            self.flush()

    def flush(self) -> None:
        """Makes pieces of the text since the last one."""
        if not self._runs:
            return
        runs = without_anchors(self._runs)
        self._runs = []
        is_prose = self._frames[-1].kind is Kind.PARAGRAPH and not self._pre
        for part in with_titles_apart(runs) if is_prose else [runs]:
            self._add_piece(part, self._frames[-1])

    def _add_piece(self, runs: Sequence[Run], frame: Frame) -> None:
        is_line = frame.kind in (Kind.HEADING, Kind.TERM)
        text = code_text(runs) if self._pre else flow_text(runs, " " if is_line else "\n")
        if not text.strip():
            return
        kind, level = _kind_and_level(frame, text)
        is_listed = kind in (Kind.ROW, Kind.HEADER) or (kind is Kind.ITEM and self._is_item_start)
        self._is_item_start = False
        self.pieces.append(new_piece(kind, level, text, runs, frame.group if is_listed else 0))


def _kind_and_level(frame: Frame, text: str) -> tuple[Kind, int]:
    if frame.is_aside:
        return Kind.ASIDE, frame.level
    if frame.kind is Kind.HEADING:
        is_long = len(text) > MAX_HEADING_CHARS
        return (frame.flow, frame.level) if is_long else (Kind.HEADING, frame.heading)
    level = max(frame.level, 1) - 1 if frame.kind is Kind.TERM else frame.level
    return frame.kind, level
