"""Ranks the sentences of an index for one question, by words and vectors together."""

from collections.abc import Mapping, Set
from dataclasses import dataclass, replace

from index.fusion import score
from index.records import Period, Signals, Timing
from index.store.protocol import Snapshot
from index.store.rows import Subset, Weighted
from index.text import lexicon
from index.text.periods import has_date_in, time_words
from index.vectors import Level, Vectors

ABOVE = 0.4
"""What a word counts for a sentence that does not hold it, but stands below it: in a document of
that title, or a section of that heading."""
SENTENCES, PASSAGES = 100, 10
"""How many of the best sentences, by words and by vectors, and of the best passages are
candidates."""


@dataclass(frozen=True, slots=True)
class Query:
    """A question, and all that the search for it needs."""

    question: str
    vector: Vectors
    subset: Subset | None
    """The part of the index to search; None for all of it."""
    period: Period | None = None
    """The time that it asks about."""


@dataclass(frozen=True, slots=True)
class Ranked:
    """A sentence by its id, its score, and the signals that the score comes from."""

    id: int
    passage: int
    """The id of its passage."""
    score: float
    signals: Signals
    answer: tuple[int, int] | None = None
    """Where in the sentence the answer stands, once a reader has read it."""


def rank(snapshot: Snapshot, query: Query) -> list[Ranked]:
    """The sentences of all passages that hold a candidate, best first.

    Sentences with equal scores stand in the order of the index. Candidates are the best sentences
    by BM25 and by vector, and those of the best passages by vector. Each sentence is scored by all
    signals, whichever found it. If the question names a time, those words count as matched by every
    sentence that names a date in that time or whose document is dated in it. A sentence of a
    document dated outside that time stands lower.
    """
    terms = snapshot.count_words(lexicon.terms(query.question))
    found = snapshot.search(terms, query.vector, (SENTENCES, PASSAGES), query.subset)
    if not found.ids:
        return []
    around = snapshot.surround(found.ids)
    members = around.members
    everyone = {sentence for held in members.values() for sentence in held}
    timings = _timings(snapshot, query.period, members)
    words = _extend_holders(snapshot.weigh(terms, everyone), query.period, timings)
    cosines = _cosines(snapshot, "sentence", query.vector, everyone, found.cosines)
    passage_cosines = _cosines(
        snapshot, "passage", query.vector, members.keys(), found.passage_cosines
    )

    def cover(sentence: int) -> float:
        return sum(
            word.weight * (1.0 if sentence in word.holders else ABOVE)
            for word in words
            if sentence in word.holders or sentence in word.below
        )

    def cover_passage(ids: Set[int]) -> float:
        return sum(word.weight for word in words if not (word.holders | word.below).isdisjoint(ids))

    ranked = []
    for passage, ids in members.items():
        passage_coverage = cover_passage(ids)
        for sentence in ids - around.uncited:
            signals = Signals(
                cover(sentence),
                cosines[sentence],
                passage_coverage,
                passage_cosines[passage],
                timing=timings.get(sentence),
            )
            ranked.append(Ranked(sentence, passage, score(signals), signals))
    return sorted(ranked, key=lambda found: (-found.score, found.id))


def _timings(
    snapshot: Snapshot, asked: Period | None, members: Mapping[int, Set[int]]
) -> dict[int, Timing]:
    """How each sentence of these passages relates to the period; empty if none belongs to it."""
    if asked is None:
        return {}
    timings = {}
    for each in snapshot.dates({n for held in members.values() for n in held}):
        if each.days and each.days[0] <= asked.last and each.days[1] >= asked.first:
            timings[each.id] = Timing.DATED
        elif has_date_in(each.text, asked):
            timings[each.id] = Timing.NAMED
        else:
            timings[each.id] = Timing.ELSEWHERE if each.days else Timing.UNKNOWN
    if not {Timing.DATED, Timing.NAMED} & set(timings.values()):  # the period sorts out nothing
        return {}
    # A sentence next to a date in the period may be about it, whenever it was written.
    for near in members.values():
        if any(timings[number] is Timing.NAMED for number in near):
            beside = {number for number in near if timings[number] is Timing.ELSEWHERE}
            timings |= dict.fromkeys(beside, Timing.UNKNOWN)
    return timings


def _extend_holders(
    words: list[Weighted], asked: Period | None, timings: Mapping[int, Timing]
) -> list[Weighted]:
    """Adds the sentences dated in the period to the holders of the words that name it."""
    if asked is None:
        return words
    of_it = {n for n, timing in timings.items() if timing in (Timing.DATED, Timing.NAMED)}
    telling = set(lexicon.terms(time_words(asked)))
    return [
        replace(word, holders=word.holders | of_it) if word.text in telling else word
        for word in words
    ]


def _cosines(
    snapshot: Snapshot, level: Level, vector: Vectors, ids: Set[int], known: Mapping[int, float]
) -> Mapping[int, float]:
    """The cosine of each of these ids. Some are known already."""
    return {**known, **snapshot.cosines(level, vector, ids - known.keys())}
