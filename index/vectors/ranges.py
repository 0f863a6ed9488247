"""Ids in ranges: those of chosen documents, whose sentences and passages are numbered in turn."""

from collections.abc import Iterable, Iterator

import numpy as np
import numpy.typing as npt

from index.errors import DamageError


class Ranges:
    """Ids from each first to its last, both included; no two ranges overlap.

    One that ends before it begins is of no id.
    """

    def __init__(self, ranges: Iterable[tuple[int, int]]) -> None:
        try:
            some = sorted(ends for ends in ranges if ends[0] <= ends[1])
            ends = np.array(some, np.int64).reshape(-1, 2)
        except (TypeError, ValueError, OverflowError) as error:
            raise DamageError("ids that are no numbers") from error
        self._firsts, self._lasts = ends[:, 0], ends[:, 1]
        if (self._firsts[1:] <= self._lasts[:-1]).any():
            raise DamageError("ranges of ids that overlap")
        self.count = sum(last - first + 1 for first, last in self)
        """How many ids."""

    def __iter__(self) -> Iterator[tuple[int, int]]:
        return zip(self._firsts.tolist(), self._lasts.tolist(), strict=True)

    @property
    def span(self) -> tuple[int, int]:
        """From the least id to the greatest; (0, -1) where there is none."""
        return (int(self._firsts[0]), int(self._lasts[-1])) if len(self._firsts) else (0, -1)

    def ids(self) -> list[int]:
        """All ids, in their order."""
        return [number for first, last in self for number in range(first, last + 1)]

    def mask(self, ids: npt.NDArray[np.int64]) -> npt.NDArray[np.bool_]:
        """Which of these ids, in their order, are in a range."""
        inside = np.zeros(len(ids) + 1, np.int32)
        np.add.at(inside, np.searchsorted(ids, self._firsts), 1)
        np.add.at(inside, np.searchsorted(ids, self._lasts, side="right"), -1)
        held: npt.NDArray[np.bool_] = np.cumsum(inside)[:-1] > 0
        return held
