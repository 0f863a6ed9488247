"""Exact search over all vectors, in memory."""

from collections.abc import Collection

import numpy as np

from index.errors import DamageError
from index.vectors import Ids, Vectors
from index.vectors.ranges import Ranges


class FlatIndex:
    """A VectorIndex that compares a question with every vector."""

    def __init__(self, ids: Ids, vectors: Vectors) -> None:
        """`vectors`: shape (len(ids), dimension), rows of length 1; `ids`: each once."""
        order = np.argsort(ids)
        self._ids, self._vectors = ids[order], vectors[order]

    def __len__(self) -> int:
        return len(self._ids)

    def search(self, query: Vectors, k: int, within: Ranges | None = None) -> dict[int, float]:
        # Not FAISS: one product of this size takes it as long, and it 0.1 s to be imported, which
        # is most of what a first question costs here.
        ids, cosines = self._ids, self._vectors @ query
        if within is not None:
            chosen = within.holds(ids)
            ids, cosines = ids[chosen], cosines[chosen]
        return best(ids, cosines, k)

    def scores(self, query: Vectors, ids: Collection[int]) -> dict[int, float]:
        wanted = np.fromiter(ids, np.int64, len(ids))
        at = np.searchsorted(self._ids, wanted)
        if (at == len(self._ids)).any() or (self._ids[at] != wanted).any():
            raise DamageError("a vector is missing")
        return dict(zip(ids, (self._vectors[at] @ query).tolist(), strict=True))


def best(ids: Ids, cosines: Vectors, k: int) -> dict[int, float]:
    """The k greatest of these cosines by id, best first; equal ones by id."""
    if 0 < k < len(ids):
        at = np.flatnonzero(cosines >= np.partition(cosines, -k)[-k])
        ids, cosines = ids[at], cosines[at]
    order = np.lexsort((ids, -cosines))[:k]
    return dict(zip(ids[order].tolist(), cosines[order].tolist(), strict=True))
