"""What travels between the steps: small frozen records without behaviour."""

from dataclasses import dataclass
from enum import StrEnum


@dataclass(frozen=True, slots=True)
class Document:
    """A source as a citation names it."""

    path: str
    """As the corpus was named, with forward slashes: `seeds/a.txt` for a corpus named `seeds`."""
    title: str
    """The title the document states, or ""."""
    date: str | None
    """The date the document states, ISO 8601 as precise as it is known (`2021`, `2021-08`)."""
    sha256: str
    """Of the file's bytes when it was indexed, in hexadecimal."""
    record: str = ""
    """Which one of a file of many documents (rows, messages), by its id or number; else ""."""


@dataclass(frozen=True, slots=True)
class Extract:
    """What a loader makes of a document in a file: its text and what it states about itself."""

    text: str
    title: str
    date: str | None
    notice: str | None
    """What a reader should know of how the file was read (a guessed encoding), or None."""
    record: str = ""
    """Which one of the documents of a file of many, by its id or number; "" for a file of one."""
    line: int | None = None
    """The line of the file, from 1, that all of the text stands on; None where the text has the
    lines that are counted."""
    pages: tuple[int, ...] = ()
    """Where each page starts, from 0, never decreasing; empty where there are no pages."""


@dataclass(frozen=True, slots=True)
class Sentence:
    """A stretch of a document's extracted text: `extract.text[start:end] == text`."""

    text: str
    start: int
    end: int
    line: int
    """Of the first character, from 1."""
    page: int | None = None
    """Of the first character, from 1; None where there are no pages."""


@dataclass(frozen=True, slots=True)
class Passage:
    """Neighbouring sentences of one document, as a half-open range of their positions in it."""

    first: int
    last: int


@dataclass(frozen=True, slots=True)
class Period:
    """The time that a question asks of."""

    text: str
    """The words of the question that say it."""
    start: int
    """Where in the question they stand."""
    first: str
    """The first and the last of its days, ISO 8601; open at an end is year 1 or 9999."""
    last: str


class Timing(StrEnum):
    """How a sentence stands to the time that a question asks of."""

    NAMED = "named"
    """It names a date in it."""
    DATED = "dated"
    """Its document is dated in it."""
    UNKNOWN = "unknown"
    """Neither it nor its document says."""
    ELSEWHERE = "elsewhere"
    """Its document is dated outside of it, and it names no date in it."""


@dataclass(frozen=True, slots=True)
class Signals:
    """What is known of how well a sentence answers a question, each higher for better."""

    coverage: float
    """The share of the question's words that it holds, each weighted by how rare it is, 0 to 1;
    words that name a time count as held by what tells of that time."""
    cosine: float
    """Of its vector with the question's, -1 to 1."""
    passage_coverage: float
    """The same share for its passage."""
    passage_cosine: float
    reading: float | None = None
    """The reader's score of it in its passage; None where it was not read."""
    timing: Timing | None = None
    """How it stands to the time that the question asks of; None where that asks of none,
    and where nothing that was found is of it."""


@dataclass(frozen=True, slots=True)
class Span:
    """Words inside a sentence, by offsets in the document's extracted text."""

    text: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Hit:
    """A sentence found for a question, best first by score."""

    rank: int
    """From 1."""
    score: float
    """Higher is better; comparable within one ranking only."""
    signals: Signals
    """What the score is made of."""
    document: Document
    sentence: Sentence
    answer: Span | None
    """The words of the sentence that answer; None where the reader is not sure of any."""
    before: str
    """The sentence before it in the document, or ""."""
    after: str
    stale: bool
    """The file changed, went or cannot be read since it was indexed."""

    @property
    def text(self) -> str:
        return self.sentence.text

    @property
    def start(self) -> int:
        return self.sentence.start

    @property
    def end(self) -> int:
        return self.sentence.end

    @property
    def line(self) -> int:
        return self.sentence.line

    @property
    def page(self) -> int | None:
        return self.sentence.page
