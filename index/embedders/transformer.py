"""Any sentence-transformers model, run by its library and loaded for the first text."""

from collections.abc import Sequence
from pathlib import Path
from threading import Lock
from typing import Any, Self

import numpy as np

from index.embedders.protocol import Vectors
from index.errors import ModelError
from index.models import graphs
from index.models.graphs import Card, GraphError
from index.models.once import once
from index.models.weights import Weights

EXAMPLE = ("a text that is longer", "than another")
"""What the network is traced with: a batch of two texts of different lengths."""
INPUTS = ("input_ids", "attention_mask", "token_type_ids")
"""The inputs that a compiled graph can be given."""


class TransformerEmbedder:
    """An Embedder on a directory of sentence-transformers files."""

    def __init__(
        self, weights: Weights, device: str | None = None, precision: str | None = None
    ) -> None:
        """`device`, `precision`: as torch names them, None for what its library chooses."""
        self._weights = weights
        self._device = device
        self._precision = precision
        self._lock = Lock()

    def on(self, device: str, precision: str) -> Self:
        """The same model on another device, in another precision."""
        return type(self)(self._weights, device, precision)

    @property
    def name(self) -> str:
        """What people call the model."""
        return self._weights.name

    @property
    def directory(self) -> Path:
        """The model's files."""
        return Path(self._weights.directory)

    @property
    def fingerprint(self) -> str:
        """sha256 over the model's files, in hexadecimal."""
        return self._weights.fingerprint

    @once
    def dimension(self) -> int:
        """Number of components of each vector. Loads the model."""
        return int(self._model.get_embedding_dimension())

    def embed(self, texts: Sequence[str], batch_size: int = 32) -> Vectors:
        """Vectors for `texts`, as `Embedder.embed` gives them, `batch_size` texts at once."""
        return self._encode(self._model.encode_document, list(texts), batch_size)

    def embed_question(self, question: str) -> Vectors:
        """The vector of a question, as `Embedder.embed_question` gives it."""
        return self._encode(self._model.encode_query, [question]).reshape(-1)

    def export(self, directory: Path) -> Card:
        """Writes the model's graph and tokenizer into `directory`, and returns their card.

        Raises GraphError for a model without a fast tokenizer, or with inputs not in INPUTS.
        """
        from torch import nn

        model = self._model
        tokenizer = getattr(model.tokenizer, "backend_tokenizer", None)
        if tokenizer is None:
            raise GraphError("its tokenizer is not a fast one")
        features = model.preprocess(list(EXAMPLE))
        tensors = {n: v.to(model.device) for n, v in features.items() if hasattr(v, "shape")}
        if not {"input_ids", "attention_mask"} <= tensors.keys() <= set(INPUTS):
            raise GraphError(f"it takes {', '.join(tensors)}")

        class Traced(nn.Module):  # type: ignore[misc]  # torch is not followed, for speed
            def __init__(self) -> None:
                super().__init__()
                self.model = model

            def forward(self, *inputs: Any) -> Any:
                named = dict(zip(tensors, inputs, strict=True))
                return self.model(named)["sentence_embedding"]

        graphs.write(Traced().eval(), tensors, {0: "batch"}, directory / graphs.GRAPH)
        tokenizer.save(str(directory / "tokenizer.json"))
        return {
            "dimension": self.dimension,
            "max_tokens": model.max_seq_length,
            "padding": model.tokenizer.pad_token_id,
            "question_prompt": self._prompt("query"),
            "document_prompt": self._prompt("document", "passage", "corpus"),
        }

    def _prompt(self, *names: str) -> str:
        """The prompt that encode_query or encode_document puts before a text."""
        prompts = self._model.prompts
        known = [name for name in names if name in prompts]
        return prompts.get(known[0] if known else self._model.default_prompt_name) or ""

    def _encode(self, encode: Any, texts: list[str], batch_size: int = 32) -> Vectors:
        if not texts:
            return np.empty((0, self.dimension), np.float32)
        with self._lock:  # a call may set the library's tokenizer anew
            found = encode(texts, batch_size=batch_size, show_progress_bar=False)
        vectors: Vectors = np.asarray(found, dtype=np.float32)
        vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
        return vectors

    @once
    def _model(self) -> Any:
        # This takes seconds, torch included, so it waits for the first text.
        from safetensors import SafetensorError
        from sentence_transformers import SentenceTransformer
        from transformers.utils import logging

        logging.disable_progress_bar()
        try:
            return SentenceTransformer(
                self._weights.directory,
                local_files_only=True,
                trust_remote_code=False,
                device=self._device,
                model_kwargs={"use_safetensors": True}
                | ({"dtype": self._precision} if self._precision else {}),
            )
        except (OSError, ValueError, KeyError, TypeError, SafetensorError) as error:
            raise ModelError(f"cannot load the model {self.name!r}: {error}") from error
