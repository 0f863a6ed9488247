"""The logistic function, which turns log odds into a probability."""

from math import tanh


def logistic(log_odds: float) -> float:
    """A probability, 0 to 1. Written with tanh, it overflows for no number."""
    return (1 + tanh(log_odds / 2)) / 2
