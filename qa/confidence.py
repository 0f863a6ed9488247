"""How likely it is that the first hit answers the question."""

from collections.abc import Sequence
from math import exp

from index import Hit

# Fitted by python -m training.confidence, a logistic regression on training questions.
INTERCEPT, COVERAGE, COSINE = -4.80, 2.66, 5.49

ANSWERED = 0.15
"""Below it the question counts as not answered: 99 of 100 training questions that had an answer
were above it. It refuses what is far from everything here, and little else."""


def confidence(hits: Sequence[Hit]) -> float:
    """The probability, 0 to 1, that the first of these hits answers; 0 where there is none."""
    if not hits:
        return 0.0
    signals = hits[0].signals
    return 1 / (1 + exp(-(INTERCEPT + COVERAGE * signals.coverage + COSINE * signals.cosine)))
