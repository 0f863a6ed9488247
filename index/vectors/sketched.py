"""Search among many vectors: all sketches are in memory, and only the likely vectors are read."""

import copy
from collections.abc import Collection
from typing import Self

import numpy as np

from index.errors import DamageError
from index.vectors.directions import cosines
from index.vectors.flat import top_k
from index.vectors.protocol import VectorRows, Vectors
from index.vectors.ranges import Ranges
from index.vectors.sketches import CHUNK, differences, likeness, sketches

ROUGH, NEAR = 50, 5
"""Candidates for each wanted vector: ROUGH are chosen by the number of differing bits, NEAR of
those by likeness, and these are read and compared. With a million sentences, made of halves of
others, 0.996 of the ten best are the same as when all vectors are compared."""

FEW = 2_000
"""A search within this many vectors or fewer compares all of them."""

_NEVER = np.iinfo(np.uint16).max


class SketchedIndex:
    """A VectorIndex that holds sketches in memory and reads vectors from their table."""

    def __init__(self, table: VectorRows, rough: int = ROUGH, near: int = NEAR) -> None:
        """`rough`, `near`: in place of ROUGH and NEAR. If they cover all vectors, search is exact.

        Raises DamageError if there are not as many sketches as vectors.
        """
        self._table = table
        self._rough, self._near = rough, near
        self._firsts, self._sketches = table.sketches()
        self._is_held = self._sketches.any(axis=1)
        if self._is_held.sum() != len(table):
            held = self._is_held.sum()
            raise DamageError(f"{held} sketches are stored for {len(table)} vectors")

    def __len__(self) -> int:
        return len(self._table)

    def search(self, query: Vectors, k: int, within: Ranges | None = None) -> dict[int, float]:
        """The `k` nearest vectors, as `VectorIndex.search` gives them, but approximate."""
        if within is not None and within.count <= FEW:
            candidates = within.ids()
        else:
            candidates = self._candidates(query, k, within)
        ids, stored = self._table.of_ids(candidates)
        return top_k(ids, cosines(stored, query), k)

    def scores(self, query: Vectors, ids: Collection[int]) -> dict[int, float]:
        """The cosines of these vectors, as `VectorIndex.scores` gives them."""
        found, stored = self._table.of_ids(ids)
        scores = dict(zip(found.tolist(), cosines(stored, query).tolist(), strict=True))
        if len(scores) != len(ids):
            raise DamageError("a vector is missing")
        return {number: scores[number] for number in ids}

    def on(self, rows: VectorRows) -> Self:
        """This index's sketches over `rows`, which another connection to the store reads."""
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
