"""Vectors that can be searched: what an index of them does, and the one that fits their number."""

import sqlite3
from collections.abc import Collection
from typing import Literal, Protocol

import numpy as np
import numpy.typing as npt

from index.vectors.ranges import Ranges

__all__ = ["LEVELS", "Ids", "Level", "Ranges", "VectorIndex", "Vectors", "opened"]

Vectors = npt.NDArray[np.float32]
Ids = npt.NDArray[np.int64]

Level = Literal["sentence", "passage"]
LEVELS: tuple[Level, ...] = ("sentence", "passage")


class VectorIndex(Protocol):
    """Unit vectors by id. A database elsewhere can stand behind this as well as memory can."""

    def __len__(self) -> int:
        """How many vectors there are."""

    def search(self, query: Vectors, k: int, within: Ranges | None = None) -> dict[int, float]:
        """The cosine of the k vectors nearest to `query`, shape (dimension,), by id, best first.

        `within`: only among these ids. Fewer than k where there are fewer.
        """

    def scores(self, query: Vectors, ids: Collection[int]) -> dict[int, float]:
        """The cosine of each of these vectors with `query`, by id.

        Raises DamageError where there is no vector of one.
        """


def opened(db: sqlite3.Connection, level: Level, dimension: int) -> VectorIndex:
    """The vectors of a store at one level, as they are now.

    Few are held in memory; those that have been put into lists stay on disk, and nothing that
    grows with them is read now.
    """
    from index.vectors.flat import FlatIndex
    from index.vectors.lists import ListIndex

    lists = ListIndex(db, level, dimension)
    return lists if lists.is_trained else FlatIndex(*lists.everything())
