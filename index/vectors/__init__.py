"""Vectors that can be searched: the few operations an index of them must have."""

from collections.abc import Collection
from typing import Protocol

import numpy as np
import numpy.typing as npt

__all__ = ["Ids", "VectorIndex", "Vectors"]

Vectors = npt.NDArray[np.float32]
Ids = npt.NDArray[np.int64]


class VectorIndex(Protocol):
    """Unit vectors by id. A database elsewhere can stand behind this as well as memory can."""

    def __len__(self) -> int:
        """How many vectors there are."""

    def add(self, ids: Ids, vectors: Vectors) -> None:
        """Takes vectors in: shape (len(ids), dimension), rows of length 1; the ids are new."""

    def remove(self, ids: Ids) -> None:
        """Takes vectors out; an id that is not there is passed over."""

    def search(self, query: Vectors, k: int, within: Ids | None = None) -> dict[int, float]:
        """The cosine of the k vectors nearest to `query`, shape (dimension,), by id, best first.

        `within`: only among these ids. Fewer than k where there are fewer.
        """

    def scores(self, query: Vectors, ids: Collection[int]) -> dict[int, float]:
        """The cosine of each of these vectors with `query`, by id. The ids must be there."""
