"""The score of a sentence, from four signals of how well it answers a question."""

from index.records import Signals, Timing

# The best of a grid on training questions (SQuAD, WikiQA). The optimum is flat: multiplying any
# one of them by 0.75 or 1.33 moves the share of right first sentences by at most 0.01.
COVERAGE = 0.25
COSINE = 0.375
PASSAGE_COVERAGE = 0.125
PASSAGE_COSINE = 0.25

ELSEWHERE = 0.2
"""The penalty for a sentence from outside the time that the question asks about. Tuned by a grid
on dated news. A bonus for sentences from inside that time gained nothing more, and would put
sentences without a date lower."""


def score(signals: Signals) -> float:
    """Higher is better, about 0 to 1.

    No signal is scaled by what else was found, so a score means the same in a ranking of one
    sentence and of a hundred. Only the weight of a word depends on the rest of the index.
    """
    return (
        COVERAGE * signals.coverage
        + COSINE * signals.cosine
        + PASSAGE_COVERAGE * signals.passage_coverage
        + PASSAGE_COSINE * signals.passage_cosine
        - (ELSEWHERE if signals.timing is Timing.ELSEWHERE else 0.0)
    )
