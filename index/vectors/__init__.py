"""Vectors that can be searched: what an index of them does, and the one that fits their number."""

import sqlite3
from collections.abc import Collection
from typing import Literal, Protocol, Self

import numpy as np
import numpy.typing as npt

from index.vectors.ranges import Ranges

__all__ = ["CROSSOVER", "LEVELS", "Ids", "Level", "Ranges", "VectorIndex", "Vectors", "opened"]

Vectors = npt.NDArray[np.float32]
Ids = npt.NDArray[np.int64]

Level = Literal["sentence", "passage"]
LEVELS: tuple[Level, ...] = ("sentence", "passage")

CROSSOVER = 30_000
"""So many vectors and fewer are held in memory, and all compared with a question. With sketches
the first question takes less time from 5,000 sentences on, two thirds of it at 20,000, and later
ones from 40,000 on (benchmarks.crossover)."""


class VectorIndex(Protocol):
    """Unit vectors by id, as they were when it was made. Several threads may search one at once,
    each on a connection of its own."""

    def __len__(self) -> int:
        """How many vectors there are."""

    def search(self, query: Vectors, k: int, within: Ranges | None = None) -> dict[int, float]:
        """The cosine of the k vectors nearest to `query`, shape (dimension,), by id, best first.

        `within`: only among these ids. Fewer than k where there are fewer.
        """

    def scores(self, query: Vectors, ids: Collection[int]) -> dict[int, float]:
        """The cosine of each of these vectors with `query`, by id: to the last bit that of search.

        Raises DamageError where there is no vector of one.
        """

    def on(self, db: sqlite3.Connection) -> Self:
        """The same vectors, to be searched on another connection that sees them in the store."""


def opened(
    db: sqlite3.Connection, level: Level, dimension: int, crossover: int = CROSSOVER
) -> VectorIndex:
    """The vectors of a store at one level, as they are now.

    Up to `crossover` of them are held in memory; of more, their sketches.
    """
    from index.vectors.flat import FlatIndex
    from index.vectors.sketched import SketchedIndex
    from index.vectors.table import VectorTable

    table = VectorTable(db, level, dimension)
    return SketchedIndex(table) if len(table) > crossover else FlatIndex.of(table)
