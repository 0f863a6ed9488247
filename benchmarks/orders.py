"""Baselines that rank sentences by one signal, and the figures of a ranking."""

import statistics
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from benchmarks.progress import track
from benchmarks.sets import Found, Question
from index import Embedder
from index.store import fulltext, queries
from index.store.store import Store
from index.store.vectors import open_vectors
from index.text import lexicon

DEPTH = 10
"""How many sentences of a ranking count."""

Order = Callable[[str], list[Found]]
"""From a question to its sentences, best first."""


@dataclass(frozen=True, slots=True)
class Row:
    """How well an order did on some questions."""

    name: str
    ranks: list[int]
    """Rank of the first right sentence of each question, from 1; 0 if none is among DEPTH."""
    ms: float
    """Median time of a question."""

    def share(self, k: int) -> float:
        """Share of the questions with a right sentence among the first `k`, 0 to 1."""
        return sum(0 < rank <= k for rank in self.ranks) / max(1, len(self.ranks))

    def mrr(self) -> float:
        """Mean reciprocal rank of the first right sentence, 0 to 1; 0 if none is among DEPTH."""
        return sum(1 / rank for rank in self.ranks if rank) / max(1, len(self.ranks))

    def firsts(self) -> list[float]:
        """1 for each question whose first sentence is right, else 0."""
        return [float(rank == 1) for rank in self.ranks]


def bm25(store: Store) -> Order:
    """The order by FTS5's bm25(), for the words that the product searches for."""
    return _make_order(
        store,
        lambda question: fulltext.search(
            store.db, fulltext.count(store.db, lexicon.terms(question)), DEPTH, None
        ),
    )


def dense(store: Store, embedder: Embedder) -> Order:
    """The order by cosine of the sentence's vector and the question's."""
    vectors = open_vectors(store.db, "sentence", embedder.dimension)
    return _make_order(
        store, lambda question: list(vectors.search(embedder.embed_question(question), DEPTH))
    )


def measure(name: str, order: Order, questions: Sequence[Question]) -> Row:
    """The figures of an order on these questions, under `name`."""
    ranks, seconds = [], []
    for question in track(name, questions):
        began = time.perf_counter()
        found = order(question.text)
        seconds.append(time.perf_counter() - began)
        ranks.append(question.rank(found))
    return Row(name, ranks, median_ms(seconds))


def median_ms(seconds: Sequence[float]) -> float:
    """The median in milliseconds; 0 of nothing."""
    return statistics.median(seconds or [0.0]) * 1000


def _make_order(store: Store, best: Callable[[str], list[int]]) -> Order:
    """The order of a function from a question to the ids of its sentences."""
    names = {number: Path(document.path).name for number, document in store.documents().items()}

    def order(question: str) -> list[Found]:
        return [
            (row.sentence.text, [(names[row.document], row.sentence.start, row.sentence.end)])
            for row in queries.sentences(store.db, best(question))
        ]

    return order
