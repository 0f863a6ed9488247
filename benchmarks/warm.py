"""How long a question takes in a process that has answered others, and how long each part takes.

    python -m benchmarks.warm --data DIR [--set NAME] [--threads 1,2,4,8] [--rounds N]

benchmarks.speed prints those times. This command prints how many questions per second several
threads get answered from one Retriever, with the shipped reader and without a reader. The numbers
of threads take turns, and the best of N rounds counts.
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
from benchmarks.progress import track
from benchmarks.sets import load
from benchmarks.tables import table
from index import Excerpt, Reading, Retriever, sync
from index.embedders import Embedder, Vectors, named_embedder
from index.readers import Reader, shipped_reader
from qa import Answerer

TOKENS = 2_000
"""How many tokens of passages sentence-transformers encodes for comparison."""
EVERY = 10
"""How many questions are asked between two such encodings."""


@dataclass(frozen=True, slots=True)
class Warm:
    """Times of one part of answering, or of what it is compared with."""

    name: str
    p50_ms: float
    p95_ms: float


class TimedEmbedder:
    """An Embedder that times its last question."""

    def __init__(self, embedder: Embedder) -> None:
        self._embedder = embedder
        self.name, self.fingerprint = embedder.name, embedder.fingerprint
        self.dimension = embedder.dimension
        self.seconds = 0.0

    def embed(self, texts: Sequence[str]) -> Vectors:
        """The vectors of the embedder behind it."""
        return self._embedder.embed(texts)

    def embed_question(self, question: str) -> Vectors:
        """The vector of the embedder behind it; sets `seconds`."""
        began = time.perf_counter()
        vector = self._embedder.embed_question(question)
        self.seconds = time.perf_counter() - began
        return vector


class TimedReader:
    """A Reader that adds up the time it spends reading."""

    def __init__(self, reader: Reader) -> None:
        self._reader = reader
        self.name = reader.name
        self.seconds = 0.0

    def read(self, question: str, excerpts: Sequence[Excerpt]) -> list[list[Reading]]:
        """The readings of the reader behind it; adds to `seconds`."""
        began = time.perf_counter()
        readings = self._reader.read(question, excerpts)
        self.seconds += time.perf_counter() - began
        return readings


def measure(
    index: Path, questions: Sequence[str], model: Any, passages: Sequence[str]
) -> list[Warm]:
    """Times of each part of answering the questions; last, of `model` encoding TOKENS tokens.

    The tokens are the first of `passages`.
    """
    embedder, reader = TimedEmbedder(named_embedder(None)), TimedReader(shipped_reader())
    chosen = _take_tokens(model, passages)
    taken: dict[str, list[float]] = {
        name: [] for name in ("embed", "retrieve", "read", "question", "encode")
    }
    with Retriever.open(index, model=embedder, reader=reader) as retriever:
        answerer = Answerer(retriever)
        for question in questions[:EVERY]:
            answerer.ask(question)
        for number, question in enumerate(track("warm", questions)):
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


def measure_threads(
    index: Path, questions: Sequence[str], threads: Sequence[int], rounds: int
) -> Iterator[tuple[str, list[float]]]:
    """For each reader its name, and the questions per second for each number of threads."""
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
    """Prints questions per second by the number of threads."""
    parser = argparse.ArgumentParser(
        description="Measure how many questions per second threads get answered."
    )
    parser.add_argument("--data", type=Path, required=True, help="folder that holds dev/SET")
    parser.add_argument("--set", default="xquad_en", help="set in dev")
    parser.add_argument("--threads", default="1,2,4,8", help="numbers of threads, comma-separated")
    parser.add_argument("--questions", type=int, default=100, help="how many are drawn")
    parser.add_argument("--rounds", type=int, default=3, help="the best of them counts")
    parser.add_argument("--index", type=Path, help="an index of the set; without it one is built")
    options = parser.parse_args()
    threads = [int(count) for count in options.threads.split(",")]
    chosen = load(options.data / "dev" / options.set)
    questions = [question.text for question in chosen.sample(options.questions).questions]
    with tempfile.TemporaryDirectory() as work:
        index = options.index or Path(work, "index")
        if not options.index:
            chosen.write(Path(work, "corpus"))
            sync([Path(work, "corpus")], index)
        rows = list(measure_threads(index, questions, threads, options.rounds))
    lines = [(name, *(f"{rate:.1f}" for rate in rates)) for name, rates in rows]
    print(table(("questions/s", *(f"{n} threads" for n in threads)), lines))


def _take_tokens(model: Any, passages: Sequence[str]) -> list[str]:
    """The first passages that have TOKENS tokens together."""
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
