"""How likely the first hit answers the question."""

from collections.abc import Sequence
from math import exp

from index import Hit

ANSWERED = 0.2


def confidence(hits: Sequence[Hit]) -> float:
    """interim"""
    if not hits:
        return 0.0
    return 1 / (1 + exp(-2.0 * (hits[0].score - 1.5)))
