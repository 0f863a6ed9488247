"""Search among vectors on disk, of which only those in the lists near a question are read."""

import sqlite3
from collections.abc import Collection

import numpy as np

from index.errors import DamageError
from index.vectors import Ids, Level, Vectors
from index.vectors.flat import best
from index.vectors.ranges import Ranges
from index.vectors.table import VectorTable

PROBES = 32
"""How many lists are read for a question."""

FEW = 5_000
"""So many chosen vectors and fewer are all compared, wherever they are."""


class ListIndex:
    """A VectorIndex in a store."""

    def __init__(
        self, db: sqlite3.Connection, level: Level, dimension: int, probes: int = PROBES
    ) -> None:
        """`probes`: how many lists are read; with as many as there are, search is exact.

        It holds what the lists are near to: where they are made anew, it must be too.
        """
        self._table = VectorTable(db, level, dimension)
        self._lists = self._table.lists()
        self._probes = probes

    def __len__(self) -> int:
        return len(self._table)

    @property
    def is_trained(self) -> bool:
        """Whether there are lists: until they are made, all vectors are in one."""
        return self._lists.trained > 0

    def search(self, query: Vectors, k: int, within: Ranges | None = None) -> dict[int, float]:
        if within is not None and within.count <= FEW:
            ids, vectors = self._table.of_ranges(within)
            return best(ids, vectors @ query, k)
        found, cosines = np.empty(0, np.int64), np.empty(0, np.float32)
        order = self._lists.order(query).tolist()
        for start in range(0, len(order), self._probes):
            ids, vectors = self._table.of_lists(order[start : start + self._probes])
            if within is not None:
                chosen = within.holds(ids)
                ids, vectors = ids[chosen], vectors[chosen]
            found, cosines = np.append(found, ids), np.append(cosines, vectors @ query)
            if len(found) >= k:
                break
        return best(found, cosines, k)

    def scores(self, query: Vectors, ids: Collection[int]) -> dict[int, float]:
        found, vectors = self._table.of_ids(ids)
        cosines = dict(zip(found.tolist(), (vectors @ query).tolist(), strict=True))
        if len(cosines) != len(ids):
            raise DamageError("a vector is missing")
        return {number: cosines[number] for number in ids}

    def everything(self) -> tuple[Ids, Vectors]:
        """All ids, and their vectors."""
        batches = list(self._table.batches())
        ids = [ids for ids, _ in batches]
        vectors = [vectors for _, vectors in batches]
        none = self._lists.middles[:0]
        return np.concatenate([np.empty(0, np.int64), *ids]), np.concatenate([none, *vectors])

    def add(self, ids: Ids, vectors: Vectors) -> None:
        """Takes vectors in: shape (len(ids), dimension), rows of length 1; the ids are new."""
        self._table.insert(self._lists.nearest(vectors), ids, vectors)
