"""Text to vectors: what an embedder is, and the one that a model's name stands for."""

import logging
from collections.abc import Callable, Sequence
from typing import Protocol

import numpy as np
import numpy.typing as npt

from index.models.weights import DEFAULT_MODEL, find

__all__ = ["DEFAULT_MODEL", "Embedder", "Vectors", "named_embedder", "stored_embedder"]

_log = logging.getLogger(__name__)

Vectors = npt.NDArray[np.float32]


class Embedder(Protocol):
    """Turns text into vectors; whoever writes one may pass it wherever a model is asked for.

    A Retriever that several threads ask calls it from all of them at once.
    """

    @property
    def name(self) -> str:
        """What the model is called, for people."""

    @property
    def fingerprint(self) -> str:
        """Differs whenever the vectors would; an index is only ever asked with its own."""

    @property
    def dimension(self) -> int:
        """Of each vector."""

    def embed(self, texts: Sequence[str]) -> Vectors:
        """Vectors for `texts`, in their order.

        Shape (len(texts), dimension), float32, each row of length 1, so a dot product is a
        cosine. An empty sequence gives shape (0, dimension). What is longer than the model
        takes is cut.
        """

    def embed_question(self, question: str) -> Vectors:
        """The vector of a question, shape (dimension,), to be compared with those of `embed`."""


def named_embedder(
    name: str | None, *, downloads: bool = True, on_notice: Callable[[str], None] = _log.warning
) -> Embedder:
    """The embedder of a model: None for the default, else a directory or a hub name.

    Cheap until something is embedded: no model is loaded here. A hub model that is not in the
    local cache is fetched if `downloads`. `on_notice` is told, in a line for people, when the
    model has to be compiled first, and why it cannot be. Raises ModelError.
    """
    from index.embedders.compiled import CompiledEmbedder
    from index.embedders.transformer import TransformerEmbedder

    weights = find(name or DEFAULT_MODEL, downloads=downloads)
    return CompiledEmbedder(TransformerEmbedder(weights), on_notice)


def stored_embedder(name: str | None, on_notice: Callable[[str], None] = _log.warning) -> Embedder:
    """The embedder of a model that an index names: what it says is never fetched."""
    return named_embedder(name, downloads=False, on_notice=on_notice)
