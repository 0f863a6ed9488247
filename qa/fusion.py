"""Hits for one question that was looked for in several ways, put in one order."""

from collections.abc import Sequence
from dataclasses import replace

from index import Hit

RANK_CONSTANT = 60
"""Of reciprocal rank fusion (Cormack, Clarke and Büttcher, 2009)."""


def fused(found: Sequence[tuple[float, Sequence[Hit]]]) -> list[Hit]:
    """Every hit once, best first, as the way that found it first has it but for rank and score.

    `found`: what each way counts, and its hits, best first. The score is the sum of what the ways
    that found a sentence count, each over RANK_CONSTANT and the rank there; 1 for one that comes
    first in all of them.
    """
    hits: dict[tuple[str, str, int], Hit] = {}
    scores: dict[tuple[str, str, int], float] = {}
    most = sum(weight for weight, _ in found) / (RANK_CONSTANT + 1)
    for weight, ranked in found:
        for rank, hit in enumerate(ranked, 1):
            where = place(hit)
            hits.setdefault(where, hit)
            scores[where] = scores.get(where, 0.0) + weight / (RANK_CONSTANT + rank) / most
    order = sorted(hits, key=lambda where: -scores[where])
    return [
        replace(hits[where], rank=rank, score=scores[where]) for rank, where in enumerate(order, 1)
    ]


def place(hit: Hit) -> tuple[str, str, int]:
    """What tells one sentence from every other."""
    return hit.document.path, hit.document.record, hit.start
