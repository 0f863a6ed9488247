"""The seam between passages and their reader: what is read, what comes back, what a reader is.

To add one, write a class with the members of Reader and pass an instance to a Retriever.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol


@dataclass(frozen=True, slots=True)
class Excerpt:
    """A passage to read."""

    title: str
    """The title of its document, or ""."""
    sentences: tuple[str, ...]
    date: str | None = None
    """The date that its document states, ISO 8601."""
    section: tuple[str, ...] = ()
    """The headings and terms above it, outermost first."""


@dataclass(frozen=True, slots=True)
class Reading:
    """What a reader makes of one sentence in its passage."""

    score: float
    """How well the sentence answers, higher is better. Comparable among all readings of one
    question, and above 0 where the sentence is more likely to answer than not."""
    answer: tuple[int, int] | None
    """Where the answering words stand in the sentence, as half-open character offsets. None where
    the reader is not sure of any, or does not look for them."""


class Reader(Protocol):
    """Judges sentences in their passages.

    A Retriever that several threads share calls its reader from all of them at once.
    """

    @property
    def name(self) -> str:
        """What people call the reader."""

    def read(self, question: str, excerpts: Sequence[Excerpt]) -> list[list[Reading]]:
        """A reading of every sentence of every excerpt, in their order.

        Raises ModelError if the reader cannot be loaded, or cannot read what it is given: a
        question too long for it, a language that it does not know.
        """
