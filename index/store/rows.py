"""The records that a store takes and returns, whichever engine keeps them."""

from collections.abc import Mapping, Set
from dataclasses import dataclass
from typing import NamedTuple

from index.records import Sentence
from index.sources.freshness import Stamp
from index.vectors.ranges import Ranges


class StoredFile(NamedTuple):
    """A file's row. There are many, and a tuple is made in half the time of a dataclass."""

    id: int
    path: str
    """Absolute."""
    size: int | None
    """With the two times, the Stamp by which a sync sees that the file has not changed. None if
    only reading the file can tell."""
    modified: int | None
    changed: int | None
    sha256: str | None
    """None if the file was not read to its end."""
    reason: str | None
    """Why it has no document; None if it has one."""
    tries: int
    """How often it could not be read for a reason that may pass; 0 if the same bytes will not be
    tried again."""

    def has(self, stamp: Stamp) -> bool:
        """Whether the row was written for a file with this stamp."""
        return (self.size, self.modified, self.changed) == stamp


@dataclass(frozen=True, slots=True)
class Refusal:
    """A file that has no document, and why."""

    path: str
    """Absolute."""
    stamp: Stamp | None
    sha256: str | None
    reason: str
    tries: int
    """How often it was read, if another try may succeed; else 0."""


@dataclass(frozen=True, slots=True)
class StoredDocument:
    """A document's row, with its file's."""

    id: int
    path: str
    """Absolute."""
    record: str
    title: str
    date: str | None
    sha256: str
    stamp: Stamp | None
    sentences: int
    """How many sentences it has."""


@dataclass(frozen=True, slots=True)
class StoredSentence:
    """A sentence's row, with the texts of its neighbours in the document."""

    document: int
    sentence: Sentence
    before: str
    """"" if it is the first."""
    after: str
    """"" if it is the last."""


@dataclass(frozen=True, slots=True)
class StoredPassage:
    """A passage's sentences."""

    document: int
    sentences: dict[int, Sentence]
    """By id, in order."""


@dataclass(frozen=True, slots=True)
class DatedSentence:
    """A sentence, with the days that it may date from."""

    id: int
    text: str
    days: tuple[str, str] | None
    """The first and the last, ISO 8601; None if the document states no date."""


@dataclass(frozen=True, slots=True)
class Subset:
    """The part of an index to search, as ranges of ids."""

    sentences: Ranges
    passages: Ranges


@dataclass(frozen=True, slots=True)
class Term:
    """A word of a question."""

    text: str
    count: int
    """How many sentences hold it. An engine stops counting at a limit of its own; then this is one
    more than the limit."""
    postings: int
    """How many sentences hold it or stand below it, counted in the same way."""


@dataclass(frozen=True, slots=True)
class Weighted:
    """A word of a question, weighted by how rare it is."""

    text: str
    weight: float
    """Above 0; the weights of a question add up to 1."""
    holders: frozenset[int]
    """Those of the sentences asked about that hold the word."""
    below: frozenset[int] = frozenset()
    """Those that stand below the word: in their document's title or their section."""


@dataclass(frozen=True, slots=True)
class Surroundings:
    """Passages, and the sentences in them."""

    members: Mapping[int, Set[int]]
    """The ids of a passage's sentences, by the passage's id."""
    uncited: Set[int]
    """Those of the sentences that are headings or the like, and never cited."""


@dataclass(frozen=True, slots=True)
class Candidates:
    """Sentences that may answer a question."""

    ids: Set[int]
    cosines: Mapping[int, float]
    """The cosines of some of them with the question, by sentence id."""
    passage_cosines: Mapping[int, float]
    """The cosines of some of their passages with the question, by passage id."""
