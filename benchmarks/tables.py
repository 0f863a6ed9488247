"""Figures as tables of plain text."""

from collections.abc import Iterable, Sequence

from benchmarks.figures import Difference

FIRST, OTHERS = 16, 10
"""Width of a column, in characters."""

Cell = str | int | float


def table(heads: Sequence[str], rows: Iterable[Sequence[Cell]]) -> str:
    """A line for the heads and one for each row; a float is written with three decimals.

    The first cell of a line is aligned left, the others right.
    """
    return "\n".join(_line(row) for row in (heads, *rows))


def format_difference(found: Difference) -> str:
    """A difference with its 95 % interval and its p, as "+0.087 [+0.068, +0.107] p<0.001"."""
    p = f"p={found.p:.3f}" if found.p >= 0.001 else "p<0.001"
    return f"{found.mean:+.3f} [{found.low:+.3f}, {found.high:+.3f}] {p}"


def _line(row: Sequence[Cell]) -> str:
    first, *others = (f"{cell:.3f}" if isinstance(cell, float) else str(cell) for cell in row)
    return f"  {first:<{FIRST}}" + "".join(f" {cell:>{OTHERS - 1}}" for cell in others)
