"""Vectors held in memory once for all threads that search them."""

import sqlite3
from threading import Lock

from index.vectors import CROSSOVER, VectorIndex, opened


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
        return sentences.on(db), passages.on(db)
