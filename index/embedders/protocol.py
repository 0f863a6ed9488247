"""The seam between text and vectors: what an embedder is.

To add one, write a class with these members and pass an instance wherever a model is asked for.
"""

from collections.abc import Sequence
from typing import Protocol

import numpy as np
import numpy.typing as npt

Vectors = npt.NDArray[np.float32]


class Embedder(Protocol):
    """Turns text into vectors.

    A Retriever that several threads share calls its embedder from all of them at once.
    """

    @property
    def name(self) -> str:
        """What people call the model."""

    @property
    def fingerprint(self) -> str:
        """Differs whenever the vectors would differ.

        An index is only searched by an embedder with the fingerprint it was built with.
        """

    @property
    def dimension(self) -> int:
        """Number of components of each vector."""

    def embed(self, texts: Sequence[str]) -> Vectors:
        """Vectors for `texts`, in their order.

        Shape (len(texts), dimension), float32, each row of length 1, so a dot product is a
        cosine. An empty sequence gives shape (0, dimension). A text longer than the model takes
        is cut. Raises ModelError if the model cannot be loaded.
        """

    def embed_question(self, question: str) -> Vectors:
        """The vector of a question, shape (dimension,), to compare with those of `embed`."""
