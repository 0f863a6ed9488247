"""The rows that a question needs: sentences and passages, their places and their dates."""

import json
import sqlite3
from collections.abc import Collection, Iterable, Sequence
from functools import cache, lru_cache
from typing import Any

from index.errors import DamageError
from index.records import Sentence
from index.store import checksums
from index.store.rows import DatedSentence, StoredPassage, StoredSentence
from index.structure import UNCITED, Kind
from index.text.dates import day_range, heading_date
from index.text.passages import MAX_WORDS


def sentences(db: sqlite3.Connection, ids: Iterable[int]) -> list[StoredSentence]:
    """The rows of these sentences, in the order of the ids."""
    return [_read_sentence(db, number) for number in ids]


def _read_sentence(db: sqlite3.Connection, number: int) -> StoredSentence:
    # A document's sentences have consecutive ids.
    rows = db.execute(f"{_ROWS} FROM sentence WHERE id BETWEEN ? AND ?", (number - 1, number + 1))
    near = {row[0]: (row[1], _check_sentence(*row[1:])) for row in rows}
    if number not in near:
        raise DamageError("a sentence is missing")
    document, sentence = near[number]
    before, after = (
        near[i][1].text if i in near and near[i][0] == document else ""
        for i in (number - 1, number + 1)
    )
    return StoredSentence(document, sentence, before, after)


_COLUMNS = "document_id, checksum, start, end, line, page, kind, section, text"
_ROWS = f"SELECT id, {_COLUMNS}"


def _check_sentence(document: int, checksum: int, *fields: Any) -> Sentence:
    """The sentence of a row. Raises DamageError if it is not as it was written.

    `fields`: of the row, from its start on.
    """
    *place, kind, section, text = fields
    if checksum != checksums.of_sentence(document, tuple(place), kind, section, text):
        raise DamageError("a sentence is not as it was written")
    checksums.require(str, kind, section, text)
    start, end, line, page = place
    checksums.require(int, document, start, end, line)  # ids are put into SQL
    checksums.require((int, type(None)), page)
    return Sentence(text, start, end, line, page, _read_kind(kind), read_section(section))


def write_section(section: tuple[str, ...]) -> str:
    """What stands above a sentence, as a row keeps it."""
    return json.dumps(section, ensure_ascii=False) if section else ""


@lru_cache(1_000)
def read_section(text: str) -> tuple[str, ...]:
    """What write_section wrote. Raises DamageError for anything else."""
    try:
        entries = json.loads(text) if text else []
    except (ValueError, RecursionError) as error:
        raise DamageError("a section that cannot be read") from error
    if not isinstance(entries, list):
        raise DamageError("a section that is not a list")
    checksums.require(str, *entries)
    return tuple(entries)


def _read_kind(text: str) -> Kind:
    try:
        return Kind(text)
    except ValueError as error:
        raise DamageError(f"a sentence of the kind {text!r}") from error


def _prefix(table: str) -> str:
    """The columns of a sentence in a query of several tables."""
    return ", ".join(f"{table}.{name}" for name in _COLUMNS.split(", "))


def uncited(db: sqlite3.Connection, ids: Collection[int]) -> frozenset[int]:
    """Those of these sentences that are headings or the like, and never cited."""
    kinds = ", ".join(f"'{kind}'" for kind in sorted(UNCITED))
    rows = db.execute(
        f"SELECT id FROM sentence WHERE kind IN ({kinds}) AND id IN ({','.join(map(str, ids))})"
    )
    return frozenset(number for (number,) in rows)


def sentences_of(db: sqlite3.Connection, document: int) -> list[tuple[int, Sentence]]:
    """All sentences of a document with their ids, in their order."""
    rows = db.execute(f"{_ROWS} FROM sentence WHERE document_id = ? ORDER BY id", (document,))
    return [(row[0], _check_sentence(*row[1:])) for row in rows]


def neighbours(db: sqlite3.Connection, document: int, start: int, reach: int) -> list[Sentence]:
    """A document's sentence that starts at an offset, with up to `reach` others on either side."""
    rows = db.execute(
        f"SELECT {_prefix('near')} FROM sentence, sentence AS near"
        " WHERE sentence.document_id = :document AND sentence.start = :start"
        " AND near.document_id = :document"
        " AND near.id BETWEEN sentence.id - :reach AND sentence.id + :reach ORDER BY near.id",
        {"document": document, "start": start, "reach": reach},
    )
    return [_check_sentence(*row) for row in rows]


def passages_of(db: sqlite3.Connection, ids: Collection[int]) -> set[int]:
    """The passages that hold these sentences. Raises DamageError if one is in no passage."""
    rows = db.execute(
        "SELECT id, (SELECT id FROM passage WHERE first_sentence <= sentence.id"
        " ORDER BY first_sentence DESC LIMIT 1)"
        f" FROM sentence WHERE id IN ({','.join(map(str, ids))})"
    ).fetchall()
    found = {passage for _, passage in rows}
    if len(rows) != len(ids) or None in found:
        raise DamageError("a sentence is missing, or in no passage")
    return found


def dates(db: sqlite3.Connection, ids: Collection[int]) -> list[DatedSentence]:
    """These sentences, each with the days that it may date from: as the innermost heading with a
    date says, else as the document does.

    Raises DamageError if a sentence or its document is missing.
    """
    rows = db.execute(
        "SELECT sentence.id, text, section, first_day, last_day, date"
        " FROM sentence JOIN document ON document.id = document_id"
        f" WHERE sentence.id IN ({','.join(map(str, ids))})"
    ).fetchall()
    if len(rows) != len(ids):
        raise DamageError("a sentence or its document is missing")
    found = []
    for number, text, section, first, last, date in rows:
        checksums.require(str, text, section)
        checksums.require((str, type(None)), date)
        days = _days(date) if date else None
        if (first, last) != (days or (None, None)):
            raise DamageError("the days of a document do not match its date")
        found.append(DatedSentence(number, text, _section_days(section) or days))
    return found


@lru_cache(maxsize=1_000)
def _section_days(section: str) -> tuple[str, str] | None:
    stated = map(heading_date, reversed(read_section(section)))
    date = next(filter(None, stated), None)
    return day_range(date) if date else None


@cache
def _days(date: str) -> tuple[str, str]:
    try:
        return day_range(date)
    except ValueError as error:
        raise DamageError(f"a document dated {date!r}") from error


def members(db: sqlite3.Connection, passages: Collection[int]) -> dict[int, set[int]]:
    """The sentences of each of these passages, by the passages' ids.

    Raises DamageError if a passage is missing or is not as it was written.
    """
    chosen = ",".join(map(str, passages))
    rows = db.execute(
        "SELECT id, document_id, first_sentence, last_sentence, checksum"
        f" FROM passage WHERE id IN ({chosen})"
    ).fetchall()
    if len(rows) != len(passages):
        raise DamageError("a passage is missing")
    found = {}
    for number, document, first, last, checksum in rows:
        if checksum != checksums.of_passage(document, first, last):
            raise DamageError("a passage is not as it was written")
        checksums.require(int, first, last)
        if not first <= last < first + MAX_WORDS:
            raise DamageError("a passage with no sentences, or too many")
        found[number] = set(range(first, last + 1))
    return found


def passages(db: sqlite3.Connection, ids: Sequence[int]) -> list[StoredPassage]:
    """The texts of these passages, in the order of the ids."""
    found = []
    for passage in ids:
        rows = db.execute(
            f"SELECT sentence.id, {_prefix('sentence')} FROM passage, sentence"
            " WHERE passage.id = ?"
            " AND sentence.id BETWEEN passage.first_sentence AND passage.last_sentence"
            " ORDER BY sentence.id",
            (passage,),
        ).fetchall()
        if not rows:
            raise DamageError("a passage without sentences")
        sentences = {row[0]: _check_sentence(*row[1:]) for row in rows}
        found.append(StoredPassage(rows[0][1], sentences))
    return found
