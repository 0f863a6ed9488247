"""Ids as ranges. The sentences of one document have consecutive ids, and so have its passages."""

from collections.abc import Iterable, Iterator

import numpy as np
import numpy.typing as npt

from index.errors import DamageError


class Ranges:
    """Ranges of ids that do not overlap. Both ends of a range belong to it."""

    def __init__(self, ranges: Iterable[tuple[int, int]]) -> None:
        """`ranges`: pairs of a first and a last id; a pair whose last comes before is empty.

        Raises DamageError for ends that are no numbers, and for ranges that overlap.
        """
        try:
            some = sorted(ends for ends in ranges if ends[0] <= ends[1])
            ends = np.array(some, np.int64).reshape(-1, 2)
        except (TypeError, ValueError, OverflowError) as error:
            raise DamageError("the ends of a range of ids are no numbers") from error
        self._firsts, self._lasts = ends[:, 0], ends[:, 1]
        if (self._firsts[1:] <= self._lasts[:-1]).any():
            raise DamageError("two ranges of ids overlap")
        self.count = sum(last - first + 1 for first, last in self)
        """Number of ids."""

    def __iter__(self) -> Iterator[tuple[int, int]]:
        return zip(self._firsts.tolist(), self._lasts.tolist(), strict=True)

    @property
    def span(self) -> tuple[int, int]:
        """The least and the greatest id; (0, -1) if there is none."""
        return (int(self._firsts[0]), int(self._lasts[-1])) if len(self._firsts) else (0, -1)

    def ids(self) -> list[int]:
        """All ids, ascending."""
        return [number for first, last in self for number in range(first, last + 1)]

    def mask(self, ids: npt.NDArray[np.int64]) -> npt.NDArray[np.bool_]:
        """Whether each of `ids`, which ascend, is in a range. Shape as given."""
        inside = np.zeros(len(ids) + 1, np.int32)
        np.add.at(inside, np.searchsorted(ids, self._firsts), 1)
        np.add.at(inside, np.searchsorted(ids, self._lasts, side="right"), -1)
        held: npt.NDArray[np.bool_] = np.cumsum(inside)[:-1] > 0
        return held
