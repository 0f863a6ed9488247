"""The order of an index's sentences for one question, from words and vectors together."""

from collections.abc import Mapping, Set
from dataclasses import dataclass, replace

from index.errors import DamageError
from index.fusion import score
from index.records import Period, Signals, Timing
from index.store import fulltext, lookup
from index.store.fulltext import Weighted
from index.store.scope import Scope
from index.store.store import Store
from index.text import lexicon
from index.text.periods import said, tells
from index.vectors import VectorIndex, Vectors

SENTENCES, PASSAGES = 100, 10
"""How many of the best by words, by sentence vector and by passage vector are candidates."""


@dataclass(frozen=True, slots=True)
class Query:
    """A question as it is looked for."""

    question: str
    vector: Vectors
    scope: Scope | None
    """Only in this; None for all."""
    period: Period | None = None
    """The time it asks of."""


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


def rank(store: Store, query: Query, sentences: VectorIndex, passages: VectorIndex) -> list[Ranked]:
    """The sentences of all passages that hold a candidate, best first; equal scores in the order
    of the index.

    Candidates are the best sentences by BM25 and by vector and those of the best passages by
    vector. Each sentence is judged by all signals, whichever found it. The words of a question
    that say a time are held by every sentence that names a date in it or is of a document dated in
    it; one of a document dated elsewhere stands lower.
    """
    terms = fulltext.count(store.db, lexicon.terms(query.question))
    within = query.scope.sentences if query.scope else None
    around = query.scope.passages if query.scope else None
    near_sentences = sentences.search(query.vector, SENTENCES, within)
    near_passages = passages.search(query.vector, PASSAGES, around)
    candidates = {
        *fulltext.search(store.db, terms, SENTENCES, within),
        *near_sentences,
        *(s for near in lookup.members(store.db, near_passages).values() for s in near),
    }
    if not candidates:
        return []
    members = lookup.members(store.db, lookup.passages(store.db, candidates))
    everyone = {sentence for near in members.values() for sentence in near}
    if len(everyone) != sum(map(len, members.values())) or not candidates <= everyone:
        raise DamageError("passages that overlap, or do not hold their sentences")
    timings = _timings(store, query.period, members)
    words = _timely(fulltext.weigh(store.db, terms, everyone), query.period, timings)
    cosines = _cosines(sentences, query.vector, everyone, near_sentences)
    passage_cosines = _cosines(passages, query.vector, members.keys(), near_passages)

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
                timing=timings.get(sentence),
            )
            ranked.append(Ranked(sentence, passage, score(signals), signals))
    return sorted(ranked, key=lambda found: (-found.score, found.id))


def _timings(
    store: Store, asked: Period | None, members: Mapping[int, set[int]]
) -> dict[int, Timing]:
    """How the sentences of these passages stand to the time that is asked of, if any is."""
    if asked is None:
        return {}
    timings = {}
    for number, text, days in lookup.dated(
        store.db, {n for near in members.values() for n in near}
    ):
        if days and days[0] <= asked.last and days[1] >= asked.first:
            timings[number] = Timing.DATED
        elif tells(text, asked):
            timings[number] = Timing.NAMED
        else:
            timings[number] = Timing.ELSEWHERE if days else Timing.UNKNOWN
    if not {Timing.DATED, Timing.NAMED} & set(timings.values()):  # it tells nothing apart
        return {}
    # What stands beside a date in the time may be of it, whenever it was written.
    for near in members.values():
        if any(timings[number] is Timing.NAMED for number in near):
            beside = {number for number in near if timings[number] is Timing.ELSEWHERE}
            timings |= dict.fromkeys(beside, Timing.UNKNOWN)
    return timings


def _timely(
    words: list[Weighted], asked: Period | None, timings: Mapping[int, Timing]
) -> list[Weighted]:
    """The words, those of them that say the time with all sentences that tell of it."""
    if asked is None:
        return words
    of_it = {n for n, timing in timings.items() if timing in (Timing.DATED, Timing.NAMED)}
    telling = set(lexicon.terms(said(asked)))
    return [
        replace(word, holders=word.holders | of_it) if word.text in telling else word
        for word in words
    ]


def _cosines(
    index: VectorIndex, vector: Vectors, ids: Set[int], known: Mapping[int, float]
) -> Mapping[int, float]:
    """The cosine of each of these ids, of which some are known already."""
    return {**known, **index.scores(vector, ids - known.keys())}
