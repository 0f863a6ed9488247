"""What an answer is: citations, and how sure one may be of the first."""

from dataclasses import asdict, dataclass
from typing import Any

from index import Document, Signals, Span


@dataclass(frozen=True, slots=True)
class Place:
    """Where a copy of a cited sentence stands."""

    path: str
    start: int
    end: int
    line: int
    page: int | None = None
    """From 1; None where there are no pages."""

    def to_dict(self) -> dict[str, Any]:
        return {
            "path": self.path,
            "start": self.start,
            "end": self.end,
            "line": self.line,
            **_paged(self.page),
        }


@dataclass(frozen=True, slots=True)
class Citation:
    """A sentence of a document, word for word, and the place it stands."""

    rank: int
    """From 1, in the order shown."""
    score: float
    """Higher is better; comparable within one answer only."""
    text: str
    start: int
    end: int
    line: int
    answer: Span | None
    """The words of the sentence that answer; None where no words are sure to."""
    before: str
    after: str
    document: Document
    stale: bool
    also_in: tuple[Place, ...]
    page: int | None = None
    """From 1; None where there are no pages."""
    verified: bool | None = None
    """Whether its file, read again, holds it as it is cited; None where that was not looked into:
    the file changed, takes long to read, or may not be read."""
    is_gone: bool = False
    """Whether it is stale because its file is not there any more; not part of the JSON."""
    signals: Signals | None = None
    """What the score is made of, not part of the JSON; None where that is not known."""

    def to_dict(self) -> dict[str, Any]:
        document = self.document
        return {
            "rank": self.rank,
            "score": round(self.score, 4),
            "text": self.text,
            "start": self.start,
            "end": self.end,
            "line": self.line,
            **_paged(self.page),
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


def _paged(page: int | None) -> dict[str, int]:
    return {} if page is None else {"page": page}


@dataclass(frozen=True, slots=True)
class Group:
    """The citations that give one answer."""

    answer: str
    """Words of the first of them that give it."""
    citations: tuple[int, ...]
    """By their ranks."""
    sources: int
    """In how many documents it stands, copies counted."""
    differs: bool
    """Whether other sources surely give another answer."""

    def to_dict(self) -> dict[str, Any]:
        return {**asdict(self), "citations": list(self.citations)}


@dataclass(frozen=True, slots=True)
class Answer:
    """What the corpus says to a question."""

    question: str
    resolved_question: str
    """The stand-alone question that was looked for."""
    answered: bool
    """False where nothing in the corpus answers; the citations are then only the nearest."""
    confidence: float
    """Calibrated probability, 0 to 1, that the first citation answers the question."""
    citations: tuple[Citation, ...]
    elapsed_ms: float
    groups: tuple[Group, ...] = ()
    """The citations by what they answer; those that mark no answer are in none."""
    context: tuple[str, ...] = ()
    """Words said before that `resolved_question` was looked for with."""

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
