"""The order of an index's sentences for one question, from words and vectors together."""

import re
import sqlite3
from collections.abc import Set
from dataclasses import dataclass, replace

from index import fulltext, lexicon, lookup
from index.fulltext import Term, Weighted
from index.fusion import score
from index.records import Signals
from index.store import Scope
from index.vectors import VectorIndex, Vectors

SENTENCES, PASSAGES = 100, 10
"""How many of the best by words, by sentence vector and by passage vector are candidates."""

_YEAR = re.compile(r"1\d{3}|20\d{2}")


@dataclass(frozen=True, slots=True)
class Query:
    """A question as it is looked for."""

    question: str
    vector: Vectors
    scope: Scope | None
    """Only in this; None for all."""


@dataclass(frozen=True, slots=True)
class Ranked:
    """A sentence by its id, and why it stands where it does."""

    id: int
    passage: int
    """The passage that it is in."""
    score: float
    signals: Signals
    answer: tuple[int, int] | None = None
    """Where in it the answering words stand, once it was read."""


def rank(
    db: sqlite3.Connection, query: Query, sentences: VectorIndex, passages: VectorIndex
) -> list[Ranked]:
    """The sentences of all passages that hold a candidate, best first; equal scores in the order
    of the index.

    Candidates are the best sentences by BM25 and by vector and those of the best passages by
    vector. Each sentence is judged by all signals, whichever found it. A year is said by all of a
    document that states a date in it, as much as by a sentence that names it.
    """
    terms = fulltext.count(db, lexicon.terms(query.question))
    candidates = _candidates(db, query, terms, sentences, passages)
    if not candidates:
        return []
    members = lookup.members(db, set(lookup.passages(db, candidates).values()))
    everyone = {sentence for near in members.values() for sentence in near}
    words = [_everywhere(db, word, everyone) for word in fulltext.weigh(db, terms, everyone)]
    cosines = sentences.scores(query.vector, everyone)
    passage_cosines = passages.scores(query.vector, members.keys())

    def covered(ids: Set[int]) -> float:
        return sum(word.weight for word in words if not word.holders.isdisjoint(ids))

    ranked = []
    for passage, ids in members.items():
        passage_coverage = covered(ids)
        for sentence in ids:
            signals = Signals(
                covered({sentence}),
                cosines[sentence],
                passage_coverage,
                passage_cosines[passage],
            )
            ranked.append(Ranked(sentence, passage, score(signals), signals))
    return sorted(ranked, key=lambda found: (-found.score, found.id))


def _everywhere(db: sqlite3.Connection, word: Weighted, ids: Set[int]) -> Weighted:
    """A year with the sentences that tell of it without a word: all of a document of that year."""
    if not _YEAR.fullmatch(word.text):
        return word
    return replace(word, holders=word.holders | lookup.of_year(db, ids, word.text))


def _candidates(
    db: sqlite3.Connection,
    query: Query,
    terms: list[Term],
    sentences: VectorIndex,
    passages: VectorIndex,
) -> set[int]:
    within = query.scope.sentences if query.scope else None
    around = query.scope.passages if query.scope else None
    near_sentences = sentences.search(query.vector, SENTENCES, within)
    near_passages = lookup.members(db, passages.search(query.vector, PASSAGES, around))
    return {
        *fulltext.search(db, terms, SENTENCES, within),
        *near_sentences,
        *(sentence for near in near_passages.values() for sentence in near),
    }
