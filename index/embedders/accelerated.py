"""Embeds many texts with torch, where a device is faster than the compiled graph.

Importing torch takes as long as embedding thousands of texts, so cheap signs of such a device
are looked for first.
"""

import os
import platform
import sys
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from index.embedders.protocol import Vectors
from index.embedders.transformer import TransformerEmbedder
from index.models import batches
from index.models.once import once

TOKENS_PER_BATCH = {"cpu": 1_024, "mps": 8_192, "cuda": 32_768}
"""By device. On a processor the batch is small, so that a layer's output stays in the cache."""
CHARS_PER_TOKEN = 4
"""Roughly, in English text. Only the grouping into batches depends on it."""


def device() -> str | None:
    """The torch device that is faster: a GPU, or a processor with units for bfloat16; or None."""
    has_units = _has_bfloat16_units()
    is_apple = sys.platform == "darwin" and platform.machine() == "arm64"
    if not (has_units or is_apple or os.path.exists("/dev/nvidiactl")):
        return None
    import torch

    if torch.cuda.is_available():
        return "cuda"
    if torch.backends.mps.is_available():
        return "mps"
    return "cpu" if has_units else None


def _has_bfloat16_units() -> bool:
    try:
        return " amx_bf16" in Path("/proc/cpuinfo").read_text(encoding="ascii", errors="replace")
    except OSError:
        return False


class AcceleratedEmbedder:
    """A model run by its library on a device, in bfloat16."""

    def __init__(self, original: TransformerEmbedder, device: str) -> None:
        """`device`: the name of a torch device, a key of TOKENS_PER_BATCH."""
        self._original = original
        self._device = device

    def embed(self, texts: Sequence[str]) -> Vectors:
        """Vectors for `texts`, as `Embedder.embed` gives them."""
        vectors = np.empty((len(texts), self._model.dimension), np.float32)
        lengths = [len(text) // CHARS_PER_TOKEN + 2 for text in texts]
        for batch in batches.by_length(lengths, TOKENS_PER_BATCH[self._device]):
            vectors[batch] = self._model.embed([texts[i] for i in batch], len(batch))
        return vectors

    @once
    def _model(self) -> TransformerEmbedder:
        return self._original.on(self._device, "bfloat16")
