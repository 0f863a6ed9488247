"""The records of an answer: citations, groups of them, and a confidence in the first."""

from dataclasses import asdict, dataclass
from typing import Any

from index import Document, Signals, Span
from index.structure import Kind


@dataclass(frozen=True, slots=True)
class Place:
    """The place of a copy of a cited sentence."""

    path: str
    start: int
    end: int
    line: int
    page: int | None = None
    """From 1; None if there are no pages."""

    def to_dict(self) -> dict[str, Any]:
        """The place as an object of the JSON."""
        return {
            "path": self.path,
            "start": self.start,
            "end": self.end,
            "line": self.line,
            **_page_fields(self.page),
        }


@dataclass(frozen=True, slots=True)
class Citation:
    """A sentence of a document, word for word, with its place."""

    rank: int
    """From 1, in the order shown."""
    score: float
    """Higher is better; comparable within one answer only."""
    text: str
    start: int
    end: int
    line: int
    answer: Span | None
    """The words of the sentence that answer; None if the reader is not sure of any."""
    before: str
    after: str
    document: Document
    stale: bool
    """Since it was indexed, the file has changed, gone, or become unreadable."""
    also_in: tuple[Place, ...]
    """The places of copies that were folded into this citation."""
    page: int | None = None
    """From 1; None if there are no pages."""
    verified: bool | None = None
    """Whether its file, read again, holds it as it is cited. None if that was not checked: the file
    has changed, takes long to read, or may not be read."""
    is_gone: bool = False
    """Whether it is stale because its file no longer exists; not part of the JSON."""
    section: tuple[str, ...] = ()
    """The headings and terms above it, outermost first, each in one line."""
    kind: Kind = Kind.PARAGRAPH
    """Of the block that it stands in; not part of the JSON."""
    signals: Signals | None = None
    """What the score comes from; not part of the JSON. None if that is not known."""

    def to_dict(self) -> dict[str, Any]:
        """The citation as an object of the JSON."""
        document = self.document
        return {
            "rank": self.rank,
            "score": round(self.score, 4),
            "text": self.text,
            "start": self.start,
            "end": self.end,
            "line": self.line,
            **_page_fields(self.page),
            **({"section": list(self.section)} if self.section else {}),
            "answer": asdict(self.answer) if self.answer else None,
            "before": self.before,
            "after": self.after,
            "document": {
                "path": document.path,
                "title": document.title,
                "date": document.date,
                "sha256": document.sha256,
                **({"record": document.record} if document.record else {}),
            },
            "stale": self.stale,
            "verified": self.verified,
            "also_in": [place.to_dict() for place in self.also_in],
        }


def _page_fields(page: int | None) -> dict[str, int]:
    return {} if page is None else {"page": page}


@dataclass(frozen=True, slots=True)
class Group:
    """The citations that give the same answer."""

    answer: str
    """The answer, in the words of the first of them."""
    citations: tuple[int, ...]
    """The ranks of the citations."""
    sources: int
    """How many documents give it, those of copies included."""
    differs: bool
    """Whether other sources clearly give another answer."""

    def to_dict(self) -> dict[str, Any]:
        """The group as an object of the JSON."""
        return {**asdict(self), "citations": list(self.citations)}


@dataclass(frozen=True, slots=True)
class Answer:
    """The answer of a corpus to a question."""

    question: str
    resolved_question: str
    """The stand-alone question that was searched."""
    answered: bool
    """False if nothing in the corpus answers. The citations are then only the nearest sentences."""
    confidence: float
    """Calibrated probability, 0 to 1, that the first citation answers the question."""
    citations: tuple[Citation, ...]
    elapsed_ms: float
    groups: tuple[Group, ...] = ()
    """The citations grouped by their answers. One that marks no answer is in no group."""
    context: tuple[str, ...] = ()
    """Words from earlier turns that were searched together with `resolved_question`."""

    def to_dict(self) -> dict[str, Any]:
        """The JSON object that `qa --json` prints."""
        return {
            "question": self.question,
            "resolved_question": self.resolved_question,
            **({"context": list(self.context)} if self.context else {}),
            "answered": self.answered,
            "confidence": round(self.confidence, 4),
            "citations": [citation.to_dict() for citation in self.citations],
            "groups": [group.to_dict() for group in self.groups],
            "elapsed_ms": round(self.elapsed_ms, 1),
        }


def unanswered(question: str) -> Answer:
    """The answer to a question that could not be asked."""
    return Answer(question, question, answered=False, confidence=0.0, citations=(), elapsed_ms=0.0)
