"""The seam between vectors and what keeps them: rows at rest, and an index that is searched."""

from collections.abc import Collection
from typing import Literal, Protocol, Self

import numpy as np
import numpy.typing as npt

from index.vectors.directions import Bytes
from index.vectors.ranges import Ranges
from index.vectors.sketches import Sketches

Vectors = npt.NDArray[np.float32]
Ids = npt.NDArray[np.int64]

Level = Literal["sentence", "passage"]
LEVELS: tuple[Level, ...] = ("sentence", "passage")


class VectorRows(Protocol):
    """Vectors at rest, as a store keeps them, and their sketches."""

    def __len__(self) -> int:
        """How many vectors there are."""

    def everything(self) -> tuple[Ids, Bytes]:
        """All vectors, by id: shape (n,), and (n, dimension) as they are kept."""

    def of_ids(self, ids: Collection[int]) -> tuple[Ids, Bytes]:
        """The vectors of those of these ids that there are."""

    def sketches(self) -> tuple[Ids, Sketches]:
        """The first id of every chunk, in their order, and the sketches of its ids.

        Shape (chunks, width, CHUNK); all zeros where there is no vector.
        """


class VectorIndex(Protocol):
    """Unit vectors by id, as they were when it was made. Several threads may search one at once,
    each on a connection of its own."""

    def __len__(self) -> int:
        """How many vectors there are."""

    def search(self, query: Vectors, k: int, within: Ranges | None = None) -> dict[int, float]:
        """The cosine of the k vectors nearest to `query`, shape (dimension,), by id, best first.

        `within`: only among these ids. Fewer than k where there are fewer.
        """

    def scores(self, query: Vectors, ids: Collection[int]) -> dict[int, float]:
        """The cosine of each of these vectors with `query`, by id: to the last bit that of search.

        Raises DamageError where there is no vector of one.
        """

    def on(self, rows: VectorRows) -> Self:
        """The same vectors, to be searched with rows that another reader of the store sees."""
