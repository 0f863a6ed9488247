"""Any sentence-transformers CrossEncoder as a reader."""

from collections.abc import Sequence
from threading import Lock
from typing import Any

from index.errors import ModelError
from index.models.once import once
from index.models.weights import Weights
from index.readers.protocol import Excerpt, Reading


class CrossEncoderReader:
    """A Reader that scores each sentence by itself and marks no words."""

    def __init__(self, weights: Weights) -> None:
        """`weights`: the directory of a CrossEncoder. It is loaded when it first reads."""
        self._weights = weights
        self._lock = Lock()

    @property
    def name(self) -> str:
        """What people call the model."""
        return self._weights.name

    def read(self, question: str, excerpts: Sequence[Excerpt]) -> list[list[Reading]]:
        """A reading of every sentence of every excerpt, as `Reader.read` gives them.

        The score is the model's own, before any activation. Raises ModelError for a model that
        cannot be loaded or gives several scores a sentence.
        """
        pairs = [(question, sentence) for excerpt in excerpts for sentence in excerpt.sentences]
        scores = iter(self._scores(pairs))
        return [[Reading(next(scores), None) for _ in e.sentences] for e in excerpts]

    def _scores(self, pairs: list[tuple[str, str]]) -> list[float]:
        if not pairs:
            return []
        from torch.nn import Identity

        model = self._model
        with self._lock:  # a call may set the library's tokenizer anew
            found = model.predict(pairs, activation_fn=Identity(), show_progress_bar=False)
        if found.ndim != 1:
            raise ModelError(
                f"{self.name!r} gives {found.shape[1]} numbers for a sentence; a reader gives one"
            )
        return [float(score) for score in found]

    @once
    def _model(self) -> Any:
        # This takes seconds, torch included, so it waits for the first passage.
        from safetensors import SafetensorError
        from sentence_transformers import CrossEncoder
        from transformers.utils import logging

        logging.disable_progress_bar()
        try:
            model = CrossEncoder(
                self._weights.directory,
                local_files_only=True,
                trust_remote_code=False,
                model_kwargs={"use_safetensors": True},
            )
        except (OSError, ValueError, KeyError, TypeError, RuntimeError, SafetensorError) as error:
            raise ModelError(f"cannot load the reader {self.name!r}: {error}") from error
        # The library gives a model without this head one with random weights.
        judge = "ForSequenceClassification"
        trained = model.config.architectures or [judge]
        needed = type(model.model).__name__.endswith(judge)
        if needed and not any(name.endswith(judge) for name in trained):
            raise ModelError(f"{self.name!r} is no CrossEncoder: it has no layer that scores text")
        return model
