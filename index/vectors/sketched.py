"""Search among many vectors: the sketches of all are in memory, the few that seem near are read."""

import copy
from collections.abc import Collection
from typing import Self

import numpy as np

from index.errors import DamageError
from index.vectors.directions import cosines
from index.vectors.flat import best
from index.vectors.protocol import VectorRows, Vectors
from index.vectors.ranges import Ranges
from index.vectors.sketches import CHUNK, differences, likeness, sketches

ROUGH, NEAR = 50, 5
"""How many times as many as are wanted are chosen by the bits in which sketches differ, and how
many of those by what else sketches say; these are read and compared. Of a million sentences, made
of halves of others, 0.996 of the ten best in the end are then as when all are compared."""

FEW = 2_000
"""So many chosen vectors and fewer are all compared."""

_NEVER = np.iinfo(np.uint16).max


class SketchedIndex:
    """A VectorIndex that holds sketches, and has the vectors themselves read."""

    def __init__(self, table: VectorRows, rough: int = ROUGH, near: int = NEAR) -> None:
        """With `near` so great that all are compared, search is exact."""
        self._table = table
        self._rough, self._near = rough, near
        self._firsts, self._sketches = table.sketches()
        self._is_held = self._sketches.any(axis=1)
        if self._is_held.sum() != len(table):
            raise DamageError("another number of sketches than of vectors")

    def __len__(self) -> int:
        return len(self._table)

    def search(self, query: Vectors, k: int, within: Ranges | None = None) -> dict[int, float]:
        if within is not None and within.count <= FEW:
            candidates = within.ids()
        else:
            candidates = self._candidates(query, k, within)
        ids, kept = self._table.of_ids(candidates)
        return best(ids, cosines(kept, query), k)

    def scores(self, query: Vectors, ids: Collection[int]) -> dict[int, float]:
        found, kept = self._table.of_ids(ids)
        scores = dict(zip(found.tolist(), cosines(kept, query).tolist(), strict=True))
        if len(scores) != len(ids):
            raise DamageError("a vector is missing")
        return {number: scores[number] for number in ids}

    def on(self, rows: VectorRows) -> Self:
        same = copy.copy(self)
        same._table = rows
        return same

    def _candidates(self, query: Vectors, k: int, within: Ranges | None) -> list[int]:
        (sketch,) = sketches(query[np.newaxis])
        apart = np.where(self._is_held, differences(sketch, self._sketches), _NEVER)
        if within is not None:
            ids = (self._firsts[:, np.newaxis] + np.arange(CHUNK)).reshape(-1)
            apart[~within.mask(ids).reshape(apart.shape)] = _NEVER
        so_many = np.cumsum(np.bincount(apart.reshape(-1), minlength=_NEVER)[:_NEVER])
        limit = np.searchsorted(so_many, min(k * self._rough, so_many[-1]))
        chunks, places = np.nonzero(apart <= limit)
        seems = likeness(query, self._sketches[chunks, :, places])
        order = np.argsort(-seems, kind="stable")[: k * self._near]
        found: list[int] = (self._firsts[chunks] + places)[order].tolist()
        return found
