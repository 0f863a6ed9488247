"""The right margins of a page, which tell whether a line ends where the next word did not fit.

Constants are in multiples of the distance between two lines (the pitch).
"""

from collections.abc import Sequence

from index.loaders.pages.lines import Line

RAGGED = 4.0
"""A full line may end this far before the margin."""
FEWEST_FULL = 3
"""A margin needs at least this many full lines."""


class Margins:
    """The right margins of lines that begin at about the same place."""

    def __init__(self, lines: Sequence[Line], step: float) -> None:
        """`step`: the distance between two lines."""
        self._step = step
        self._by_place: dict[int, float] = {}
        rights: dict[int, list[float]] = {}
        for line in lines:
            place, right = self._place(line), line.right
            for near in (-1, 0, 1):  # the first line of a paragraph may be indented
                rights.setdefault(place + near, []).append(right)
        for place, ends in rights.items():
            margin = max(ends)
            if sum(end > margin - RAGGED * step for end in ends) >= FEWEST_FULL:
                self._by_place[place] = margin

    def has_no_room(self, line: Line, following: Line) -> bool:
        """Whether the first word of the line that follows did not fit on the line. False if the
        margin is not known."""
        margin = self._by_place.get(self._place(line))
        left, right = following.edges[0]
        return margin is not None and line.right + (right - left) > margin

    def _place(self, line: Line) -> int:
        return int(line.left // (3 * self._step)) if self._step else 0
