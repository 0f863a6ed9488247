"""A store's vectors held in memory for searching, and kept in step with it."""

import sqlite3
from collections.abc import Set

import numpy as np

from index import shelf
from index.shelf import Level
from index.vectors import Ids, VectorIndex, Vectors
from index.vectors.flat import FlatIndex


class Mirror:
    """The vectors of a store at one level."""

    def __init__(self, level: Level, dimension: int) -> None:
        self.index: VectorIndex = FlatIndex(dimension)
        self._level = level
        self._dimension = dimension
        self._held: dict[int, Ids] = {}

    def follow(self, db: sqlite3.Connection, documents: Set[int]) -> None:
        """Holds the vectors of exactly these documents from now on.

        Only what is missing is read: a document's vectors never change under its id.
        """
        gone = [self._held.pop(document) for document in self._held.keys() - documents]
        if gone:
            self.index.remove(np.concatenate(gone))
        fresh = sorted(documents - self._held.keys())
        for block in shelf.blocks(db, self._level, fresh, self._dimension):
            ids = np.arange(block.first_id, block.first_id + len(block.vectors))
            self.index.add(ids, block.vectors.astype(np.float32))
            held = self._held.get(block.document)
            self._held[block.document] = ids if held is None else np.concatenate([held, ids])

    def search(self, query: Vectors, k: int, documents: Set[int] | None) -> dict[int, float]:
        """The cosine of the `k` vectors nearest to `query`, by id; `documents`: only in these."""
        if documents is None:
            return self.index.search(query, k)
        held = [self._held[document] for document in documents if document in self._held]
        return self.index.search(query, k, np.concatenate(held)) if held else {}
