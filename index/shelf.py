"""Documents put into a store whole and taken out whole.

Rows, words and vectors of a document are written in one transaction of the caller's, so none of
them can be there without the others.
"""

import sqlite3
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np

from index import fulltext
from index.dates import period
from index.pieces import Pieces
from index.vectors import LEVELS, Ids, Level, Vectors, table
from index.vectors.table import VectorTable


@dataclass(frozen=True, slots=True)
class Prepared:
    """A document ready to be put in: its pieces, and a vector for every one."""

    path: str
    """Absolute."""
    pieces: Pieces
    sentence_vectors: Vectors
    """Shape (sentences, dimension), rows of length 1."""
    passage_vectors: Vectors
    """Shape (passages, dimension), rows of length 1."""


def put(db: sqlite3.Connection, documents: Sequence[Prepared]) -> None:
    """Writes documents, one at least, whose paths must not be there yet."""
    ids = [_put_rows(db, document) for document in documents]
    sentences, passages = map(np.concatenate, zip(*ids, strict=True))
    _put_vectors(db, "sentence", sentences, [each.sentence_vectors for each in documents])
    _put_vectors(db, "passage", passages, [each.passage_vectors for each in documents])


def _put_rows(db: sqlite3.Connection, document: Prepared) -> tuple[Ids, Ids]:
    """Writes all but the vectors, and returns the ids of the sentences and of the passages."""
    pieces, extract = document.pieces, document.pieces.extract
    first_day, last_day = period(extract.date) if extract.date else (None, None)
    first_sentence, first_passage = _next_id(db, "sentence"), _next_id(db, "passage")
    last_sentence = first_sentence + len(pieces.sentences) - 1
    last_passage = first_passage + len(pieces.passages) - 1
    number = db.execute(
        "INSERT INTO document (path, title, date, first_day, last_day, sha256,"
        " first_sentence, last_sentence, first_passage, last_passage)"
        " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (
            *(document.path, extract.title, extract.date, first_day, last_day, pieces.sha256),
            *(first_sentence, last_sentence, first_passage, last_passage),
        ),
    ).lastrowid
    assert number is not None
    db.executemany(
        "INSERT INTO sentence (id, document_id, start, end, line, text) VALUES (?, ?, ?, ?, ?, ?)",
        (
            (first_sentence + i, number, s.start, s.end, s.line, s.text)
            for i, s in enumerate(pieces.sentences)
        ),
    )
    db.executemany(
        "INSERT INTO passage (id, document_id, first_sentence, last_sentence) VALUES (?, ?, ?, ?)",
        (
            (first_passage + i, number, first_sentence + p.first, first_sentence + p.last - 1)
            for i, p in enumerate(pieces.passages)
        ),
    )
    fulltext.add(db, number)
    return np.arange(first_sentence, last_sentence + 1), np.arange(first_passage, last_passage + 1)


def _next_id(db: sqlite3.Connection, table: str) -> int:
    row = db.execute("SELECT seq FROM sqlite_sequence WHERE name = ?", (table,)).fetchone()
    return int(row[0]) + 1 if row else 1


def _put_vectors(
    db: sqlite3.Connection, level: Level, ids: Ids, vectors: Sequence[Vectors]
) -> None:
    together = np.concatenate(vectors)
    VectorTable(db, level, together.shape[1]).insert(ids, together)


def take(db: sqlite3.Connection, documents: Iterable[int]) -> None:
    """Takes documents out, by their ids."""
    for document in documents:
        fulltext.remove(db, document)
        row = db.execute(
            "SELECT first_sentence, last_sentence, first_passage, last_passage FROM document"
            " WHERE id = ?",
            (document,),
        ).fetchone()
        table.delete(db, "sentence", *row[:2])
        table.delete(db, "passage", *row[2:])
        db.execute("DELETE FROM document WHERE id = ?", (document,))


def clear(db: sqlite3.Connection) -> None:
    """Takes every document out, and forgets which model their vectors came from."""
    fulltext.clear(db)
    for level in LEVELS:
        table.clear(db, level)
    db.execute("DELETE FROM document")
    db.execute("DELETE FROM meta")
