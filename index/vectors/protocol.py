"""The seam between vectors and their store: stored rows, and an index that searches them."""

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
    """The vectors that a store keeps, and their sketches."""

    def __len__(self) -> int:
        """How many vectors there are."""

    def everything(self) -> tuple[Ids, Bytes]:
        """All ids in ascending order, shape (n,), and their packed vectors, (n, dimension)."""

    def of_ids(self, ids: Collection[int]) -> tuple[Ids, Bytes]:
        """The vectors of `ids`, as `everything` gives them; ids without a vector are left out."""

    def sketches(self) -> tuple[Ids, Sketches]:
        """The first id of every chunk, ascending, and the sketches of the chunk's ids.

        Shapes (chunks,) and (chunks, width, CHUNK); all zeros for an id without a vector.
        """


class VectorIndex(Protocol):
    """Unit vectors by id, as they were when the index was made.

    Several threads may search one at once, each with rows of its own (see `on`).
    """

    def __len__(self) -> int:
        """How many vectors there are."""

    def search(self, query: Vectors, k: int, within: Ranges | None = None) -> dict[int, float]:
        """The cosines of the `k` vectors nearest to `query`, by id, best first.

        `query`: shape (dimension,), length 1. `within`: search only these ids. The result is
        shorter than `k` if there are fewer vectors.
        """

    def scores(self, query: Vectors, ids: Collection[int]) -> dict[int, float]:
        """The cosine of `query` with each of these vectors, by id.

        It equals the cosine of `search` to the last bit. Raises DamageError for an id without a
        vector.
        """

    def on(self, rows: VectorRows) -> Self:
        """The same index over `rows`, which another connection to the store reads."""
