"""Neighbouring sentences of one document put together into passages."""

from collections.abc import Sequence

from index.records import Passage, Sentence

MAX_WORDS = 100


def group(sentences: Sequence[Sentence]) -> list[Passage]:
    """Passages of whole sentences, in order, every sentence in exactly one.

    A passage ends before it would pass MAX_WORDS; a longer sentence is a passage of its own.
    """
    passages = []
    first = words = 0
    for position, sentence in enumerate(sentences):
        length = len(sentence.text.split())
        if position > first and words + length > MAX_WORDS:
            passages.append(Passage(first, position))
            first, words = position, 0
        words += length
    if sentences:
        passages.append(Passage(first, len(sentences)))
    return passages
