"""Four signals of how well a sentence answers a question, made into one score."""

from index.records import Signals, Timing

# The best of a grid on training questions (SQuAD, WikiQA), and flat: any one of them times 0.75
# or 1.33 moves the share of right first sentences by at most 0.01.
COVERAGE = 0.25
COSINE = 0.375
PASSAGE_COVERAGE = 0.125
PASSAGE_COSINE = 0.25

ELSEWHERE = 0.2
"""How much lower a sentence stands that is not of the time asked of. Of a grid on dated news; to
raise those that are of it changed nothing beside that, and would lower what states no date."""


def score(signals: Signals) -> float:
    """Higher is better, about 0 to 1.

    No signal is scaled by what else was found, so a score means the same in a ranking of one
    sentence and of a hundred; only how much a word says depends on the rest of the index.
    """
    return (
        COVERAGE * signals.coverage
        + COSINE * signals.cosine
        + PASSAGE_COVERAGE * signals.passage_coverage
        + PASSAGE_COSINE * signals.passage_cosine
        - (ELSEWHERE if signals.timing is Timing.ELSEWHERE else 0.0)
    )
