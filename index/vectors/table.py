"""The rows that vectors at rest are: one a vector, those of a list next to each other."""

import sqlite3
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass

import numpy as np

from index.errors import DamageError
from index.vectors import Ids, Level, Vectors
from index.vectors.directions import packed, unpacked
from index.vectors.ranges import Ranges

SPAN = 1 << 40
"""A row's place is its list's number times this, and its id: a list is a stretch of the table."""

MAX_LISTS = 1 << 22

_ROWS_AT_ONCE = 4_096

Row = tuple[int, bytes]


@dataclass(frozen=True, slots=True)
class Lists:
    """What vectors are kept together by."""

    trained: int
    """How many vectors there were when the lists were made; 0 where none have been."""
    first: int
    """The number of the first list; the others follow."""
    middles: Vectors
    """Shape (lists, dimension): what the vectors of each list gather around."""

    def nearest(self, vectors: Vectors) -> Ids:
        """The number of the list that each of these vectors belongs to."""
        some = (vectors[i : i + _ROWS_AT_ONCE] for i in range(0, len(vectors), _ROWS_AT_ONCE))
        numbers = [np.argmax(each @ self.middles.T, axis=1) for each in some]
        return self.first + np.concatenate([np.empty(0, np.int64), *numbers])

    def order(self, query: Vectors) -> Ids:
        """The numbers of all lists, the nearest to `query` first."""
        return self.first + np.argsort(-(self.middles @ query), kind="stable")


class VectorTable:
    """A level's vectors in a store. The store's transactions say when what is done counts."""

    def __init__(self, db: sqlite3.Connection, level: Level, dimension: int) -> None:
        self._db = db
        self._level = level
        self._table = f"{level}_vector"
        self._dimension = dimension

    def __len__(self) -> int:
        return count(self._db, self._level)

    # Rows

    def of_lists(self, numbers: Iterable[int]) -> tuple[Ids, Vectors]:
        """The ids and vectors of these lists."""
        rows: list[Row] = []
        for number in numbers:
            rows += self._db.execute(
                f"SELECT id, data FROM {self._table} WHERE place BETWEEN ? AND ?",
                (number * SPAN, (number + 1) * SPAN - 1),
            )
        return self._unpacked(rows)

    def of_ranges(self, ranges: Ranges) -> tuple[Ids, Vectors]:
        """The ids and vectors with ids in these ranges."""
        rows: list[Row] = []
        for ends in ranges:
            rows += self._db.execute(
                f"SELECT id, data FROM {self._table} WHERE id BETWEEN ? AND ?", ends
            )
        return self._unpacked(rows)

    def of_ids(self, ids: Collection[int]) -> tuple[Ids, Vectors]:
        """The ids and vectors of those of these ids that there are."""
        chosen = ",".join(map(str, ids))
        rows = self._db.execute(f"SELECT id, data FROM {self._table} WHERE id IN ({chosen})")
        return self._unpacked(rows.fetchall())

    def batches(self) -> Iterator[tuple[Ids, Vectors]]:
        """All ids and vectors, some at a time, list by list."""
        rows = self._db.execute(f"SELECT id, data FROM {self._table} ORDER BY place")
        while some := rows.fetchmany(_ROWS_AT_ONCE):
            yield self._unpacked(some)

    def ids(self) -> Ids:
        """All ids, in their order."""
        rows = self._db.execute(f"SELECT id FROM {self._table} ORDER BY id")
        return np.fromiter((row[0] for row in rows), np.int64)

    def insert(self, numbers: Ids, ids: Ids, vectors: Vectors) -> None:
        """Takes vectors into the lists of these numbers; the ids are new."""
        places = (numbers * SPAN + ids).tolist()
        rows = zip(places, ids.tolist(), map(bytes, packed(vectors)), strict=True)
        self._db.executemany(f"INSERT INTO {self._table} (place, id, data) VALUES (?, ?, ?)", rows)
        _count(self._db, self._level, len(ids))

    def move(self, numbers: Ids, ids: Ids) -> None:
        """Puts vectors into the lists of these numbers."""
        # In the order of their new places, so that the rows lie close.
        order = np.lexsort((ids, numbers))
        places = (numbers * SPAN + ids)[order].tolist()
        rows = zip(places, ids[order].tolist(), strict=True)
        self._db.executemany(f"UPDATE {self._table} SET place = ? WHERE id = ?", rows)

    def _unpacked(self, rows: list[Row]) -> tuple[Ids, Vectors]:
        try:
            ids = np.fromiter((number for number, _ in rows), np.int64, len(rows))
            if any(len(data) != self._dimension for _, data in rows):
                raise DamageError("a vector of another length")
            data = b"".join(data for _, data in rows)
        except (TypeError, ValueError, OverflowError) as error:
            raise DamageError("a vector that is none") from error
        return ids, unpacked(data, self._dimension)

    # Lists

    def lists(self) -> Lists:
        """Those that have been made, or else one for all."""
        row = self._db.execute(
            "SELECT trained, first, middles FROM lists WHERE level = ?", (self._level,)
        ).fetchone()
        if row is None:
            return Lists(0, 0, np.zeros((1, self._dimension), np.float32))
        trained, first, data = row
        numbers = isinstance(trained, int) and isinstance(first, int) and isinstance(data, bytes)
        if not numbers or trained < 1 or not data or not 0 < first < MAX_LISTS:
            raise DamageError("lists that are none")
        return Lists(trained, first, unpacked(data, self._dimension))

    def set_lists(self, lists: Lists) -> None:
        """Keeps lists in the place of those before; the vectors are to be moved after them."""
        self._db.execute("DELETE FROM lists WHERE level = ?", (self._level,))
        if lists.trained:
            row = (self._level, lists.trained, lists.first, packed(lists.middles).tobytes())
            self._db.execute(
                "INSERT INTO lists (level, trained, first, middles) VALUES (?, ?, ?, ?)", row
            )


def count(db: sqlite3.Connection, level: Level) -> int:
    """How many vectors a level has; counting the rows would be to read them all."""
    row = db.execute("SELECT vectors FROM level WHERE name = ?", (level,)).fetchone()
    if row is None or not isinstance(row[0], int) or row[0] < 0:
        raise DamageError(f"no number of {level} vectors")
    return row[0]


def delete(db: sqlite3.Connection, level: Level, first: int, last: int) -> None:
    """Takes out a level's vectors with ids from `first` to `last`."""
    gone = db.execute(f"DELETE FROM {level}_vector WHERE id BETWEEN ? AND ?", (first, last))
    _count(db, level, -gone.rowcount)


def clear(db: sqlite3.Connection, level: Level) -> None:
    """Takes out all of a level's vectors, and its lists."""
    gone = db.execute(f"DELETE FROM {level}_vector")
    _count(db, level, -gone.rowcount)
    db.execute("DELETE FROM lists WHERE level = ?", (level,))


def _count(db: sqlite3.Connection, level: Level, more: int) -> None:
    db.execute("UPDATE level SET vectors = vectors + ? WHERE name = ?", (more, level))
