"""Any sentence-transformers model, loaded when the first text comes."""

from collections.abc import Sequence
from functools import cached_property
from typing import Any

import numpy as np

from index.embedders import Vectors
from index.errors import ModelError
from index.weights import Weights


class TransformerEmbedder:
    """An Embedder on a directory of sentence-transformers files."""

    def __init__(self, weights: Weights) -> None:
        self._weights = weights

    @property
    def name(self) -> str:
        return self._weights.name

    @property
    def fingerprint(self) -> str:
        return self._weights.fingerprint

    @cached_property
    def dimension(self) -> int:
        return int(self._model.get_embedding_dimension())

    def embed(self, texts: Sequence[str]) -> Vectors:
        """As Embedder says. Equal texts are embedded once."""
        distinct = {text: i for i, text in enumerate(dict.fromkeys(texts))}
        vectors = self._encoded(self._model.encode_document, list(distinct))
        order = np.array([distinct[text] for text in texts], dtype=np.intp)
        return np.take(vectors, order, axis=0)

    def embed_question(self, question: str) -> Vectors:
        return self._encoded(self._model.encode_query, [question]).reshape(-1)

    def _encoded(self, encode: Any, texts: list[str]) -> Vectors:
        if not texts:
            return np.empty((0, self.dimension), np.float32)
        vectors = encode(texts, normalize_embeddings=True, show_progress_bar=False)
        return np.asarray(vectors, dtype=np.float32)

    @cached_property
    def _model(self) -> Any:
        # Seconds, torch and all: not before a text is really to be embedded.
        from safetensors import SafetensorError
        from sentence_transformers import SentenceTransformer
        from transformers.utils import logging

        logging.disable_progress_bar()
        try:
            return SentenceTransformer(
                self._weights.directory,
                local_files_only=True,
                trust_remote_code=False,
                model_kwargs={"use_safetensors": True},
            )
        except (OSError, ValueError, KeyError, TypeError, SafetensorError) as error:
            raise ModelError(f"cannot load the model {self.name!r}: {error}") from error
