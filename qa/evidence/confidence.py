"""How likely it is that the first hit answers the question, and that any of them does."""

from collections.abc import Mapping, Sequence

from index import Hit
from qa.logistic import logistic

# Coefficients of logistic regressions, fitted by python -m training.confidence to questions with
# and without an answer. FIRST: the first hit answers. HELD: the corpus holds an answer. READ if the
# reader read the sentence, UNREAD if only words and vectors speak for it.
FIRST_READ = {
    "intercept": -2.95,
    "reading": 0.356,
    "coverage": -0.316,
    "cosine": 2.641,
    "lead": 0.297,
}
FIRST_UNREAD = {
    "intercept": -5.326,
    "reading": 0.0,
    "coverage": 3.907,
    "cosine": 4.264,
    "lead": 0.0,
}
# HELD is still the fit before, made for the first hit: with the newest, a question is answered that
# the articles in seeds/ do not answer.
HELD_READ = {"intercept": -3.76, "reading": 0.395, "coverage": 0.15, "cosine": 4.52, "lead": 0.2}
HELD_UNREAD = {"intercept": -5.38, "reading": 0.0, "coverage": 4.18, "cosine": 4.59, "lead": 0.0}

ANSWER_THRESHOLD = 0.29
"""If it is less likely than this that the corpus holds an answer, a question counts as not
answered."""

MAX_LEAD = 8.0
"""A greater lead of the first hit over the second changes nothing."""


def confidence(hits: Sequence[Hit]) -> float:
    """The probability, 0 to 1, that the first of these hits answers; 0 if there is none.

    `hits`: best first, without copies.
    """
    return _probability(hits, FIRST_READ, FIRST_UNREAD)


def holds_answer(hits: Sequence[Hit]) -> bool:
    """Whether the corpus seems to hold an answer, be it the first of these hits or not."""
    return bool(hits) and _probability(hits, HELD_READ, HELD_UNREAD) >= ANSWER_THRESHOLD


def lead(hits: Sequence[Hit]) -> float:
    """How far the first hit's score is above the second's, at most MAX_LEAD."""
    return min(hits[0].score - hits[1].score, MAX_LEAD) if len(hits) > 1 else MAX_LEAD


def _probability(
    hits: Sequence[Hit], read: Mapping[str, float], unread: Mapping[str, float]
) -> float:
    if not hits:
        return 0.0
    signals = hits[0].signals
    weights = unread if signals.reading is None else read
    return logistic(
        weights["intercept"]
        + weights["reading"] * (signals.reading or 0.0)
        + weights["coverage"] * signals.coverage
        + weights["cosine"] * signals.cosine
        + weights["lead"] * lead(hits)
    )
