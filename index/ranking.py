"""The order of an index's sentences for one question, from words and vectors together."""

import sqlite3
from collections.abc import Set
from dataclasses import dataclass

from index import fulltext, lookup
from index.fusion import Signals, score
from index.mirror import Mirror
from index.vectors import Vectors

CANDIDATES = 100
"""How many of the best by each signal are compared by all of them."""


@dataclass(frozen=True, slots=True)
class Query:
    """A question as it is looked for."""

    question: str
    vector: Vectors
    documents: Set[int] | None
    """Only in these; None for all."""


@dataclass(frozen=True, slots=True)
class Ranked:
    """A sentence by its id, and its score."""

    id: int
    score: float


def rank(db: sqlite3.Connection, query: Query, sentences: Mirror, passages: Mirror) -> list[Ranked]:
    """The candidates, best first: the best by words and by vector, and those of the best passages.

    Equal scores stand in the order of the index.
    """
    sentence_words = fulltext.words(db, "sentence", query.question)
    passage_words = fulltext.words(db, "passage", query.question)
    best = _best(db, query, sentence_words, sentences)
    best.update(lookup.members(db, _best(db, query, passage_words, passages)))
    holders = lookup.passages(db, best)
    held = set(holders.values())
    by_sentence = fulltext.scores(db, sentence_words, best)
    by_passage = fulltext.scores(db, passage_words, held)
    sentence_cosines = sentences.index.scores(query.vector, best)
    passage_cosines = passages.index.scores(query.vector, held)
    ranked = [
        Ranked(
            number,
            score(
                Signals(
                    by_sentence[number],
                    sentence_cosines[number],
                    by_passage[holders[number]],
                    passage_cosines[holders[number]],
                )
            ),
        )
        for number in best
    ]
    return sorted(ranked, key=lambda found: (-found.score, found.id))


def _best(db: sqlite3.Connection, query: Query, words: fulltext.Words, vectors: Mirror) -> set[int]:
    within = None if query.documents is None else vectors.ids(query.documents)
    near = vectors.index.search(query.vector, CANDIDATES, within)
    return {*near, *fulltext.search(db, words, CANDIDATES, query.documents)}
