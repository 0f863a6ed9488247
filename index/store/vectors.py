"""Vector indexes over a store. All threads share one copy in memory."""

import sqlite3
from threading import Lock

from index.store.vector_table import VectorTable
from index.vectors import LEVELS, Level, VectorIndex

CROSSOVER = 30_000
"""Up to this many vectors are held in memory, and a question is compared with all of them. Sketches
make the first question faster from 5,000 sentences on (two thirds of the time at 20,000), and later
questions from 40,000 on (benchmarks.crossover)."""


def open_vectors(
    db: sqlite3.Connection, level: Level, dimension: int, crossover: int = CROSSOVER
) -> VectorIndex:
    """An index over the vectors of one level, as they are now.

    It holds up to `crossover` vectors in memory. If there are more, it holds only their sketches.
    """
    from index.vectors.flat import FlatIndex
    from index.vectors.sketched import SketchedIndex

    table = VectorTable(db, level, dimension)
    return SketchedIndex(table) if len(table) > crossover else FlatIndex.of(table)


class SharedVectors:
    """The vectors of an index that changes. Safe to use from several threads.

    Each thread has its own connection and its own snapshot.
    """

    def __init__(self, crossover: int = CROSSOVER) -> None:
        """`crossover`: as `open_vectors` takes it."""
        self._crossover = crossover
        self._lock = Lock()
        self._held: tuple[object, dict[Level, VectorIndex]] | None = None

    def at(
        self, db: sqlite3.Connection, version: object, dimension: int
    ) -> dict[Level, VectorIndex]:
        """The vectors of both levels as a snapshot on a connection sees them.

        `version`: Store.version(), read in the same snapshot. Vectors of another version are
        replaced. Threads that still search them are not disturbed.
        """
        held = self._held
        if held is None or held[0] != version:
            with self._lock:
                held = self._held
                if held is None or held[0] != version:
                    opened = {
                        level: open_vectors(db, level, dimension, self._crossover)
                        for level in LEVELS
                    }
                    held = self._held = (version, opened)
        return {
            level: vectors.on(VectorTable(db, level, dimension))
            for level, vectors in held[1].items()
        }
