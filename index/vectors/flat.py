"""Exact search over all vectors, in FAISS, in memory."""

from collections.abc import Collection
from typing import Any, Self

import numpy as np

from index.errors import DamageError
from index.vectors.directions import products, unpacked
from index.vectors.protocol import Ids, VectorRows, Vectors
from index.vectors.ranges import Ranges


class FlatIndex:
    """A VectorIndex that compares a question with every vector."""

    def __init__(self, ids: Ids, vectors: Vectors) -> None:
        """`vectors`: shape (len(ids), dimension), rows of length 1; `ids`: in their order."""
        import faiss  # 0.06 s, and only where vectors are searched

        self._ids = ids
        self._faiss: Any = faiss
        self._index: Any = faiss.IndexFlatIP(vectors.shape[1])
        self._index.add(vectors)

    @classmethod
    def of(cls, table: VectorRows) -> Self:
        """All vectors at rest."""
        ids, kept = table.everything()
        if len(ids) != len(table):
            raise DamageError("another number of vectors than is said")
        return cls(ids, unpacked(kept))

    def __len__(self) -> int:
        return len(self._ids)

    def search(self, query: Vectors, k: int, within: Ranges | None = None) -> dict[int, float]:
        chosen, most = None, len(self)
        if within is not None:
            rows = np.flatnonzero(within.mask(self._ids))
            chosen = self._faiss.SearchParameters(sel=self._faiss.IDSelectorBatch(rows))
            most = len(rows)
        if min(k, most) <= 0:
            return {}
        _, rows = self._index.search(query[np.newaxis], min(k, most), params=chosen)
        return best(self._ids[rows[0]], self._cosines(rows[0], query), k)

    def scores(self, query: Vectors, ids: Collection[int]) -> dict[int, float]:
        wanted = np.fromiter(ids, np.int64, len(ids))
        at = np.searchsorted(self._ids, wanted)
        if (at == len(self._ids)).any() or (self._ids[at] != wanted).any():
            raise DamageError("a vector is missing")
        if not len(at):
            return {}
        return dict(zip(ids, self._cosines(at, query).tolist(), strict=True))

    def on(self, rows: VectorRows) -> Self:
        return self

    def _cosines(self, rows: Ids, query: Vectors) -> Vectors:
        # FAISS rounds the same cosine one way or another, as the search is.
        return products(self._index.reconstruct_batch(rows), query)


def best(ids: Ids, cosines: Vectors, k: int) -> dict[int, float]:
    """The k greatest of these cosines by id, best first; equal ones by id."""
    if 0 < k < len(ids):
        at = np.flatnonzero(cosines >= np.partition(cosines, -k)[-k])
        ids, cosines = ids[at], cosines[at]
    order = np.lexsort((ids, -cosines))[:k]
    return dict(zip(ids[order].tolist(), cosines[order].tolist(), strict=True))
