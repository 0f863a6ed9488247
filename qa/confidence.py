"""How likely it is that the first hit answers the question."""

from collections.abc import Sequence
from math import tanh

from index import Hit

# Fitted by python -m training.confidence, logistic regressions on questions of sets with and
# without answers: where the sentence was read, and where only words and vectors speak for it.
READ = {"intercept": -3.76, "reading": 0.395, "coverage": 0.15, "cosine": 4.52, "lead": 0.2}
UNREAD = {"intercept": -5.38, "reading": 0.0, "coverage": 4.18, "cosine": 4.59, "lead": 0.0}

ANSWERED = 0.29
"""Below it the question counts as not answered."""

MAX_LEAD = 8.0
"""By how much of its score the first hit leads: more says no more."""


def confidence(hits: Sequence[Hit]) -> float:
    """The probability, 0 to 1, that the first of these hits answers; 0 where there is none.

    `hits`: best first, no two with the same words.
    """
    return (1 + tanh(_log_odds(hits) / 2)) / 2 if hits else 0.0


def lead(hits: Sequence[Hit]) -> float:
    """By how much the first hit's score is above that of the second, 0 to MAX_LEAD."""
    return min(hits[0].score - hits[1].score, MAX_LEAD) if len(hits) > 1 else MAX_LEAD


def _log_odds(hits: Sequence[Hit]) -> float:
    signals = hits[0].signals
    weights = UNREAD if signals.reading is None else READ
    return (
        weights["intercept"]
        + weights["reading"] * (signals.reading or 0.0)
        + weights["coverage"] * signals.coverage
        + weights["cosine"] * signals.cosine
        + weights["lead"] * lead(hits)
    )
