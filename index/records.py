"""The records that the steps pass to each other: small, frozen, without behaviour."""

from dataclasses import dataclass
from enum import StrEnum

from index.structure import Block, Kind


@dataclass(frozen=True, slots=True)
class Filter:
    """Which documents a question is asked of: all of them if nothing is set."""

    since: str | None = None
    """Only documents that state a date in this period, both ends included. Each end is an ISO 8601
    year, month or day."""
    until: str | None = None
    """The other end of the period."""
    within: str | None = None
    """Only this file or folder, named from the working directory or from within the corpus."""

    def narrow(
        self, since: str | None = None, until: str | None = None, within: str | None = None
    ) -> "Filter":
        """A copy of the filter in which each value given here replaces its own."""
        return Filter(since or self.since, until or self.until, within or self.within)


NO_FILTER = Filter()


@dataclass(frozen=True, slots=True)
class Document:
    """The source of a citation."""

    path: str
    """As the corpus was named, with forward slashes: `seeds/a.txt` for a corpus named `seeds`."""
    title: str
    """The title the document states, or ""."""
    date: str | None
    """The date the document states, in ISO 8601 as precise as it is known (`2021`, `2021-08`), or
    None."""
    sha256: str
    """Of the file's bytes when it was indexed, in hexadecimal."""
    record: str = ""
    """In a file of many documents (rows, messages), the id or number of this one; else ""."""


@dataclass(frozen=True, slots=True)
class Extract:
    """A document as a loader reads it from a file: its text and what it states about itself."""

    text: str
    title: str
    date: str | None
    notice: str | None
    """What the user should know of how the file was read (a guessed encoding), or None."""
    record: str = ""
    """In a file of many documents, the id or number of this one; "" in a file of one."""
    line: int | None = None
    """The line of the file, from 1, if all of the text stands on one; None if the lines of the text
    are counted."""
    blocks: tuple[Block, ...] = ()
    """What the text is made of, in order; empty if that is to be told from the text."""
    pages: tuple[int, ...] = ()
    """The offset in the text at which each page starts, never decreasing; empty without pages."""


@dataclass(frozen=True, slots=True)
class Sentence:
    """A stretch of a document's extracted text: `extract.text[start:end] == text`."""

    text: str
    start: int
    end: int
    line: int
    """Of the first character, from 1."""
    page: int | None = None
    """Of the first character, from 1; None if there are no pages."""
    kind: Kind = Kind.PARAGRAPH
    """Of the block that it stands in."""
    section: tuple[str, ...] = ()
    """The headings, terms and introducing lines above it, outermost first, each in one line."""


@dataclass(frozen=True, slots=True)
class Passage:
    """Neighbouring sentences of one document, as a half-open range of their positions in it."""

    first: int
    last: int


@dataclass(frozen=True, slots=True)
class Period:
    """The time that a question asks about."""

    text: str
    """The words of the question that name it."""
    start: int
    """The offset of these words in the question."""
    first: str
    """Its first day, ISO 8601; in year 1 if the period has no beginning."""
    last: str
    """Its last day, ISO 8601; in year 9999 if the period has no end."""


class Timing(StrEnum):
    """How a sentence relates to the time that a question asks about."""

    NAMED = "named"
    """The sentence names a date in that time."""
    DATED = "dated"
    """Its document is dated in that time."""
    UNKNOWN = "unknown"
    """Neither the sentence nor its document tells."""
    ELSEWHERE = "elsewhere"
    """Its document is dated outside that time, and the sentence names no date in it."""


@dataclass(frozen=True, slots=True)
class Signals:
    """The signals of how well a sentence answers a question. Higher is better in each."""

    coverage: float
    """The share of the question's words that it holds, each weighted by how rare it is, 0 to 1.
    Words that name a time count as held if the sentence or its document is dated in that time,
    and a word of what stands above the sentence counts in part."""
    cosine: float
    """The cosine of its vector with the question's, -1 to 1."""
    passage_coverage: float
    """The same share for its passage."""
    passage_cosine: float
    """The same cosine for its passage."""
    reading: float | None = None
    """The reader's score of it in its passage; None if it was not read."""
    timing: Timing | None = None
    """How it relates to the time that the question asks about. None if the question names no time,
    or if nothing found is dated in it."""


@dataclass(frozen=True, slots=True)
class Span:
    """Words inside a sentence, with their offsets in the document's extracted text."""

    text: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Hit:
    """A sentence found for a question, with its place and its score."""

    rank: int
    """From 1."""
    score: float
    """Higher is better; comparable within one ranking only."""
    signals: Signals
    """What the score comes from."""
    document: Document
    sentence: Sentence
    answer: Span | None
    """The words of the sentence that answer; None if the reader is not sure of any."""
    before: str
    """The sentence before it in the document, or ""."""
    after: str
    """The sentence after it, or ""."""
    stale: bool
    """Since it was indexed, the file has changed, gone, or become unreadable."""

    @property
    def text(self) -> str:
        """The text of the sentence."""
        return self.sentence.text

    @property
    def start(self) -> int:
        """Where the sentence starts, as an offset in the document's extracted text."""
        return self.sentence.start

    @property
    def end(self) -> int:
        """Where the sentence ends, half-open."""
        return self.sentence.end

    @property
    def line(self) -> int:
        """The line of the sentence's first character, from 1."""
        return self.sentence.line

    @property
    def page(self) -> int | None:
        """The page of the sentence's first character, from 1; None if there are no pages."""
        return self.sentence.page
