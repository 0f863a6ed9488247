"""Neighbouring sentences of one document put together into passages."""

from collections.abc import Sequence
from math import ceil

from index.records import Passage, Sentence

MAX_WORDS = 150
"""The best of 60, 100 and 150 by how often the right sentence is in the best few passages."""


def group(sentences: Sequence[Sentence]) -> list[Passage]:
    """Passages of whole sentences, in order, every sentence in exactly one.

    They are about equally long and no longer than MAX_WORDS, but for a sentence that is longer.
    """
    lengths = [len(sentence.text.split()) for sentence in sentences]
    total = sum(lengths)
    fair = total / max(1, ceil(total / MAX_WORDS))
    passages = []
    first = words = 0
    for position, length in enumerate(lengths):
        # A sentence that is past the fair share by more than half of it begins the next passage.
        if position > first and (words + length > MAX_WORDS or words + length / 2 > fair):
            passages.append(Passage(first, position))
            first, words = position, 0
        words += length
    if lengths:
        passages.append(Passage(first, len(lengths)))
    return passages
