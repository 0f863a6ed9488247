"""Question and passage read together: what a reader is, and the one that a name stands for."""

import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Protocol

__all__ = ["SHIPPED", "Excerpt", "Reader", "Reading", "named_reader", "shipped_reader"]

_log = logging.getLogger(__name__)

SHIPPED = "shipped"
"""The name of the reader that comes with this package."""


@dataclass(frozen=True, slots=True)
class Excerpt:
    """A passage to be read."""

    title: str
    """Of its document, or ""."""
    sentences: tuple[str, ...]
    date: str | None = None
    """That its document states, ISO 8601."""


@dataclass(frozen=True, slots=True)
class Reading:
    """What a reader makes of one sentence in its passage."""

    score: float
    """How well it answers, higher for better; comparable among all readings of one question, and
    above 0 where it is more likely to answer than not."""
    answer: tuple[int, int] | None
    """Where in the sentence the answering words stand, as half-open offsets in characters; None
    where the reader is not sure of any, or does not look for them."""


class Reader(Protocol):
    """Judges sentences in their passages; whoever writes one may pass it to a Retriever.

    A Retriever that several threads ask calls it from all of them at once.
    """

    @property
    def name(self) -> str:
        """What the reader is called, for people."""

    def read(self, question: str, excerpts: Sequence[Excerpt]) -> list[list[Reading]]:
        """A reading of every sentence of every excerpt, in their order.

        Raises ModelError where the reader cannot be loaded, or cannot read what it is given: a
        question too long for it, a language that it does not know.
        """


def shipped_reader(on_notice: Callable[[str], None] = _log.warning) -> Reader:
    """The reader that comes with this package. Cheap: nothing is loaded before it reads.

    `on_notice` is told, in a line for people, when it has to be compiled first, and why it
    cannot be.
    """
    from index.readers.extractive import MINILM, WEIGHTS_SHA256, ExtractiveReader

    return ExtractiveReader(MINILM, WEIGHTS_SHA256, on_notice)


def named_reader(name: str) -> Reader:
    """Any sentence-transformers CrossEncoder: a directory or a hub name.

    It is fetched where it is not in the local cache. Raises ModelError.
    """
    from index.models.weights import find
    from index.readers.crossencoder import CrossEncoderReader

    return CrossEncoderReader(find(name, downloads=True))
