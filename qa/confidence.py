"""How likely it is that the first hit answers the question."""

from collections.abc import Sequence
from math import tanh

from index import Hit, Signals

# Fitted by python -m training.confidence, logistic regressions on questions of sets with and
# without answers: where the sentence was read, and where only words and vectors speak for it.
READ = {"intercept": -3.28, "reading": 0.478, "coverage": 0.23, "cosine": 4.62}
UNREAD = {"intercept": -5.38, "reading": 0.0, "coverage": 4.18, "cosine": 4.59}

ANSWERED = 0.30
"""Below it the question counts as not answered."""


def confidence(hits: Sequence[Hit]) -> float:
    """The probability, 0 to 1, that the first of these hits answers; 0 where there is none."""
    return (1 + tanh(_log_odds(hits[0].signals) / 2)) / 2 if hits else 0.0


def _log_odds(signals: Signals) -> float:
    weights = UNREAD if signals.reading is None else READ
    return (
        weights["intercept"]
        + weights["reading"] * (signals.reading or 0.0)
        + weights["coverage"] * signals.coverage
        + weights["cosine"] * signals.cosine
    )
