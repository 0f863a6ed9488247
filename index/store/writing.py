"""Files put into a store whole and taken out whole.

Rows, words and vectors of a file's documents are written in one transaction of the caller's, so
none of them can be there without the others.
"""

import sqlite3
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np

from index.pieces import Pieces
from index.sources.freshness import Stamp
from index.store import checksums, fulltext, table
from index.store.reuse import digest
from index.store.table import VectorTable
from index.text.dates import period
from index.vectors import LEVELS, Ids, Level
from index.vectors.directions import Bytes


@dataclass(frozen=True, slots=True)
class Prepared:
    """A document ready to be put in: its pieces, and a vector for every one."""

    pieces: Pieces
    sentence_vectors: Bytes
    """As they are kept, shape (sentences, dimension)."""
    passage_vectors: Bytes
    """As they are kept, shape (passages, dimension)."""


@dataclass(frozen=True, slots=True)
class PreparedFile:
    """A file ready to be put in."""

    path: str
    """Absolute."""
    stamp: Stamp | None
    sha256: str
    documents: Sequence[Prepared]


def put(db: sqlite3.Connection, files: Sequence[PreparedFile]) -> None:
    """Writes files, with a document each at least, whose paths must not be there yet."""
    ids = []
    sentence, passage = _next_id(db, "sentence"), _next_id(db, "passage")
    for file in files:
        number = _put_file(db, file.path, file.stamp, file.sha256)
        for document in file.documents:
            ids.append(_put_rows(db, number, file, document, (sentence, passage)))
            sentence += len(document.pieces.sentences)
            passage += len(document.pieces.passages)
    fulltext.add(db, int(ids[0][0][0]), sentence - 1)
    documents = [document for file in files for document in file.documents]
    sentences, passages = map(np.concatenate, zip(*ids, strict=True))
    _put_vectors(db, "sentence", sentences, [each.sentence_vectors for each in documents])
    _put_vectors(db, "passage", passages, [each.passage_vectors for each in documents])


def refuse(
    db: sqlite3.Connection,
    path: str,
    stamp: Stamp | None,
    sha256: str | None,
    reason: str,
    tries: int,
) -> None:
    """Writes why nothing can be made of a file whose path must not be there yet.

    `tries`: how often it was read where that may succeed another time; else 0.
    """
    _put_file(db, path, stamp, sha256, reason, tries)


def count_try(db: sqlite3.Connection, file: int) -> None:
    """Writes that a file could not be read once more, and leaves it as it is."""
    db.execute("UPDATE file SET tries = tries + 1 WHERE id = ?", (file,))


def recognise(db: sqlite3.Connection, file: int, stamp: Stamp | None) -> None:
    """Writes the stamp by which a file is known from now on."""
    change = "UPDATE file SET size = ?, modified = ?, changed = ? WHERE id = ?"
    db.execute(change, (*_times(stamp), file))


def _put_file(
    db: sqlite3.Connection,
    path: str,
    stamp: Stamp | None,
    sha256: str | None,
    reason: str | None = None,
    tries: int = 0,
) -> int:
    number = db.execute(
        "INSERT INTO file (path, size, modified, changed, sha256, reason, tries)"
        " VALUES (?, ?, ?, ?, ?, ?, ?)",
        (path, *_times(stamp), sha256, reason, tries),
    ).lastrowid
    assert number is not None
    return number


def _times(stamp: Stamp | None) -> tuple[int | None, int | None, int | None]:
    return (stamp.size, stamp.modified, stamp.changed) if stamp else (None, None, None)


def _put_rows(
    db: sqlite3.Connection,
    file: int,
    source: PreparedFile,
    document: Prepared,
    firsts: tuple[int, int],
) -> tuple[Ids, Ids]:
    """Writes all but the words and vectors, and returns the ids of the sentences and passages.

    `firsts`: the first of each that is free.
    """
    pieces, extract = document.pieces, document.pieces.extract
    first_day, last_day = period(extract.date) if extract.date else (None, None)
    first_sentence, first_passage = firsts
    last_sentence = first_sentence + len(pieces.sentences) - 1
    last_passage = first_passage + len(pieces.passages) - 1
    stated = (extract.record, extract.title, extract.date)
    ends = (first_sentence, last_sentence, first_passage, last_passage)
    number = db.execute(
        "INSERT INTO document (file_id, record, title, date, first_day, last_day, checksum,"
        " first_sentence, last_sentence, first_passage, last_passage)"
        " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (
            *(file, *stated, first_day, last_day),
            checksums.of_document(source.path, source.sha256, *stated, *ends),
            *ends,
        ),
    ).lastrowid
    assert number is not None
    places = [(s.start, s.end, s.line, s.page, s.text) for s in pieces.sentences]
    db.executemany(
        "INSERT INTO sentence (id, document_id, checksum, start, end, line, page, text)"
        " VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
        (
            (first_sentence + i, number, checksums.of_sentence(number, *place), *place)
            for i, place in enumerate(places)
        ),
    )
    passage_texts = pieces.texts()[len(pieces.sentences) :]
    ranges = [(first_sentence + p.first, first_sentence + p.last - 1) for p in pieces.passages]
    db.executemany(
        "INSERT INTO passage (id, document_id, first_sentence, last_sentence, checksum, digest)"
        " VALUES (?, ?, ?, ?, ?, ?)",
        (
            (
                *(first_passage + i, number, *held),
                *(checksums.of_passage(number, *held), digest(text)),
            )
            for i, (held, text) in enumerate(zip(ranges, passage_texts, strict=True))
        ),
    )
    return np.arange(first_sentence, last_sentence + 1), np.arange(first_passage, last_passage + 1)


def _next_id(db: sqlite3.Connection, table: str) -> int:
    row = db.execute("SELECT seq FROM sqlite_sequence WHERE name = ?", (table,)).fetchone()
    return int(row[0]) + 1 if row else 1


def _put_vectors(db: sqlite3.Connection, level: Level, ids: Ids, vectors: Sequence[Bytes]) -> None:
    together = np.concatenate(vectors)
    VectorTable(db, level, together.shape[1]).insert(ids, together)


def take(db: sqlite3.Connection, files: Iterable[int]) -> None:
    """Takes files out, by their ids."""
    for file in files:
        rows = db.execute(
            "SELECT id, first_sentence, last_sentence, first_passage, last_passage FROM document"
            " WHERE file_id = ?",
            (file,),
        ).fetchall()
        for document, *ends in rows:
            checksums.require(int, *ends)
            fulltext.remove(db, document)
            table.delete(db, "sentence", *ends[:2])
            table.delete(db, "passage", *ends[2:])
        db.execute("DELETE FROM file WHERE id = ?", (file,))


def clear(db: sqlite3.Connection) -> None:
    """Takes every file out, and forgets which model their vectors came from."""
    fulltext.clear(db)
    for level in LEVELS:
        table.clear(db, level)
    db.execute("DELETE FROM file")
    db.execute("DELETE FROM embedded")
    db.execute("DELETE FROM meta")
