"""How fast many sentences are embedded, compared with sentence-transformers and its defaults.

txtai's indexing is compared too if it is installed: `pip install --no-deps txtai msgpack`.
"""

import statistics
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from importlib.util import find_spec
from typing import Any

from index.embedders import named_embedder
from index.models.weights import DEFAULT_MODEL, find
from index.text.sentences import split

SENTENCES = 1_000


@dataclass(frozen=True, slots=True)
class Bulk:
    """The rate of one way to embed."""

    name: str
    tokens_per_second: float
    """Median of all rounds; padding does not count."""


def sentences(documents: Sequence[str]) -> list[str]:
    """The first SENTENCES different sentences of these documents."""
    found = [text[start:end] for text in documents for start, end in split(text)]
    return list(dict.fromkeys(found))[:SENTENCES]


def sentence_transformer() -> Any:
    """The default model as sentence-transformers loads it, in float32 on the processor."""
    from sentence_transformers import SentenceTransformer
    from transformers.utils import logging

    logging.disable_progress_bar()
    return SentenceTransformer(find(DEFAULT_MODEL, downloads=False).directory, device="cpu")


def tokens(model: Any, texts: Sequence[str]) -> int:
    """How many tokens the model makes of the texts."""
    return sum(len(ids) for ids in model.tokenizer(list(texts), truncation=True)["input_ids"])


def measure(model: Any, texts: Sequence[str], rounds: int) -> list[Bulk]:
    """The rate of each way to embed `texts`, that of `model` first.

    The ways take turns, `rounds` times, after a warm-up that does not count.
    """
    embedder = named_embedder(None)
    ways: dict[str, Callable[[list[str]], Any]] = {
        "sentence-transformers": lambda some: model.encode(some, show_progress_bar=False),
        "cited-qa": embedder.embed,
    }
    if find_spec("txtai"):
        from txtai import Embeddings

        directory = find(DEFAULT_MODEL, downloads=False).directory
        ways["txtai"] = Embeddings(path=directory, gpu=False).index
    count = tokens(model, texts)
    taken: dict[str, list[float]] = {name: [] for name in ways}
    for way in ways.values():
        way(list(texts[:64]))
    for _ in range(rounds):
        for name, way in ways.items():
            began = time.perf_counter()
            way(list(texts))
            taken[name].append(count / (time.perf_counter() - began))
    return [Bulk(name, statistics.median(rates)) for name, rates in taken.items()]
