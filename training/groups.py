"""Groups, the examples of training: a question with passages that answer it or do not."""

import random
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

import numpy as np
from tokenizers import Tokenizer

from index.readers import Excerpt
from index.readers.windows import context_ids
from training.corpora import Corpus, Task, Text, Tokens
from training.lookalikes import change, names

SHORTEST, LONGEST = 50, 200
"""Tokens of a passage: it is cut to whole sentences, at a length drawn between these."""
SHARES = {
    "without_answer": 0.08,  # without the right passage
    "without_sentence": 0.05,  # with the right passage, but without the sentences that answer
    "look_alike": 0.15,  # of span questions: the question is changed so that nothing answers it
    "second_negative": 0.5,  # two wrong passages, not one
    "unmarked": 0.33,  # the question has no question mark
    "titled": 0.5,  # each passage begins with the title of its document
    "placed": 0.9,  # each passage begins with the headings above it, if any are known
    "dated": 0.1,  # the passages begin with a date, as precise as documents state theirs
    "headed": 0.1,  # the first passage begins with a headline of the question's words, no answer
}
"""The kinds of groups, and the share of each, 0 to 1."""
_WORD = re.compile(r"\w[\w'’-]*")
_ASKING = frozenset(
    """a an and are as at be been by can could did do does for from had has have how in into is it
    its many much of on or that the their there these this those to was were what when where which
    who whom whose why will with would""".split()
)
"""Words of a question that are left out of a headline."""
_DATES = (date(1990, 1, 1).toordinal(), date(2026, 12, 31).toordinal())


@dataclass(frozen=True, slots=True)
class Part:
    """A passage of a group."""

    context: Tokens
    """Title and date that stand before it; may be empty."""
    sentences: tuple[Tokens, ...]
    gold: frozenset[int]
    """Numbers of the sentences that answer."""
    span: tuple[int, int] | None
    """First and last token of the answer, counted from the first token of the first sentence."""


@dataclass(frozen=True, slots=True)
class Group:
    """A question, and passages of which at most one answers it."""

    question: Tokens
    parts: tuple[Part, ...]


@dataclass(frozen=True, slots=True)
class Stated:
    """What the passages of a group say of themselves."""

    title: bool
    section: bool
    date: str | None


class Sampler:
    """Makes groups from the tasks of one set; the same draw makes the same group."""

    def __init__(
        self,
        corpus: Corpus,
        negatives: Sequence[Sequence[int]] | None,
        tokenizer: Tokenizer,
        shares: Mapping[str, float] = SHARES,
    ) -> None:
        """`negatives` are those of training.negatives.mine; None to draw wrong texts instead."""
        self._corpus = corpus
        self._negatives = negatives
        self._tokenizer = tokenizer
        self._shares = shares
        self._names: dict[str, list[str]] = {}
        for task in corpus.tasks:
            self._names.setdefault(corpus.texts[task.text].title, []).extend(names(task.question))
        self._near: dict[str, list[int]] = {}
        for number, text in enumerate(corpus.texts):
            self._near.setdefault(text.title, []).append(number)

    def __len__(self) -> int:
        return len(self._corpus.tasks)

    def group(self, number: int, draw: random.Random) -> Group:
        """A group for the task at `number`, from 0."""
        task = self._corpus.tasks[number]
        question = task.question
        text = self._corpus.texts[task.text]
        negatives = self._choose_wrong(number, task, draw)
        loose = self._corpus.is_loose
        chance = draw.random()
        incomplete = self._shares["without_answer"] + self._shares["without_sentence"]
        gold, span = task.gold, task.span
        stated = self._draw_stated(draw)
        parts: list[Part] = []
        if gold and chance < self._shares["without_answer"] and negatives:
            pass
        elif gold and not loose and chance < incomplete:
            kept = [i for i in range(len(text.sentences)) if not self._tells(text, i, task)]
            if kept:
                parts.append(self._part(_keep(text, kept), frozenset(), None, stated, draw))
        else:
            if task.answers and not loose and chance > 1 - self._shares["look_alike"]:
                passage = " ".join(text.strings)
                other = change(question, passage, self._names[text.title], draw)
                if other is not None:
                    question, gold, span = other, frozenset(), None
            where = (span.sentence, span.first, span.last) if span else None
            if loose:
                parts.append(self._mix(text, gold, where, negatives, draw))
            else:
                parts.append(self._part(text, gold, where, stated, draw))
        wrong = 1 + (draw.random() < self._shares["second_negative"]) + (not parts)
        if loose:
            if not parts or draw.random() < 0.3:
                sentences = [self._corpus.texts[n].sentences[0] for n in negatives[-5:]]
                if sentences:
                    parts.append(_cut(sentences, frozenset(), None, draw)[0])
        else:
            for other_text in draw.sample(negatives, min(wrong, len(negatives))):
                around = self._corpus.texts[other_text]
                parts.append(self._part(around, frozenset(), None, stated, draw))
        if parts and not loose and draw.random() < self._shares["headed"]:
            parts[0] = self._add_headline(parts[0], question, draw)
        if draw.random() < self._shares["unmarked"]:
            question = question.rstrip("? ")
        return Group(self._tokens(question), tuple(parts))

    def _draw_stated(self, draw: random.Random) -> Stated:
        return Stated(
            draw.random() < self._shares["titled"],
            draw.random() < self._shares["placed"],
            _date(draw) if draw.random() < self._shares["dated"] else None,
        )

    def _part(
        self,
        text: Text,
        gold: frozenset[int],
        span: tuple[int, int, int] | None,
        stated: Stated,
        draw: random.Random,
    ) -> Part:
        """A part of a text, with what is stated above it."""
        part, first = _cut(text.sentences, gold, span, draw)
        title = text.title if stated.title else ""
        section = text.sections[first] if text.sections and stated.section else ()
        excerpt = Excerpt(title, (), stated.date, section)
        return replace(part, context=context_ids(self._tokenizer, excerpt).astype(np.int32))

    def _choose_wrong(self, number: int, task: Task, draw: random.Random) -> list[int]:
        """Numbers of texts that do not answer, in a random order."""
        if task.others:
            found = list(task.others)
        elif self._negatives is not None:
            found = list(self._negatives[number])
        else:
            near = self._near[self._corpus.texts[task.text].title]
            near = near if len(near) > 5 else range(len(self._corpus.texts))  # type: ignore[assignment]
            found = draw.sample(near, min(8, len(near)))
            found = [n for n in found if n != task.text and not self._answers(n, task)]
        draw.shuffle(found)
        return found

    def _answers(self, text: int, task: Task) -> bool:
        other = self._corpus.texts[text].strings
        right = self._corpus.texts[task.text].strings
        whole = " ".join(other).lower()
        return any(answer.lower() in whole for answer in task.answers) or any(
            right[number] in other for number in task.gold
        )

    def _tells(self, text: Text, sentence: int, task: Task) -> bool:
        said = text.strings[sentence].lower()
        return sentence in task.gold or any(answer.lower() in said for answer in task.answers)

    def _mix(
        self,
        text: Text,
        gold: frozenset[int],
        span: tuple[int, int, int] | None,
        negatives: list[int],
        draw: random.Random,
    ) -> Part:
        """A passage of sentences that do not belong together."""
        others = [self._corpus.texts[n].sentences[0] for n in negatives[: draw.randint(2, 4)]]
        at = draw.randint(0, len(others))
        sentences = [*others[:at], *text.sentences, *others[at:]]
        moved = (span[0] + at, span[1], span[2]) if span else None
        return _cut(sentences, frozenset(i + at for i in gold), moved, draw)[0]

    def _add_headline(self, part: Part, question: str, draw: random.Random) -> Part:
        words = [word for word in _WORD.findall(question) if word.lower() not in _ASKING]
        headline = self._tokens(" ".join(word for word in words if draw.random() < 0.8))
        if not len(headline):
            return part
        return replace(
            part,
            sentences=(headline, *part.sentences),
            gold=frozenset(number + 1 for number in part.gold),
            span=part.span and (part.span[0] + len(headline), part.span[1] + len(headline)),
        )

    def _tokens(self, string: str) -> Tokens:
        return np.array(self._tokenizer.encode(string, add_special_tokens=False).ids, np.int32)


def _date(draw: random.Random) -> str:
    full = date.fromordinal(draw.randint(*_DATES)).isoformat()
    return full[: draw.choice((4, 7, 10))]


def _cut(
    sentences: Sequence[Tokens],
    gold: frozenset[int],
    span: tuple[int, int, int] | None,
    draw: random.Random,
) -> tuple[Part, int]:
    """Neighbouring sentences up to a drawn length, around one that answers if any does.

    Returns the number of the first of them too.
    """
    limit = draw.uniform(SHORTEST, LONGEST)
    anchor = span[0] if span else draw.choice(sorted(gold) or range(len(sentences)))
    first, last = anchor, anchor + 1
    length = len(sentences[anchor])
    while first > 0 or last < len(sentences):
        before = first > 0 and (last == len(sentences) or draw.random() < 0.5)
        step = first - 1 if before else last
        length += len(sentences[step])
        if length > limit:
            break
        first, last = min(first, step), max(last, step + 1)
    kept = tuple(sentences[first:last])
    offset = sum(len(s) for s in sentences[first : span[0]]) if span else 0
    part = Part(
        np.empty(0, np.int32),
        kept,
        frozenset(i - first for i in gold if first <= i < last),
        (offset + span[1], offset + span[2]) if span else None,
    )
    return part, first


def _keep(text: Text, kept: Sequence[int]) -> Text:
    """A text of these sentences alone."""
    sections = tuple(text.sections[i] for i in kept) if text.sections else ()
    sentences = tuple(text.sentences[i] for i in kept)
    return Text(text.title, sentences, tuple(text.strings[i] for i in kept), sections)
