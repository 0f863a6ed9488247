"""Documents put into a store whole and taken out whole.

Rows, words and vectors of a document are written in one transaction of the caller's, so none of
them can be there without the others. Vectors rest as 16-bit floats, a block of rows a value.
"""

import sqlite3
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Literal

import numpy as np
import numpy.typing as npt

from index import fulltext
from index.dates import period
from index.pieces import Pieces

Level = Literal["sentence", "passage"]

VECTORS_PER_BLOCK = 4096

HalfVectors = npt.NDArray[np.float16]


@dataclass(frozen=True, slots=True)
class Prepared:
    """A document ready to be put in: its pieces, and a vector for every one."""

    path: str
    """Absolute."""
    pieces: Pieces
    sentence_vectors: HalfVectors
    """Shape (sentences, dimension)."""
    passage_vectors: HalfVectors
    """Shape (passages, dimension)."""


@dataclass(frozen=True, slots=True)
class Block:
    """Vectors of consecutive ids."""

    first_id: int
    document: int
    vectors: HalfVectors
    """Shape (n, dimension): those of the ids first_id to first_id + n - 1."""


def put(db: sqlite3.Connection, document: Prepared) -> None:
    """Writes a document, whose path must not be there yet."""
    pieces, extract = document.pieces, document.pieces.extract
    first_day, last_day = period(extract.date) if extract.date else (None, None)
    number = db.execute(
        "INSERT INTO document (path, title, date, first_day, last_day, sha256)"
        " VALUES (?, ?, ?, ?, ?, ?)",
        (document.path, extract.title, extract.date, first_day, last_day, pieces.sha256),
    ).lastrowid
    assert number is not None
    sentence_id = _next_id(db, "sentence")
    db.executemany(
        "INSERT INTO sentence (id, document_id, start, end, line, text) VALUES (?, ?, ?, ?, ?, ?)",
        (
            (sentence_id + i, number, s.start, s.end, s.line, s.text)
            for i, s in enumerate(pieces.sentences)
        ),
    )
    passage_id = _next_id(db, "passage")
    db.executemany(
        "INSERT INTO passage (id, document_id, first_sentence, last_sentence) VALUES (?, ?, ?, ?)",
        (
            (passage_id + i, number, sentence_id + p.first, sentence_id + p.last - 1)
            for i, p in enumerate(pieces.passages)
        ),
    )
    fulltext.add(db, number)
    _put_vectors(db, "sentence", Block(sentence_id, number, document.sentence_vectors))
    _put_vectors(db, "passage", Block(passage_id, number, document.passage_vectors))


def _next_id(db: sqlite3.Connection, table: str) -> int:
    row = db.execute("SELECT seq FROM sqlite_sequence WHERE name = ?", (table,)).fetchone()
    return int(row[0]) + 1 if row else 1


def _put_vectors(db: sqlite3.Connection, level: Level, block: Block) -> None:
    for i in range(0, len(block.vectors), VECTORS_PER_BLOCK):
        vectors = np.ascontiguousarray(block.vectors[i : i + VECTORS_PER_BLOCK], dtype="<f2")
        db.execute(
            "INSERT INTO vectors (level, first_id, document_id, data) VALUES (?, ?, ?, ?)",
            (level, block.first_id + i, block.document, vectors.tobytes()),
        )


def take(db: sqlite3.Connection, documents: Iterable[int]) -> None:
    """Takes documents out, by their ids."""
    for document in documents:
        fulltext.remove(db, document)
        db.execute("DELETE FROM document WHERE id = ?", (document,))


def clear(db: sqlite3.Connection) -> None:
    """Takes every document out, and forgets which model their vectors came from."""
    fulltext.clear(db)
    db.execute("DELETE FROM document")
    db.execute("DELETE FROM meta")


def blocks(
    db: sqlite3.Connection, level: Level, documents: Iterable[int], dimension: int
) -> Iterator[Block]:
    """The vectors of these documents at one level, block by block."""
    for document in documents:
        rows = db.execute(
            "SELECT first_id, data FROM vectors WHERE level = ? AND document_id = ?"
            " ORDER BY first_id",
            (level, document),
        )
        for first_id, data in rows:
            vectors = np.frombuffer(data, dtype="<f2").reshape(-1, dimension)
            yield Block(first_id, document, vectors)
