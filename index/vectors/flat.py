"""Exact search over all vectors, held in memory by FAISS."""

from collections.abc import Collection
from typing import Any, Self

import numpy as np

from index.errors import DamageError
from index.vectors.directions import products, unpack
from index.vectors.protocol import Ids, VectorRows, Vectors
from index.vectors.ranges import Ranges


class FlatIndex:
    """A VectorIndex that compares a question with every vector."""

    def __init__(self, ids: Ids, vectors: Vectors) -> None:
        """`vectors`: shape (len(ids), dimension), rows of length 1. `ids`: ascending."""
        import faiss  # 0.06 s, needed only to search vectors

        self._ids = ids
        self._faiss: Any = faiss
        self._index: Any = faiss.IndexFlatIP(vectors.shape[1])
        self._index.add(vectors)

    @classmethod
    def of(cls, table: VectorRows) -> Self:
        """An index over all stored vectors.

        Raises DamageError if the table holds another number of vectors than it states.
        """
        ids, stored = table.everything()
        if len(ids) != len(table):
            raise DamageError(f"{len(ids)} vectors are stored, not {len(table)} as stated")
        return cls(ids, unpack(stored))

    def __len__(self) -> int:
        return len(self._ids)

    def search(self, query: Vectors, k: int, within: Ranges | None = None) -> dict[int, float]:
        """The `k` nearest vectors, as `VectorIndex.search` gives them."""
        chosen, most = None, len(self)
        if within is not None:
            rows = np.flatnonzero(within.mask(self._ids))
            chosen = self._faiss.SearchParameters(sel=self._faiss.IDSelectorBatch(rows))
            most = len(rows)
        if min(k, most) <= 0:
            return {}
        _, rows = self._index.search(query[np.newaxis], min(k, most), params=chosen)
        return top_k(self._ids[rows[0]], self._cosines(rows[0], query), k)

    def scores(self, query: Vectors, ids: Collection[int]) -> dict[int, float]:
        """The cosines of these vectors, as `VectorIndex.scores` gives them."""
        wanted = np.fromiter(ids, np.int64, len(ids))
        at = np.searchsorted(self._ids, wanted)
        if (at == len(self._ids)).any() or (self._ids[at] != wanted).any():
            raise DamageError("a vector is missing")
        if not len(at):
            return {}
        return dict(zip(ids, self._cosines(at, query).tolist(), strict=True))

    def on(self, rows: VectorRows) -> Self:
        """This index: it reads no rows once it is made."""
        return self

    def _cosines(self, rows: Ids, query: Vectors) -> Vectors:
        # FAISS rounds the same cosine differently from one search to another.
        return products(self._index.reconstruct_batch(rows), query)


def top_k(ids: Ids, cosines: Vectors, k: int) -> dict[int, float]:
    """The `k` greatest of these cosines by id, best first; equal ones in order of id."""
    if 0 < k < len(ids):
        at = np.flatnonzero(cosines >= np.partition(cosines, -k)[-k])
        ids, cosines = ids[at], cosines[at]
    order = np.lexsort((ids, -cosines))[:k]
    return dict(zip(ids[order].tolist(), cosines[order].tolist(), strict=True))
