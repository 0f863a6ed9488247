"""The best passages read, and their sentences put in the order of what was read."""

import math
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace

from index.errors import ModelError
from index.ranking import Ranked
from index.readers import Excerpt, Reader, Reading
from index.records import Period, Timing
from index.store import lookup
from index.store.lookup import PassageText
from index.store.store import Store, StoredDocument
from index.text.periods import without

FIRST = 4
"""How many are read at first: the right sentence is in one of them 98 times in 100."""
PASSAGES = 8
"""How many are read where no sentence of the first ones answers: 99 times in 100."""
ANSWERS = 0.0
"""A sentence that is read with a higher score is more likely to answer than not."""
HYBRID = 10.0
"""What the score of words and vectors counts beside that of the reader."""


def read(
    store: Store,
    reader: Reader,
    question: str,
    ranked: Sequence[Ranked],
    documents: Callable[[Iterable[int]], Mapping[int, StoredDocument]],
    period: Period | None = None,
) -> list[Ranked]:
    """The sentences of the passages that were read, best first, then the others in their order.

    FIRST passages are read, and where nothing in them answers, up to PASSAGES. `ranked`: by words
    and vectors, best first. A passage is as good as its best sentence. `documents`: looks up some
    by their ids. `period`: that the question asks of. A document dated in it need not say it once
    more, so its passages are read for the rest of the question. Raises ModelError where the reader
    cannot read.
    """
    chosen = list(dict.fromkeys(found.passage for found in ranked))[:PASSAGES]
    of_it = {found.passage for found in ranked if found.signals.timing is Timing.DATED}
    rest = without(question, period) if period else question
    readings: dict[int, Reading] = {}
    for part in (chosen[:FIRST], chosen[FIRST:]):
        if any(reading.score > ANSWERS for reading in readings.values()):
            break
        for asked, passages in (
            (rest, [passage for passage in part if passage in of_it]),
            (question, [passage for passage in part if passage not in of_it]),
        ):
            if passages:
                readings |= _readings(store, reader, asked, passages, documents)
    if not readings:
        return []
    judged = [_judged(found, readings[found.id]) for found in ranked if found.id in readings]
    judged.sort(key=lambda found: (-found.score, found.id))
    # No sentence that was not read stands above one that was.
    floor = judged[-1].score - 1 - HYBRID
    unread = [found for found in ranked if found.id not in readings]
    return judged + [replace(found, score=floor + found.score) for found in unread]


def _readings(
    store: Store,
    reader: Reader,
    question: str,
    passages: Sequence[int],
    documents: Callable[[Iterable[int]], Mapping[int, StoredDocument]],
) -> dict[int, Reading]:
    """What the reader makes of the sentences of these passages, by their ids."""
    texts = lookup.texts(store.db, passages)
    sources = documents(text.document for text in texts)
    excerpts = [_excerpt(text, sources[text.document]) for text in texts]
    readings: dict[int, Reading] = {}
    for text, made in zip(texts, reader.read(question, excerpts), strict=True):
        readings.update(zip(text.sentences, made, strict=True))
    if not all(math.isfinite(reading.score) for reading in readings.values()):
        raise ModelError(f"the reader {reader.name!r} gives scores that are no numbers")
    return readings


def _judged(found: Ranked, reading: Reading) -> Ranked:
    return replace(
        found,
        score=reading.score + HYBRID * found.score,
        signals=replace(found.signals, reading=reading.score),
        answer=reading.answer,
    )


def _excerpt(text: PassageText, source: StoredDocument) -> Excerpt:
    return Excerpt(source.title, tuple(text.sentences.values()), source.date)
