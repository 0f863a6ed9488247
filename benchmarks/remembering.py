"""Vectors kept, where the same texts are embedded for several indexes."""

from collections.abc import Sequence

import numpy as np

from index import Embedder
from index.embedders import Vectors


class Remembering:
    """An Embedder that embeds a text once."""

    def __init__(self, embedder: Embedder) -> None:
        self._embedder = embedder
        self._vectors: dict[str, Vectors] = {}

    @property
    def name(self) -> str:
        return self._embedder.name

    @property
    def fingerprint(self) -> str:
        return self._embedder.fingerprint

    @property
    def dimension(self) -> int:
        return self._embedder.dimension

    def embed(self, texts: Sequence[str]) -> Vectors:
        fresh = list(dict.fromkeys(text for text in texts if text not in self._vectors))
        self._vectors.update(zip(fresh, self._embedder.embed(fresh), strict=True))
        found = [self._vectors[text] for text in texts]
        return np.array(found, np.float32).reshape(len(texts), self.dimension)

    def embed_question(self, question: str) -> Vectors:
        return self._embedder.embed_question(question)
