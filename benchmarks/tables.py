"""Figures as compact plain text."""

from collections.abc import Iterable, Sequence

from benchmarks.figures import Difference

FIRST, OTHERS = 16, 10
"""Characters of a column."""

Cell = str | int | float


def table(heads: Sequence[str], rows: Iterable[Sequence[Cell]]) -> str:
    """Lines of cells: the first to the left, the others to the right, fractions in thousandths."""
    return "\n".join(_line(row) for row in (heads, *rows))


def shown(found: Difference) -> str:
    """A difference with its interval and its p."""
    p = f"p={found.p:.3f}" if found.p >= 0.001 else "p<0.001"
    return f"{found.mean:+.3f} [{found.low:+.3f}, {found.high:+.3f}] {p}"


def _line(row: Sequence[Cell]) -> str:
    first, *others = (f"{cell:.3f}" if isinstance(cell, float) else str(cell) for cell in row)
    return f"  {first:<{FIRST}}" + "".join(f" {cell:>{OTHERS - 1}}" for cell in others)
