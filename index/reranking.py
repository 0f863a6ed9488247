"""Reads the best passages, and puts their sentences in the order of the reader's scores."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import replace

from index.errors import ModelError
from index.ranking import Ranked
from index.readers import Excerpt, Reader, Reading
from index.records import Period, Sentence, Timing
from index.store.protocol import Snapshot
from index.store.rows import StoredDocument, StoredPassage
from index.structure import Kind
from index.text.periods import remove_period

FIRST = 4
"""How many passages are read at first: one of them has the right sentence 98 times in 100."""
PASSAGES = 8
"""How many are read if no sentence of the first ones answers: 99 times in 100."""
WORDS = (700, 500)
"""Of short passages more are read, at first and then, up to so many words, and MOST in all."""
MOST = 20
ANSWERS = 0.0
"""A sentence with a higher reader's score is more likely to answer than not."""
QUESTION, QUOTE = 2.0, 1.0
"""How much lower the reader's score counts of a sentence that asks, and of one that repeats what
somebody else said: what answers stands below it, or where it was said."""
HYBRID = 10.0
"""The weight of the score of words and vectors, beside a weight of 1 for the reader's."""


def rerank(
    snapshot: Snapshot,
    reader: Reader,
    question: str,
    ranked: Sequence[Ranked],
    period: Period | None = None,
) -> list[Ranked]:
    """The sentences of the passages that were read, best first, then the others in their order.

    FIRST passages are read, and up to PASSAGES if nothing in them answers. `ranked`: by words and
    vectors, best first. A passage is as good as its best sentence. `period`: the time that the
    question asks about. A document dated in it need not repeat the date, so its passages are read
    for the rest of the question. Raises ModelError if the reader cannot read.
    """
    chosen = list(dict.fromkeys(found.passage for found in ranked))[:MOST]
    passages = dict(zip(chosen, snapshot.passages(chosen), strict=True))
    of_it = {found.passage for found in ranked if found.signals.timing is Timing.DATED}
    rest = remove_period(question, period) if period else question
    readings: dict[int, Reading] = {}
    for part in _parts(passages):
        if any(reading.score > ANSWERS for reading in readings.values()):
            break
        for asked, texts in (
            (rest, [passages[number] for number in part if number in of_it]),
            (question, [passages[number] for number in part if number not in of_it]),
        ):
            if texts:
                readings |= _read(snapshot, reader, asked, texts)
    if not readings:
        return []
    sentences = {n: each for text in passages.values() for n, each in text.sentences.items()}
    judged = [
        _judge(found, readings[found.id], sentences[found.id])
        for found in ranked
        if found.id in readings
    ]
    judged.sort(key=lambda found: (-found.score, found.id))
    # No sentence that was not read stands above one that was.
    floor = judged[-1].score - 1 - HYBRID
    unread = [found for found in ranked if found.id not in readings]
    return judged + [replace(found, score=floor + found.score) for found in unread]


def _parts(passages: Mapping[int, StoredPassage]) -> tuple[list[int], list[int]]:
    """The passages to be read at first, and those to be read if nothing in them answers."""
    words = {
        number: sum(len(sentence.text.split()) for sentence in passage.sentences.values())
        for number, passage in passages.items()
    }
    parts: tuple[list[int], list[int]] = ([], [])
    for part, fewest, most_words in zip(parts, (FIRST, PASSAGES - FIRST), WORDS, strict=True):
        for number in [number for number in passages if number not in parts[0]]:
            if len(part) >= fewest and sum(words[each] for each in (*part, number)) > most_words:
                break
            part.append(number)
    return parts


def _read(
    snapshot: Snapshot, reader: Reader, question: str, texts: Sequence[StoredPassage]
) -> dict[int, Reading]:
    """The reader's judgement of each sentence of these passages, by its id."""
    sources = snapshot.documents(text.document for text in texts)
    excerpts = [_excerpt(text, sources[text.document]) for text in texts]
    readings: dict[int, Reading] = {}
    for text, made in zip(texts, reader.read(question, excerpts), strict=True):
        readings.update(zip(text.sentences, made, strict=True))
    if not all(math.isfinite(reading.score) for reading in readings.values()):
        raise ModelError(f"the reader {reader.name!r} gives scores that are not numbers")
    return readings


def _judge(found: Ranked, reading: Reading, sentence: Sentence) -> Ranked:
    score = reading.score - QUESTION * _asks(sentence.text) - QUOTE * (sentence.kind is Kind.QUOTE)
    return replace(
        found,
        score=score + HYBRID * found.score,
        signals=replace(found.signals, reading=score),
        answer=reading.answer,
    )


def _asks(text: str) -> bool:
    return text.rstrip("*_\"'”’)] ").endswith("?")


def _excerpt(text: StoredPassage, source: StoredDocument) -> Excerpt:
    sentences = list(text.sentences.values())
    texts = tuple(sentence.text for sentence in sentences)
    return Excerpt(source.title, texts, source.date, sentences[0].section)
