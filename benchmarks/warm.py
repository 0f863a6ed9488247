"""How long a question takes in a process that has answered others, and what takes how long.

    python -m benchmarks.warm --data DIR [--set NAME] [--threads 1,2,4,8] [--rounds N]

By itself it prints how many questions a second are answered where as many threads ask one
Retriever, by the reader that ships and by none; the best of N rounds, taken in turn.
"""

import argparse
import statistics
import tempfile
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from benchmarks import bulk
from benchmarks.progress import counted
from benchmarks.sets import load
from benchmarks.tables import table
from index import Excerpt, Reading, Retriever, sync
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


def together(
    index: Path, questions: Sequence[str], threads: Sequence[int], rounds: int
) -> Iterator[tuple[str, list[float]]]:
    """Questions a second, for each number of threads, as one reader after the other reads."""
    for name, reader in (("shipped reader", shipped_reader()), ("no reader", None)):
        best = dict.fromkeys(threads, 0.0)
        with Retriever.open(index, reader=reader) as retriever:
            answerer = Answerer(retriever)
            for question in questions[:EVERY]:
                answerer.ask(question)
            for _ in range(rounds):
                for count in threads:
                    with ThreadPoolExecutor(count) as pool:
                        began = time.perf_counter()
                        list(pool.map(answerer.ask, questions))
                        rate = len(questions) / (time.perf_counter() - began)
                    best[count] = max(best[count], rate)
        yield name, list(best.values())


def main() -> None:
    parser = argparse.ArgumentParser(description="Measure how many questions threads are answered.")
    parser.add_argument("--data", type=Path, required=True, help="folder that holds dev/SET")
    parser.add_argument("--set", default="xquad_en")
    parser.add_argument("--threads", default="1,2,4,8")
    parser.add_argument("--questions", type=int, default=100)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--index", type=Path, help="an index of the set, if there is one")
    options = parser.parse_args()
    threads = [int(count) for count in options.threads.split(",")]
    chosen = load(options.data / "dev" / options.set)
    questions = [question.text for question in chosen.sample(options.questions).questions]
    with tempfile.TemporaryDirectory() as work:
        index = options.index or Path(work, "index")
        if not options.index:
            chosen.write(Path(work, "corpus"))
            sync([Path(work, "corpus")], index)
        rows = list(together(index, questions, threads, options.rounds))
    lines = [(name, *(f"{rate:.1f}" for rate in rates)) for name, rates in rows]
    print(table(("questions/s", *(f"{n} threads" for n in threads)), lines))


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


if __name__ == "__main__":
    main()
