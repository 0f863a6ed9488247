"""Reads the best passages, and puts their sentences in the order of the reader's scores."""

import math
from collections.abc import Sequence
from dataclasses import replace

from index.errors import ModelError
from index.ranking import Ranked
from index.readers import Excerpt, Reader, Reading
from index.records import Period, Timing
from index.store.protocol import Snapshot
from index.store.rows import StoredDocument, StoredPassage
from index.text.periods import remove_period

FIRST = 4
"""How many passages are read at first: one of them has the right sentence 98 times in 100."""
PASSAGES = 8
"""How many are read if no sentence of the first ones answers: 99 times in 100."""
ANSWERS = 0.0
"""A sentence with a higher reader's score is more likely to answer than not."""
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
    chosen = list(dict.fromkeys(found.passage for found in ranked))[:PASSAGES]
    of_it = {found.passage for found in ranked if found.signals.timing is Timing.DATED}
    rest = remove_period(question, period) if period else question
    readings: dict[int, Reading] = {}
    for part in (chosen[:FIRST], chosen[FIRST:]):
        if any(reading.score > ANSWERS for reading in readings.values()):
            break
        for asked, passages in (
            (rest, [passage for passage in part if passage in of_it]),
            (question, [passage for passage in part if passage not in of_it]),
        ):
            if passages:
                readings |= _read(snapshot, reader, asked, passages)
    if not readings:
        return []
    judged = [_judge(found, readings[found.id]) for found in ranked if found.id in readings]
    judged.sort(key=lambda found: (-found.score, found.id))
    # No sentence that was not read stands above one that was.
    floor = judged[-1].score - 1 - HYBRID
    unread = [found for found in ranked if found.id not in readings]
    return judged + [replace(found, score=floor + found.score) for found in unread]


def _read(
    snapshot: Snapshot, reader: Reader, question: str, passages: Sequence[int]
) -> dict[int, Reading]:
    """The reader's judgement of each sentence of these passages, by its id."""
    texts = snapshot.passages(passages)
    sources = snapshot.documents(text.document for text in texts)
    excerpts = [_excerpt(text, sources[text.document]) for text in texts]
    readings: dict[int, Reading] = {}
    for text, made in zip(texts, reader.read(question, excerpts), strict=True):
        readings.update(zip(text.sentences, made, strict=True))
    if not all(math.isfinite(reading.score) for reading in readings.values()):
        raise ModelError(f"the reader {reader.name!r} gives scores that are not numbers")
    return readings


def _judge(found: Ranked, reading: Reading) -> Ranked:
    return replace(
        found,
        score=reading.score + HYBRID * found.score,
        signals=replace(found.signals, reading=reading.score),
        answer=reading.answer,
    )


def _excerpt(text: StoredPassage, source: StoredDocument) -> Excerpt:
    return Excerpt(source.title, tuple(text.sentences.values()), source.date)
