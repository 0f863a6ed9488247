"""How likely it is that the first hit answers the question."""

from collections.abc import Sequence

from index import Hit
from qa.logistic import logistic

# Coefficients of two logistic regressions, fitted by python -m training.confidence to questions
# with and without an answer: READ if the reader read the sentence, UNREAD if only words and vectors
# speak for it.
READ = {"intercept": -3.76, "reading": 0.395, "coverage": 0.15, "cosine": 4.52, "lead": 0.2}
UNREAD = {"intercept": -5.38, "reading": 0.0, "coverage": 4.18, "cosine": 4.59, "lead": 0.0}

ANSWER_THRESHOLD = 0.29
"""Below this confidence a question counts as not answered."""

MAX_LEAD = 8.0
"""A greater lead of the first hit over the second changes nothing."""


def confidence(hits: Sequence[Hit]) -> float:
    """The probability, 0 to 1, that the first of these hits answers; 0 if there is none.

    `hits`: best first, without copies.
    """
    return logistic(_log_odds(hits)) if hits else 0.0


def lead(hits: Sequence[Hit]) -> float:
    """How far the first hit's score is above the second's, at most MAX_LEAD."""
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
