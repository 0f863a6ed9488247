"""A cache of vectors, for benchmarks that embed the same texts for several indexes."""

from collections.abc import Sequence

import numpy as np

from index import Embedder
from index.embedders import Vectors


class CachingEmbedder:
    """An Embedder that passes each text on once, and keeps its vector in memory.

    Questions are not kept: what they cost is part of what is measured.
    """

    def __init__(self, embedder: Embedder) -> None:
        self._embedder = embedder
        self._vectors: dict[str, Vectors] = {}

    @property
    def name(self) -> str:
        """Name of the embedder behind the cache."""
        return self._embedder.name

    @property
    def fingerprint(self) -> str:
        """Fingerprint of the embedder behind the cache: the vectors are the same."""
        return self._embedder.fingerprint

    @property
    def dimension(self) -> int:
        """Number of components of each vector."""
        return self._embedder.dimension

    def embed(self, texts: Sequence[str]) -> Vectors:
        """Vectors for `texts`, in their order, shape (len(texts), dimension), float32."""
        fresh = list(dict.fromkeys(text for text in texts if text not in self._vectors))
        self._vectors.update(zip(fresh, self._embedder.embed(fresh), strict=True))
        found = [self._vectors[text] for text in texts]
        return np.array(found, np.float32).reshape(len(texts), self.dimension)

    def embed_question(self, question: str) -> Vectors:
        """The vector of a question, shape (dimension,)."""
        return self._embedder.embed_question(question)
