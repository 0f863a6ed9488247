"""The answers of the product: each question is asked once, and all figures come from that."""

import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from benchmarks.orders import DEPTH, Row, median_ms
from benchmarks.progress import track
from benchmarks.sets import Found, Question
from index import Hit, QuestionError, Retriever
from qa import Answer, Citation
from qa.answerer import compose

HITS = 100
"""How many hits are asked for: about all that a reader reads, at little cost."""


@dataclass(frozen=True, slots=True)
class Reply:
    """What the product answered to a question."""

    question: Question
    answer: Answer
    """With up to DEPTH citations."""
    rank: int
    """Rank of the first right citation, from 1; 0 if none is right."""
    seconds: float
    is_read: bool
    """Whether a reader read any passage for it."""
    is_covered: bool
    """Whether a reader read a passage with a right sentence."""

    @property
    def words(self) -> str:
        """The words that the first citation marks as the answer, or ""."""
        first = self.answer.citations[:1]
        return first[0].answer.text if first and first[0].answer else ""


def replies(name: str, retriever: Retriever, questions: Sequence[Question]) -> Iterator[Reply]:
    """A reply to each question, in their order; `name` stands in the progress lines."""
    for question in track(name, questions):
        began = time.perf_counter()
        hits = retrieve(retriever, question, HITS)
        answer = compose(question.text, [hits], DEPTH)
        seconds = time.perf_counter() - began
        read = [
            h
            for h in _retrieve_all_read(retriever, question, hits)
            if h.signals.reading is not None
        ]
        yield Reply(
            question=question,
            answer=answer,
            rank=question.rank(map(_locate, answer.citations)),
            seconds=seconds,
            is_read=bool(read),
            is_covered=any(is_right(question, hit) for hit in read),
        )


def retrieve(retriever: Retriever, question: Question, k: int) -> list[Hit]:
    """The best `k` hits; none if the question cannot be asked, because it has no word for one."""
    try:
        return retriever.retrieve(question.text, k)
    except QuestionError:
        return []


def row(name: str, given: Sequence[Reply]) -> Row:
    """The figures of the replies to questions that have an answer."""
    asked = [reply for reply in given if reply.question.gold]
    return Row(name, [reply.rank for reply in asked], median_ms([r.seconds for r in asked]))


def _retrieve_all_read(retriever: Retriever, question: Question, hits: list[Hit]) -> list[Hit]:
    """Hits with all that a reader read among them: they stand above those that it did not read."""
    count = HITS
    while len(hits) == count and hits[-1].signals.reading is not None:
        count *= 10
        hits = retrieve(retriever, question, count)
    return hits


def _locate(citation: Citation) -> Found:
    name = Path(citation.document.path).name
    copies = [(Path(copy.path).name, copy.start, copy.end) for copy in citation.also_in]
    return citation.text, [(name, citation.start, citation.end), *copies]


def is_right(question: Question, hit: Hit) -> bool:
    """Whether a hit answers; the corpus was written by QuestionSet.write."""
    return question.is_right(hit.text, [(Path(hit.document.path).name, hit.start, hit.end)])
