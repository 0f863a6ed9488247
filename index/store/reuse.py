"""Vectors that need not be computed again: those of the same text in what is stored of a file."""

import sqlite3
from collections.abc import Mapping
from hashlib import blake2b

import numpy as np

from index.errors import DamageError
from index.store import checksums
from index.store.checksums import sealed
from index.store.table import VectorTable
from index.vectors import Level
from index.vectors.directions import Bytes

Known = dict[bytes, Bytes]
"""Vectors as they are kept, shape (dimension,), by the digest of the text."""

DIGEST_BYTES = 16


def digest(text: str) -> bytes:
    """What a text's vector is known by."""
    return blake2b(text.encode("utf-8", "surrogatepass"), digest_size=DIGEST_BYTES).digest()


def known(db: sqlite3.Connection, dimension: int, path: str, sha256: str) -> Known:
    """The vectors of what is stored of the file at a path, and of files with this content."""
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
        found |= _of_level(db, "sentence", dimension, {i: digest(text) for i, text in texts})
        found |= _of_level(db, "passage", dimension, dict(digests))
    return found


def _of_level(
    db: sqlite3.Connection, level: Level, dimension: int, digests: Mapping[int, bytes]
) -> Known:
    if not digests:
        return {}
    ids, kept = VectorTable(db, level, dimension).of_range(min(digests), max(digests))
    found = zip(ids.tolist(), kept, strict=True)
    return {digests[number]: vector for number, vector in found if number in digests}


def keep(db: sqlite3.Connection, vectors: Known) -> None:
    """Writes vectors of a file that is not written yet, for the case that it never is."""
    rows = ((key, sealed(0, bytes(vector))) for key, vector in vectors.items())
    db.executemany("INSERT OR REPLACE INTO embedded (digest, data) VALUES (?, ?)", rows)


def kept(db: sqlite3.Connection, dimension: int) -> Known:
    """What `keep` has written since the last `release`."""
    rows = db.execute("SELECT digest, data FROM embedded").fetchall()
    checksums.require(bytes, *(value for row in rows for value in row))
    if not checksums.are_sealed(((0, data) for _, data in rows), dimension):
        raise DamageError("a vector is not as it was written")
    return {key: np.frombuffer(data, np.int8, dimension) for key, data in rows}


def release(db: sqlite3.Connection) -> None:
    """Forgets what `keep` wrote."""
    db.execute("DELETE FROM embedded")
