"""Selects the part of an index to search: the documents of a period, or of some folders."""

import os
import sqlite3
from collections.abc import Sequence

from index.store.rows import Subset
from index.vectors import Ranges


def select(
    db: sqlite3.Connection,
    since: str | None = None,
    until: str | None = None,
    paths: Sequence[str] | None = None,
) -> Subset | None:
    """The sentences and passages of the documents within these bounds; None if there are no bounds.

    The documents state a date between two ISO days, both included, and are in these files and
    folders, given as absolute paths. A document dated `2021` may lie in any part of that year. One
    without a date is left out if a day is given.
    """
    conditions: list[str] = []
    values: list[str] = []
    if paths is not None:
        condition, places = _within(paths)
        conditions.append(condition)
        values += places
    if since is not None or until is not None:
        conditions.append("last_day >= ? AND first_day <= ?")
        values += [since or "0000-00-00", until or "9999-99-99"]
    if not conditions:
        return None
    rows = db.execute(
        "SELECT first_sentence, last_sentence, first_passage, last_passage FROM document"
        f" WHERE {' AND '.join(conditions)}",
        values,
    ).fetchall()
    return Subset(Ranges(row[:2] for row in rows), Ranges(row[2:] for row in rows))


def count(db: sqlite3.Connection, paths: Sequence[str] | None = None) -> int:
    """How many documents there are in all, or in these files and folders."""
    where, values = _within(paths) if paths is not None else ("1", ())
    (number,) = db.execute(f"SELECT count(*) FROM document WHERE {where}", values).fetchone()
    return int(number)


def _within(paths: Sequence[str]) -> tuple[str, tuple[str, ...]]:
    """The SQL condition for a document to be in these files and folders, and its values."""
    within = " OR ".join(["path = ? OR path >= ? AND path < ?"] * len(paths))
    # "0" comes next after "/", so all paths that begin with the folder lie between the two.
    folders = [os.path.join(path, "") for path in paths]
    values = [
        value
        for path, folder in zip(paths, folders, strict=True)
        for value in (path, folder, f"{folder[:-1]}0")
    ]
    return f"file_id IN (SELECT id FROM file WHERE {within or '0'})", tuple(values)
