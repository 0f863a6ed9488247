"""Sentences in the order of one signal, and the row of figures that an order earns."""

import statistics
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from benchmarks.progress import counted
from benchmarks.sets import Found, Question
from index import Embedder
from index.store import fulltext, lookup
from index.store.store import Store
from index.store.vectors import opened
from index.text import lexicon

DEPTH = 10
"""How many sentences are looked at."""

Order = Callable[[str], list[Found]]
"""A question to its sentences, best first."""


@dataclass(frozen=True, slots=True)
class Row:
    """How an order did on some questions."""

    name: str
    ranks: list[int]
    """Of the first right sentence, from 1; 0 where it is not among the first DEPTH."""
    ms: float
    """Median of one question."""

    def share(self, k: int) -> float:
        return sum(0 < rank <= k for rank in self.ranks) / max(1, len(self.ranks))

    def mrr(self) -> float:
        return sum(1 / rank for rank in self.ranks if rank) / max(1, len(self.ranks))

    def firsts(self) -> list[float]:
        """1 for each question whose first sentence is right, 0 for each other."""
        return [float(rank == 1) for rank in self.ranks]


def bm25(store: Store) -> Order:
    """FTS5's bm25() on the words that the product looks for."""
    return _by_ids(
        store,
        lambda question: fulltext.search(
            store.db, fulltext.count(store.db, lexicon.terms(question)), DEPTH, None
        ),
    )


def dense(store: Store, embedder: Embedder) -> Order:
    """The cosine of the sentences' vectors with the question's."""
    vectors = opened(store.db, "sentence", embedder.dimension)
    return _by_ids(
        store, lambda question: list(vectors.search(embedder.embed_question(question), DEPTH))
    )


def measure(name: str, order: Order, questions: Sequence[Question]) -> Row:
    ranks, seconds = [], []
    for question in counted(name, questions):
        began = time.perf_counter()
        found = order(question.text)
        seconds.append(time.perf_counter() - began)
        ranks.append(question.rank(found))
    return Row(name, ranks, median_ms(seconds))


def median_ms(seconds: Sequence[float]) -> float:
    return statistics.median(seconds or [0.0]) * 1000


def _by_ids(store: Store, best: Callable[[str], list[int]]) -> Order:
    names = {number: Path(document.path).name for number, document in store.documents().items()}

    def order(question: str) -> list[Found]:
        return [
            (row.sentence.text, [(names[row.document], row.sentence.start, row.sentence.end)])
            for row in lookup.sentences(store.db, best(question))
        ]

    return order
