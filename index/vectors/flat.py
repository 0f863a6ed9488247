"""Exact search over all vectors, in FAISS, in memory."""

from collections.abc import Collection
from typing import Any

import numpy as np

from index.vectors import Ids, Vectors


class FlatIndex:
    """A VectorIndex that compares a question with every vector."""

    def __init__(self, dimension: int) -> None:
        import faiss  # 0.2 s, and only where vectors are searched

        self._faiss: Any = faiss
        # IDMap2 can remove and give back by id, which FAISS's graph indexes cannot.
        self._index: Any = faiss.IndexIDMap2(faiss.IndexFlatIP(dimension))

    def __len__(self) -> int:
        return int(self._index.ntotal)

    def add(self, ids: Ids, vectors: Vectors) -> None:
        self._index.add_with_ids(np.ascontiguousarray(vectors, dtype=np.float32), ids)

    def remove(self, ids: Ids) -> None:
        self._index.remove_ids(ids)

    def search(self, query: Vectors, k: int, within: Ids | None = None) -> dict[int, float]:
        k = min(k, len(self) if within is None else len(within))
        if k <= 0:
            return {}
        chosen = None
        if within is not None:
            chosen = self._faiss.SearchParameters(sel=self._faiss.IDSelectorBatch(within))
        scores, ids = self._index.search(query[np.newaxis], k, params=chosen)
        return {int(i): float(s) for i, s in zip(ids[0], scores[0], strict=True) if i >= 0}

    def scores(self, query: Vectors, ids: Collection[int]) -> dict[int, float]:
        if not ids:
            return {}
        vectors = self._index.reconstruct_batch(np.fromiter(ids, np.int64, len(ids)))
        return dict(zip(ids, (vectors @ query).tolist(), strict=True))
