"""What the product makes of questions: each asked once, and all figures taken from that."""

import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from benchmarks.orders import DEPTH, Row, median_ms
from benchmarks.progress import counted
from benchmarks.sets import Found, Question
from index import Hit, QuestionError, Retriever
from qa import Answer, Citation
from qa.answerer import compose

HITS = 100
"""How many are asked for: about all that are read, and few enough to cost no time of note."""


@dataclass(frozen=True, slots=True)
class Reply:
    """What the product made of a question."""

    question: Question
    answer: Answer
    """In up to DEPTH citations."""
    rank: int
    """Of the first right citation, from 1; 0 where none is right."""
    seconds: float
    is_read: bool
    """Whether a reader read for it."""
    is_covered: bool
    """Whether a right sentence was in a passage that was read."""

    @property
    def words(self) -> str:
        """What the first citation marks as the answer, or ""."""
        first = self.answer.citations[:1]
        return first[0].answer.text if first and first[0].answer else ""


def replies(name: str, retriever: Retriever, questions: Sequence[Question]) -> Iterator[Reply]:
    """To each question, in their order; `name` is for the progress."""
    for question in counted(name, questions):
        began = time.perf_counter()
        hits = best(retriever, question, HITS)
        answer = compose(question.text, [hits], DEPTH)
        seconds = time.perf_counter() - began
        read = [h for h in _whole(retriever, question, hits) if h.signals.reading is not None]
        yield Reply(
            question=question,
            answer=answer,
            rank=question.rank(map(_cited, answer.citations)),
            seconds=seconds,
            is_read=bool(read),
            is_covered=any(is_right(question, hit) for hit in read),
        )


def best(retriever: Retriever, question: Question, k: int) -> list[Hit]:
    """The best `k` hits; none for a question that cannot be asked, as without a word."""
    try:
        return retriever.retrieve(question.text, k)
    except QuestionError:
        return []


def row(name: str, made: Sequence[Reply]) -> Row:
    """The figures of the questions that have an answer."""
    asked = [reply for reply in made if reply.question.gold]
    return Row(name, [reply.rank for reply in asked], median_ms([r.seconds for r in asked]))


def _whole(retriever: Retriever, question: Question, hits: list[Hit]) -> list[Hit]:
    """All hits that were read, as no hit that was not stands above them, and perhaps others."""
    count = HITS
    while len(hits) == count and hits[-1].signals.reading is not None:
        count *= 10
        hits = best(retriever, question, count)
    return hits


def _cited(citation: Citation) -> Found:
    name = Path(citation.document.path).name
    copies = [(Path(copy.path).name, copy.start, copy.end) for copy in citation.also_in]
    return citation.text, [(name, citation.start, citation.end), *copies]


def is_right(question: Question, hit: Hit) -> bool:
    """Whether a sentence found in a written QuestionSet answers."""
    return question.is_right(hit.text, [(Path(hit.document.path).name, hit.start, hit.end)])
