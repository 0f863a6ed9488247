"""Vectors on disk: one row for each vector, and one row of sketches for every CHUNK ids."""

import sqlite3
from collections.abc import Collection, Iterator

import numpy as np

from index.errors import DamageError
from index.store import checksums
from index.store.checksums import SEAL_BYTES, seal
from index.vectors import Ids, Level
from index.vectors.directions import Bytes
from index.vectors.sketches import CHUNK, Sketches, sketches, width

_MAX_CHUNKS = 1 << 40

Kept = tuple[Ids, Bytes]
"""Ids, and their vectors as stored, int8."""


class VectorTable:
    """The vectors of one level in a store. Changes count when the store's transaction commits."""

    def __init__(self, db: sqlite3.Connection, level: Level, dimension: int) -> None:
        self._db = db
        self._level = level
        self._dimension = dimension

    def __len__(self) -> int:
        return count(self._db, self._level)

    def everything(self) -> Kept:
        """All vectors, in the order of their ids."""
        rows = self._db.execute(f"SELECT id, data FROM {self._level}_vector ORDER BY id")
        return self._decode(rows.fetchall())

    def of_ids(self, ids: Collection[int]) -> Kept:
        """The vectors with these ids. Ids without a vector are left out."""
        chosen = ",".join(map(str, ids))
        table = f"{self._level}_vector"
        rows = self._db.execute(f"SELECT id, data FROM {table} WHERE id IN ({chosen})")
        return self._decode(rows.fetchall())

    def of_range(self, first: int, last: int) -> Kept:
        """The vectors with ids from `first` to `last`."""
        table = f"{self._level}_vector"
        chosen = f"SELECT id, data FROM {table} WHERE id BETWEEN ? AND ?"
        return self._decode(self._db.execute(chosen, (first, last)).fetchall())

    def insert(self, ids: Ids, kept: Bytes) -> None:
        """Adds vectors, int8 of shape (len(ids), dimension), under new ids."""
        rows = zip(ids.tolist(), map(bytes, kept), strict=True)
        self._db.executemany(
            f"INSERT INTO {self._level}_vector (id, data) VALUES (?, ?)",
            ((number, seal(number, data)) for number, data in rows),
        )
        _add_to_count(self._db, self._level, len(ids))
        self._write_sketches(ids, sketches(kept))

    def _decode(self, rows: list[tuple[int, bytes]]) -> Kept:
        try:
            if not checksums.are_sealed(rows, self._dimension):
                raise DamageError("a vector is not as it was written")
            ids = np.fromiter((number for number, _ in rows), np.int64, len(rows))
            data = b"".join(data for _, data in rows)
        except (TypeError, ValueError, OverflowError) as error:
            raise DamageError("a row that is not a vector") from error
        both = np.frombuffer(data, np.int8).reshape(-1, self._dimension + SEAL_BYTES)
        return ids, both[:, : self._dimension]

    # Sketches

    def sketches(self) -> tuple[Ids, Sketches]:
        """The first id of every chunk, in order, and the chunks of sketches.

        The sketches have shape (chunks, width, CHUNK), uint64. An id without a vector has zeros.
        """
        rows = self._db.execute(
            f"SELECT number, data FROM {self._level}_sketches ORDER BY number"
        ).fetchall()
        drawn = [self._chunk(number, data) for number, data in rows]
        numbers = [number for number, _ in rows]
        if not all(isinstance(each, int) and 0 <= each < _MAX_CHUNKS for each in numbers):
            raise DamageError("a chunk of sketches without a valid number")
        none = np.empty((0, width(self._dimension), CHUNK), np.uint64)
        return np.array(numbers, np.int64) * CHUNK, np.stack(drawn) if drawn else none

    def is_sketched(self) -> bool:
        """Whether the stored sketches match the vectors."""
        table = f"{self._level}_sketches"
        rows = self._db.execute(f"SELECT number, data FROM {table}").fetchall()
        stored = {number: self._chunk(number, data) for number, data in rows}
        made = dict(self._compute_sketches())
        return made.keys() == stored.keys() and all(
            np.array_equal(made[number], stored[number]) for number in made
        )

    def redraw(self) -> None:
        """Computes the sketches and the count again from the vectors, and stores them."""
        self._db.execute(f"DELETE FROM {self._level}_sketches")
        self._db.executemany(
            f"INSERT INTO {self._level}_sketches (number, data) VALUES (?, ?)",
            [(number, _encode(number, chunk)) for number, chunk in self._compute_sketches()],
        )
        self._db.execute(
            f"UPDATE level SET vectors = (SELECT count(*) FROM {self._level}_vector)"
            " WHERE name = ?",
            (self._level,),
        )

    def _compute_sketches(self) -> Iterator[tuple[int, Sketches]]:
        """The sketches of the stored vectors: the number of each chunk, and the chunk."""
        numbers = self._db.execute(f"SELECT DISTINCT id / {CHUNK} FROM {self._level}_vector")
        for (number,) in numbers.fetchall():
            ids, kept = self.of_range(number * CHUNK, (number + 1) * CHUNK - 1)
            chunk = np.zeros((width(self._dimension), CHUNK), np.uint64)
            chunk[:, ids % CHUNK] = sketches(kept).T
            yield number, chunk

    def _chunk(self, number: int, data: bytes) -> Sketches:
        shape = (width(self._dimension), CHUNK)
        try:
            is_whole = checksums.are_sealed([(number, data)], 8 * shape[0] * shape[1])
        except (TypeError, ValueError) as error:
            raise DamageError("a row that is not a chunk of sketches") from error
        if not is_whole:
            raise DamageError("sketches are not as they were written")
        return np.frombuffer(data, "<u8", shape[0] * shape[1]).reshape(shape)

    def _write_sketches(self, ids: Ids, drawn: Sketches) -> None:
        """Writes the sketches of these ids."""
        table = f"{self._level}_sketches"
        for number in sorted({*(ids // CHUNK).tolist()}):
            row = self._db.execute(
                f"SELECT data FROM {table} WHERE number = ?", (number,)
            ).fetchone()
            empty = np.zeros((width(self._dimension), CHUNK), np.uint64)
            chunk = self._chunk(number, row[0]).copy() if row else empty
            here = ids // CHUNK == number
            chunk[:, ids[here] % CHUNK] = drawn[here].T
            # An update in place: deleting and inserting the row would scatter it over the file.
            change = (
                f"UPDATE {table} SET data = ? WHERE number = ?"
                if row
                else f"INSERT INTO {table} (data, number) VALUES (?, ?)"
            )
            self._db.execute(change, (_encode(number, chunk), number))


def count(db: sqlite3.Connection, level: Level) -> int:
    """How many vectors a level has. Counting the rows would mean reading them all."""
    row = db.execute("SELECT vectors FROM level WHERE name = ?", (level,)).fetchone()
    if row is None or not isinstance(row[0], int) or row[0] < 0:
        raise DamageError(f"the number of {level} vectors is missing or invalid")
    return row[0]


def delete(db: sqlite3.Connection, level: Level, first: int, last: int) -> None:
    """Deletes a level's vectors with ids from `first` to `last`."""
    ends = (first, last)
    gone = db.execute(f"DELETE FROM {level}_vector WHERE id BETWEEN ? AND ?", ends)
    _add_to_count(db, level, -gone.rowcount)
    chunks = db.execute(
        f"SELECT number, data FROM {level}_sketches WHERE number BETWEEN ? AND ?",
        (first // CHUNK, last // CHUNK),
    )
    for number, data in chunks.fetchall():
        if not isinstance(data, bytes) or len(data) % (8 * CHUNK) != SEAL_BYTES:
            raise DamageError("sketches of the wrong length")
        chunk = np.frombuffer(data[:-SEAL_BYTES], "<u8").reshape(-1, CHUNK).copy()
        chunk[:, max(0, first - number * CHUNK) : last + 1 - number * CHUNK] = 0
        if chunk.any():
            change = f"UPDATE {level}_sketches SET data = ? WHERE number = ?"
            db.execute(change, (_encode(number, chunk), number))
        else:
            db.execute(f"DELETE FROM {level}_sketches WHERE number = ?", (number,))


def clear(db: sqlite3.Connection, level: Level) -> None:
    """Deletes all vectors of a level."""
    gone = db.execute(f"DELETE FROM {level}_vector")
    _add_to_count(db, level, -gone.rowcount)
    db.execute(f"DELETE FROM {level}_sketches")


def _encode(number: int, chunk: Sketches) -> bytes:
    """A chunk of sketches as bytes with their seal."""
    return seal(number, chunk.astype("<u8").tobytes())


def _add_to_count(db: sqlite3.Connection, level: Level, more: int) -> None:
    db.execute("UPDATE level SET vectors = vectors + ? WHERE name = ?", (more, level))
