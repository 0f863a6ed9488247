"""How long a question takes in a process that has answered others, and what takes how long."""

import statistics
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from benchmarks import bulk
from benchmarks.progress import counted
from index import Excerpt, Reading, Retriever
from index.embedders import Embedder, Vectors, named_embedder
from index.readers import Reader, shipped_reader
from qa import Answerer

TOKENS = 2_000
"""Of passages that sentence-transformers encodes, for comparison."""
EVERY = 10
"""So many questions are asked between two such encodings."""


@dataclass(frozen=True, slots=True)
class Warm:
    """A part of answering, or what it is compared with."""

    name: str
    p50_ms: float
    p95_ms: float


class TimedEmbedder:
    """An Embedder that remembers how long its last question took."""

    def __init__(self, embedder: Embedder) -> None:
        self._embedder = embedder
        self.name, self.fingerprint = embedder.name, embedder.fingerprint
        self.dimension = embedder.dimension
        self.seconds = 0.0

    def embed(self, texts: Sequence[str]) -> Vectors:
        return self._embedder.embed(texts)

    def embed_question(self, question: str) -> Vectors:
        began = time.perf_counter()
        vector = self._embedder.embed_question(question)
        self.seconds = time.perf_counter() - began
        return vector


class TimedReader:
    """A Reader that adds up how long it has read."""

    def __init__(self, reader: Reader) -> None:
        self._reader = reader
        self.name = reader.name
        self.seconds = 0.0

    def read(self, question: str, excerpts: Sequence[Excerpt]) -> list[list[Reading]]:
        began = time.perf_counter()
        readings = self._reader.read(question, excerpts)
        self.seconds += time.perf_counter() - began
        return readings


def measured(
    index: Path, questions: Sequence[str], model: Any, passages: Sequence[str]
) -> list[Warm]:
    """The parts of answering these questions; last, `model` encoding TOKENS of `passages`."""
    embedder, reader = TimedEmbedder(named_embedder(None)), TimedReader(shipped_reader())
    chosen = _beginning(model, passages)
    taken: dict[str, list[float]] = {
        name: [] for name in ("embed", "retrieve", "read", "question", "encode")
    }
    with Retriever.open(index, model=embedder, reader=reader) as retriever:
        answerer = Answerer(retriever)
        for question in questions[:EVERY]:
            answerer.ask(question)
        for number, question in enumerate(counted("warm", questions)):
            reader.seconds = 0.0
            began = time.perf_counter()
            answerer.ask(question)
            whole = time.perf_counter() - began
            taken["question"].append(whole)
            taken["embed"].append(embedder.seconds)
            taken["read"].append(reader.seconds)
            taken["retrieve"].append(whole - embedder.seconds - reader.seconds)
            if number % EVERY == 0:
                began = time.perf_counter()
                model.encode(chosen, show_progress_bar=False)
                taken["encode"].append(time.perf_counter() - began)
    return [Warm(name, *_quantiles(seconds)) for name, seconds in taken.items()]


def _beginning(model: Any, passages: Sequence[str]) -> list[str]:
    """As many of the passages as have TOKENS tokens."""
    chosen: list[str] = []
    left = TOKENS
    for passage in passages:
        if left <= 0:
            break
        chosen.append(passage)
        left -= bulk.tokens(model, [passage])
    return chosen


def _quantiles(seconds: Sequence[float]) -> tuple[float, float]:
    """The median and the 95th percentile, in milliseconds."""
    ordered = sorted(seconds)
    return 1000 * statistics.median(ordered), 1000 * ordered[int(0.95 * (len(ordered) - 1))]
