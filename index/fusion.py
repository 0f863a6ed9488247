"""Four signals of how well a sentence answers a question, made into one score."""

from dataclasses import dataclass

# Fitted on training questions; benchmarks/retrieval.py shows what they are worth.
SENTENCE_WORDS = 1.0
SENTENCE_COSINE = 1.4
PASSAGE_WORDS = 0.5
PASSAGE_COSINE = 1.0


@dataclass(frozen=True, slots=True)
class Signals:
    """What is known of a sentence for a question."""

    sentence_words: float
    """BM25 as a share of the most a text with all the question's words could have, 0 to 1."""
    sentence_cosine: float
    """-1 to 1."""
    passage_words: float
    """The same of the passage it is in."""
    passage_cosine: float


def score(signals: Signals) -> float:
    """Higher is better.

    No signal is scaled by what else was found, so a score means the same in an answer of one
    sentence and of a hundred; only how rare a word is depends on the rest of the index.
    """
    return (
        SENTENCE_WORDS * signals.sentence_words
        + SENTENCE_COSINE * signals.sentence_cosine
        + PASSAGE_WORDS * signals.passage_words
        + PASSAGE_COSINE * signals.passage_cosine
    )
