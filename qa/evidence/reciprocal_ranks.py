"""Reciprocal rank fusion: several rankings of the hits for one question become one."""

from collections.abc import Sequence
from dataclasses import replace

from index import Hit

RANK_CONSTANT = 60
"""Of reciprocal rank fusion (Cormack, Clarke and Büttcher, 2009)."""

SentenceKey = tuple[str, str, int]
"""The path and the record of a document, and where the sentence starts in it."""


def fuse(rankings: Sequence[tuple[float, Sequence[Hit]]]) -> list[Hit]:
    """Every hit once, best first, with a new rank and score.

    `rankings`: each with its weight, its hits best first. A hit that several rankings hold is taken
    from the first of them. Its score is the sum of weight / (RANK_CONSTANT + rank) over those
    rankings, scaled so that a hit that is first in all of them scores 1.
    """
    hits: dict[SentenceKey, Hit] = {}
    scores: dict[SentenceKey, float] = {}
    highest = sum(weight for weight, _ in rankings) / (RANK_CONSTANT + 1)
    for weight, ranked in rankings:
        for rank, hit in enumerate(ranked, 1):
            key = sentence_key(hit)
            hits.setdefault(key, hit)
            scores[key] = scores.get(key, 0.0) + weight / (RANK_CONSTANT + rank) / highest
    order = sorted(hits, key=lambda key: -scores[key])
    return [replace(hits[key], rank=rank, score=scores[key]) for rank, key in enumerate(order, 1)]


def sentence_key(hit: Hit) -> SentenceKey:
    """What tells the sentence of a hit from every other sentence of the index."""
    return hit.document.path, hit.document.record, hit.start
