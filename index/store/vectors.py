"""The vectors of a store, ready to be searched: held in memory once for all threads."""

import sqlite3
from threading import Lock

from index.store.table import VectorTable
from index.vectors import LEVELS, Level, VectorIndex

CROSSOVER = 30_000
"""So many vectors and fewer are held in memory, and all compared with a question. With sketches
the first question takes less time from 5,000 sentences on, two thirds of it at 20,000, and later
ones from 40,000 on (benchmarks.crossover)."""


def opened(
    db: sqlite3.Connection, level: Level, dimension: int, crossover: int = CROSSOVER
) -> VectorIndex:
    """The vectors of a store at one level, as they are now.

    Up to `crossover` of them are held in memory; of more, their sketches.
    """
    from index.vectors.flat import FlatIndex
    from index.vectors.sketched import SketchedIndex

    table = VectorTable(db, level, dimension)
    return SketchedIndex(table) if len(table) > crossover else FlatIndex.of(table)


class SharedVectors:
    """The vectors of an index as it changes. Safe to use from several threads.

    Each thread reads the index on a connection, and at a moment, of its own.
    """

    def __init__(self, crossover: int = CROSSOVER) -> None:
        """`crossover`: as `opened` takes it."""
        self._crossover = crossover
        self._lock = Lock()
        self._held: tuple[object, VectorIndex, VectorIndex] | None = None

    def seen(
        self, db: sqlite3.Connection, version: object, dimension: int
    ) -> tuple[VectorIndex, VectorIndex]:
        """The vectors of sentences and of passages that are seen in a snapshot on a connection.

        `version`: Store.version(), read in the same snapshot. Vectors of another one are replaced,
        while threads that search them go on.
        """
        held = self._held
        if held is None or held[0] != version:
            with self._lock:
                held = self._held
                if held is None or held[0] != version:
                    sentences = opened(db, "sentence", dimension, self._crossover)
                    passages = opened(db, "passage", dimension, self._crossover)
                    held = self._held = (version, sentences, passages)
        _, sentences, passages = held
        rows = (VectorTable(db, level, dimension) for level in LEVELS)
        return sentences.on(next(rows)), passages.on(next(rows))
