"""Neighbouring sentences of one document, grouped into passages."""

from collections.abc import Iterator, Sequence
from math import ceil

from index.records import Passage, Sentence
from index.structure import Kind

MAX_WORDS = 150
"""Of 60, 100 and 150, the one that most often has the right sentence in the best few passages."""
MERGED_WORDS = 100
"""Short sections that follow each other make a passage of up to so many words."""


def group(sentences: Sequence[Sentence]) -> list[Passage]:
    """Passages of whole sentences, in order, with every sentence in exactly one.

    A passage is a section, or several short ones side by side, or a part of a long one. The parts
    are about equally long, and no longer than MAX_WORDS unless one sentence is.
    """
    lengths = [len(sentence.text.split()) for sentence in sentences]
    passages: list[Passage] = []
    pending: Passage | None = None
    for section in _sections(sentences):
        words = sum(lengths[section.first : section.last])
        if pending is not None:
            held = sum(lengths[pending.first : pending.last])
            if held + words <= MERGED_WORDS and _is_beside(sentences, pending, section):
                pending = Passage(pending.first, section.last)
                continue
            passages.append(pending)
            pending = None
        if words <= MERGED_WORDS:
            pending = section
        else:
            passages += _divide(section, lengths)
    return [*passages, pending] if pending else passages


def _sections(sentences: Sequence[Sentence]) -> Iterator[Passage]:
    """Stretches that begin with a heading; headings without text between them begin one."""
    first = 0
    for position, sentence in enumerate(sentences):
        is_heading = sentence.kind is Kind.HEADING
        if is_heading and position > first and sentences[position - 1].kind is not Kind.HEADING:
            yield Passage(first, position)
            first = position
    if sentences:
        yield Passage(first, len(sentences))


def _is_beside(sentences: Sequence[Sentence], one: Passage, other: Passage) -> bool:
    """Whether a section stands beside another, or below it, and not above."""
    return len(sentences[other.first].section) >= len(sentences[one.first].section)


def _divide(section: Passage, lengths: Sequence[int]) -> Iterator[Passage]:
    """A long section in parts."""
    total = sum(lengths[section.first : section.last])
    fair = total / max(1, ceil(total / MAX_WORDS))
    first, words = section.first, 0
    for position in range(section.first, section.last):
        length = lengths[position]
        # A sentence begins the next passage if more than half of it is past the fair share.
        if position > first and (words + length > MAX_WORDS or words + length / 2 > fair):
            yield Passage(first, position)
            first, words = position, 0
        words += length
    yield Passage(first, section.last)
