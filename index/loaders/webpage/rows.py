"""Rows of a table in an HTML page."""

from dataclasses import dataclass, field

from index.loaders.webpage.elements import LINE_BREAK, SPACE, Node, Run
from index.loaders.webpage.pieces import without_anchors
from index.structure import Kind

_SEPARATOR = Run(" | ")


@dataclass(slots=True)
class Row:
    """The cells of a row that is being read."""

    cells: list[list[Run]] = field(default_factory=list)

    def start_cell(self) -> None:
        """Begins another cell of the row."""
        self.cells.append([])

    def add(self, run: Run) -> None:
        """Adds a run to the last cell. Space before the first cell is dropped."""
        if not self.cells:
            if run.text.isspace():
                return
            self.start_cell()
        self.cells[-1].append(SPACE if run is LINE_BREAK else run)

    def runs(self) -> list[Run]:
        """The cells with bars between them; without bars where only one has text."""
        filled = [cell for cell in self.cells if _has_text(cell)]
        if len(filled) < 2:
            return [run for cell in filled for run in cell]
        joined: list[Run] = []
        for number, cell in enumerate(self.cells):
            joined += [_SEPARATOR, *cell] if number else cell
        return joined


def row_kind(row: Node, table: Node, around: Node) -> Kind:
    """Whether a row names the columns; `around` is the element that it stands in."""
    is_header = around.tag == "thead" or (not row.data_cells and row.number == 0)
    return Kind.HEADER if is_header and table.rows > 1 else Kind.ROW


def _has_text(cell: list[Run]) -> bool:
    return any(not run.text.isspace() for run in without_anchors(cell))
