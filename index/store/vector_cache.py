"""Vectors that need not be computed again, because the index has or keeps those of the text."""

import sqlite3
from collections.abc import Mapping

import numpy as np

from index.errors import DamageError
from index.store import checksums
from index.store.checksums import seal
from index.store.vector_table import VectorTable
from index.vectors import Level
from index.vectors.digests import Known, digest


def vectors_of(db: sqlite3.Connection, dimension: int, path: str, sha256: str) -> Known:
    """The stored vectors of the file at a path and of files with this content, by digest."""
    rows = db.execute(
        "SELECT first_sentence, last_sentence, first_passage, last_passage FROM document"
        " WHERE file_id IN (SELECT id FROM file WHERE path = ? OR sha256 = ?)",
        (path, sha256),
    ).fetchall()
    found: Known = {}
    for first_sentence, last_sentence, first_passage, last_passage in rows:
        texts = db.execute(
            "SELECT id, text FROM sentence WHERE id BETWEEN ? AND ?",
            (first_sentence, last_sentence),
        ).fetchall()
        checksums.require(str, *(text for _, text in texts))
        digests = db.execute(
            "SELECT id, digest FROM passage WHERE id BETWEEN ? AND ?",
            (first_passage, last_passage),
        )
        found |= _vectors_of_level(
            db, "sentence", dimension, {i: digest(text) for i, text in texts}
        )
        found |= _vectors_of_level(db, "passage", dimension, dict(digests))
    return found


def _vectors_of_level(
    db: sqlite3.Connection, level: Level, dimension: int, digests: Mapping[int, bytes]
) -> Known:
    if not digests:
        return {}
    ids, kept = VectorTable(db, level, dimension).of_range(min(digests), max(digests))
    found = zip(ids.tolist(), kept, strict=True)
    return {digests[number]: vector for number, vector in found if number in digests}


def keep(db: sqlite3.Connection, vectors: Known) -> None:
    """Keeps vectors of files that are not written yet, in case the sync is interrupted."""
    rows = ((key, seal(0, bytes(vector))) for key, vector in vectors.items())
    db.executemany("INSERT OR REPLACE INTO embedded (digest, data) VALUES (?, ?)", rows)


def read_kept(db: sqlite3.Connection, dimension: int) -> Known:
    """The vectors kept since the last `release`."""
    rows = db.execute("SELECT digest, data FROM embedded").fetchall()
    checksums.require(bytes, *(value for row in rows for value in row))
    if not checksums.are_sealed(((0, data) for _, data in rows), dimension):
        raise DamageError("a vector is not as it was written")
    return {key: np.frombuffer(data, np.int8, dimension) for key, data in rows}


def release(db: sqlite3.Connection) -> None:
    """Deletes the kept vectors."""
    db.execute("DELETE FROM embedded")
