"""How likely it is that the first hit answers the question."""

from collections.abc import Sequence
from math import exp

from index import Hit

ANSWERED = 0.35
"""Below it the question counts as not answered: chosen on training questions."""

# Logistic regression on training questions (SQuAD, WikiQA) asked of 5, of 50 and of all documents,
# two in five of them of a corpus without their answer.
INTERCEPT, COVERAGE, COSINE = -4.0, 1.5, 5.1


def confidence(hits: Sequence[Hit]) -> float:
    """The probability, 0 to 1, that the first of these hits answers; 0 where there is none."""
    if not hits:
        return 0.0
    signals = hits[0].signals
    return 1 / (1 + exp(-(INTERCEPT + COVERAGE * signals.coverage + COSINE * signals.cosine)))
