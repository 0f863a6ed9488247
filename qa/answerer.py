"""Makes an Answer: asks a retriever, folds copies together, and judges the hits."""

import os
import re
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date
from time import perf_counter
from typing import Protocol, runtime_checkable

from index import Document, Filter, Hit, Sentence
from index.records import NO_FILTER
from index.text.lexicon import replace_surrogates
from qa.answers import Answer, Citation, Place
from qa.evidence.confidence import confidence, holds_answer
from qa.evidence.duplicates import fold
from qa.evidence.groups import asks_whether, group_by_answer
from qa.evidence.reciprocal_ranks import fuse, sentence_key
from qa.followups.resolution import Turn, resolve

HITS_PER_CITATION = 3
"""How many hits to ask for per citation, since copies are folded into one."""
FEWEST_HITS = 15
"""The fewest hits to ask for, so that confidence does not depend on the number of citations."""
DEPTH = 60
"""How many hits to ask for per text, if a question is searched as several texts. It does not depend
on the number of citations, because every hit affects the order."""
WEIGHTS = (3.0, 1.0)
"""The weight of ranks for the question in context, and for the question as it was asked."""

_SPEAKER = re.compile(r"\s*(?:(?P<asker>user|human)|assistant|agent|system|bot)\s*:\s*", re.I)


class Finder(Protocol):
    """Finds sentences for a question: an index.Retriever, or anything in its place."""

    def retrieve(
        self, question: str, k: int, *, filter: Filter, today: date | None
    ) -> Sequence[Hit]:
        """The best `k` sentences of the documents that a filter lets through, best first.

        `today`: the day that "last year" is counted from; None for the system's date.
        """


@runtime_checkable
class Verifier(Protocol):
    """A Finder that can compare a citation with its file."""

    def holds(self, document: Document, sentence: Sentence) -> bool | None:
        """Whether the file of a document holds a sentence as it is cited; None if that was not
        checked."""


class Answerer:
    """Answers questions from the hits of a Finder, with a confidence."""

    def __init__(self, retriever: Finder) -> None:
        """If `retriever` is a Verifier too, citations are compared with their files."""
        self.retriever = retriever

    def ask(
        self,
        question: str,
        history: Sequence[str | Answer] = (),
        *,
        k: int = 5,
        filter: Filter = NO_FILTER,
        since: str | None = None,
        until: str | None = None,
        within: str | None = None,
        today: date | None = None,
    ) -> Answer:
        """The answer to a question in at most `k` citations, best first.

        `history`: the earlier questions of the conversation, oldest first, or the answers to them,
        or its lines as another program keeps them ("user: …", "assistant: …"). A follow-up takes
        words from earlier questions and answers. It is searched in that form, which
        `resolved_question` and `context` show, and as it was asked. Any other question, and any in
        a language other than English, is searched as it is.

        `filter`: which documents are asked. `since`, `until` and `within`, if given, replace the
        filter's own. `today`: the day that "last year" in a question is counted from, by default
        the system's date. Raises QuestionError for a question without a word, ValueError for a `k`
        below 1 or a malformed date, and CorpusError if no document is in the filter's file or
        folder.
        """
        began = perf_counter()
        question = replace_surrogates(question)
        resolved = resolve(question, turns(history))
        depth = DEPTH if len(resolved.texts) > 1 else _hits_needed(k)
        chosen = filter.narrow(since, until, within)
        found = [
            self.retriever.retrieve(text, depth, filter=chosen, today=today)
            for text in resolved.texts
        ]
        answer = compose(resolved.text, found, k)
        return replace(
            answer,
            citations=tuple(map(self._verify, answer.citations)),
            question=question,
            context=resolved.context,
            elapsed_ms=(perf_counter() - began) * 1000,
        )

    def _verify(self, citation: Citation) -> Citation:
        """The citation, compared with its file unless the file has changed."""
        if citation.stale:
            return replace(citation, is_gone=is_gone(citation.document))
        if not isinstance(self.retriever, Verifier):
            return citation
        cited = citation
        place = (cited.start, cited.end, cited.line, cited.page)
        sentence = Sentence(cited.text, *place, cited.kind, cited.section)
        return replace(citation, verified=self.retriever.holds(citation.document, sentence))


def is_gone(document: Document) -> bool:
    """Whether a document's file no longer exists."""
    try:
        os.lstat(os.path.expanduser(document.path))
    except (FileNotFoundError, NotADirectoryError):
        return True
    except (OSError, ValueError):  # no permission to look, which proves nothing
        return False
    return False


def compose(question: str, found: Sequence[Sequence[Hit]], k: int) -> Answer:
    """The answer that the hits for a question make, in at most `k` citations, best first.

    `found`: the hits for each text that the question was searched as, in the order of
    `Resolved.texts`. Hits beyond those that Answerer.ask asks for change nothing. `elapsed_ms` is
    0.
    """
    hits = order(found)
    cited = fold(hits[: _hits_needed(k)] if len(found) == 1 else hits)
    rankings = [_led_by(cited[0][0], ranked) for ranked in found] if cited else []
    groups = group_by_answer(question, cited[:k])
    return Answer(
        question=question,
        resolved_question=question,
        # If sources affirm and deny it, there are answers, however unlikely each of them is.
        answered=any(map(holds_answer, rankings))
        or (asks_whether(question) and any(group.differs for group in groups)),
        confidence=max(map(confidence, rankings), default=0.0),
        citations=tuple(_citation(rank, *copies) for rank, copies in enumerate(cited[:k], 1)),
        elapsed_ms=0.0,
        groups=groups,
    )


def order(found: Sequence[Sequence[Hit]]) -> Sequence[Hit]:
    """Merges the hits for a question, as `compose` takes them, into one ranking."""
    if len(found) == 1:
        return found[0]
    return fuse([(weight, hits[:DEPTH]) for weight, hits in zip(WEIGHTS, found, strict=True)])


def _led_by(first: Hit, hits: Sequence[Hit]) -> list[Hit]:
    """The hits that one text found, without copies, `first` before the others; none if the text did
    not find it."""
    copies = fold(hits[:FEWEST_HITS])
    heads = [each[0] for each in copies if sentence_key(first) in map(sentence_key, each)]
    others = [each[0] for each in copies if each[0] not in heads]
    return [*heads, *others] if heads else []


def turns(history: Iterable[str | Answer]) -> list[Turn]:
    """The turns of a conversation, from earlier questions or the answers to them.

    In a line of another program's chat, "user: …" is a question and "assistant: …" a reply to it.
    """
    found: list[Turn] = []
    for each in history:
        if isinstance(each, Answer):
            found.append(_turn(each))
            continue
        line = replace_surrogates(each)
        speaker = _SPEAKER.match(line)
        text = line[speaker.end() :] if speaker else line
        if speaker is None or speaker["asker"]:
            found.append(Turn(text))
        elif found:
            found[-1] = Turn(found[-1].question, (*found[-1].shown, text))
    return found


def _turn(answer: Answer) -> Turn:
    """The turn of an answer: its question, and the words of its first citation that answer it."""
    first = answer.citations[0] if answer.answered else None
    words = first.answer if first else None
    return Turn(answer.question, (words.text,) if words else ())


def _hits_needed(k: int) -> int:
    return max(k * HITS_PER_CITATION, FEWEST_HITS)


def _citation(rank: int, hit: Hit, *copies: Hit) -> Citation:
    return Citation(
        rank=rank,
        score=hit.score,
        text=hit.text,
        start=hit.start,
        end=hit.end,
        line=hit.line,
        answer=hit.answer,
        before=hit.before,
        after=hit.after,
        document=hit.document,
        stale=hit.stale,
        also_in=tuple(Place(c.document.path, c.start, c.end, c.line, c.page) for c in copies),
        page=hit.page,
        section=hit.sentence.section,
        kind=hit.sentence.kind,
        signals=hit.signals,
    )
