"""A question in, an Answer out: the hits of a retriever, folded, ordered and judged."""

import os
import re
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date
from time import perf_counter

from index import Document, Hit, Retriever, Sentence
from index.text.lexicon import well_formed
from qa.answers import Answer, Citation, Place
from qa.confidence import ANSWERED, confidence
from qa.duplicates import fold
from qa.followups.resolution import Turn, resolve
from qa.fusion import fused, place
from qa.groups import asks_whether, grouped

HITS_PER_CITATION = 3
"""How many more hits than citations are looked at, since copies are folded into one."""
FEWEST_HITS = 15
"""How many are looked at, at least, so that confidence is the same for any number of citations."""
DEPTH = 60
"""How many are looked at of each text that a question is looked for as, where there are several:
as many for any number of citations, for each counts in the order."""
WEIGHTS = (3.0, 1.0)
"""What the ranks in context count beside those of the question as it was asked."""

_SPEAKER = re.compile(r"\s*(?:(?P<asker>user|human)|assistant|agent|system|bot)\s*:\s*", re.I)


class Answerer:
    """Asks a retriever, and says how sure one may be of what it found."""

    def __init__(self, retriever: Retriever) -> None:
        self.retriever = retriever

    def ask(
        self,
        question: str,
        history: Sequence[str | Answer] = (),
        *,
        k: int = 5,
        since: str | None = None,
        until: str | None = None,
        within: str | None = None,
        today: date | None = None,
    ) -> Answer:
        """The answer to a question in at most `k` citations, best first.

        `history`: the earlier questions of the conversation, oldest first, or the answers to them,
        or its lines as another program keeps them ("user: …", "assistant: …"). A question that
        leans on them takes up words that were asked, and shown or replied. It is looked for as
        `resolved_question` and `context` say, and as it was asked; one that does not, and any in a
        language other than English, as it is. `since`, `until`: only documents that state a date in
        this period (ISO 8601 years, months or days, both ends included); `within`: only this file
        or folder. `today`: what "last year" in a question is counted from, by default the day it
        is. Raises QuestionError for a question without a word, ValueError for a `k` below 1 or a
        malformed date, CorpusError where no document is `within`.
        """
        began = perf_counter()
        question = well_formed(question)
        resolved = resolve(question, turns(history))
        depth = DEPTH if len(resolved.texts) > 1 else _needed(k)
        found = [
            self.retriever.retrieve(
                text, depth, since=since, until=until, within=within, today=today
            )
            for text in resolved.texts
        ]
        answer = compose(resolved.text, found, k)
        return replace(
            answer,
            citations=tuple(map(self._verified, answer.citations)),
            question=question,
            context=resolved.context,
            elapsed_ms=(perf_counter() - began) * 1000,
        )

    def _verified(self, citation: Citation) -> Citation:
        """The citation compared with its file, where that is still what it was."""
        if citation.stale:
            return replace(citation, is_gone=is_gone(citation.document))
        cited = citation
        sentence = Sentence(cited.text, cited.start, cited.end, cited.line, cited.page)
        return replace(citation, verified=self.retriever.holds(citation.document, sentence))


def is_gone(document: Document) -> bool:
    """Whether there is no file any more in the place of a document."""
    try:
        os.lstat(os.path.expanduser(document.path))
    except (FileNotFoundError, NotADirectoryError):
        return True
    except (OSError, ValueError):  # it may not be looked at, which says nothing
        return False
    return False


def compose(question: str, found: Sequence[Sequence[Hit]], k: int) -> Answer:
    """The answer in at most `k` citations that the hits for a question make, best first.

    `found`: its hits, or those for each of the texts that it was looked for as, in the order of
    `Resolved.texts`. Hits beyond those that Answerer.ask asks for change nothing; `elapsed_ms` is
    0.
    """
    cited = fold(ordered(found)[: _needed(k)])
    sure = max((_surety(cited[0][0], ranked) for ranked in found), default=0.0) if cited else 0.0
    groups = grouped(question, cited[:k])
    return Answer(
        question=question,
        resolved_question=question,
        # What one source affirms and another denies has answers, however sure the first is.
        answered=sure >= ANSWERED
        or (asks_whether(question) and any(group.differs for group in groups)),
        confidence=sure,
        citations=tuple(_citation(rank, *copies) for rank, copies in enumerate(cited[:k], 1)),
        elapsed_ms=0.0,
        groups=groups,
    )


def ordered(found: Sequence[Sequence[Hit]]) -> Sequence[Hit]:
    """The hits for a question, as `compose` takes them, in one order."""
    if len(found) == 1:
        return found[0]
    return fused([(weight, hits[:DEPTH]) for weight, hits in zip(WEIGHTS, found, strict=True)])


def _surety(first: Hit, hits: Sequence[Hit]) -> float:
    """How sure one may be of a hit among those that one text found; 0 where it did not find it."""
    copies = fold(hits[:FEWEST_HITS])
    heads = [each[0] for each in copies if place(first) in map(place, each)]
    others = [each[0] for each in copies if each[0] not in heads]
    return confidence([*heads, *others]) if heads else 0.0


def turns(history: Iterable[str | Answer]) -> list[Turn]:
    """Earlier questions, or the answers to them, as what a question may lean on.

    Of a chat kept by another program, "user: …" is a question and "assistant: …" a reply to it.
    """
    found: list[Turn] = []
    for each in history:
        if isinstance(each, Answer):
            found.append(_turn(each))
            continue
        line = well_formed(each)
        speaker = _SPEAKER.match(line)
        text = line[speaker.end() :] if speaker else line
        if speaker is None or speaker["asker"]:
            found.append(Turn(text))
        elif found:
            found[-1] = Turn(found[-1].question, (*found[-1].shown, text))
    return found


def _turn(answer: Answer) -> Turn:
    """What a question may take up of an earlier one: the words that were sure to answer it."""
    first = answer.citations[0] if answer.answered else None
    words = first.answer if first else None
    return Turn(answer.question, (words.text,) if words else ())


def _needed(k: int) -> int:
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
        signals=hit.signals,
    )
