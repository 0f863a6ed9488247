"""The part of an index that a question is asked of: the documents of a period, or of a place."""

import os
import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass

from index.vectors import Ranges


@dataclass(frozen=True, slots=True)
class Scope:
    """The part of an index that a question is asked of, by the ids of what is in it."""

    sentences: Ranges
    passages: Ranges


def dated(db: sqlite3.Connection, since: str | None, until: str | None) -> Scope:
    """What is in the documents whose stated date may lie between two days, both included.

    A document dated `2021` may lie in any part of that year; an undated one is left out.
    """
    return _scope(db, _DATED, _days(since, until))


def placed(
    db: sqlite3.Connection,
    paths: Sequence[str],
    since: str | None = None,
    until: str | None = None,
) -> Scope:
    """What is in the documents of these files and folders; of a period as well, if named."""
    where, values = _placed(paths)
    if since is None and until is None:
        return _scope(db, where, values)
    return _scope(db, f"{where} AND {_DATED}", (*values, *_days(since, until)))


def count(db: sqlite3.Connection, paths: Sequence[str] | None = None) -> int:
    """How many documents there are, or are in these files and folders."""
    where, values = _placed(paths) if paths is not None else ("1", ())
    (number,) = db.execute(f"SELECT count(*) FROM document WHERE {where}", values).fetchone()
    return int(number)


_DATED = "last_day >= ? AND first_day <= ?"


def _days(since: str | None, until: str | None) -> tuple[str, str]:
    return since or "0000-00-00", until or "9999-99-99"


def _placed(paths: Sequence[str]) -> tuple[str, tuple[str, ...]]:
    """What SQL asks of a document to be in one of these files and folders, and its values."""
    within = " OR ".join(["path = ? OR path >= ? AND path < ?"] * len(paths))
    # Next after "/" is "0": between them is what begins with the folder.
    folders = [os.path.join(path, "") for path in paths]
    values = [
        value
        for path, folder in zip(paths, folders, strict=True)
        for value in (path, folder, f"{folder[:-1]}0")
    ]
    return f"file_id IN (SELECT id FROM file WHERE {within or '0'})", tuple(values)


def _scope(db: sqlite3.Connection, where: str, values: Sequence[str]) -> Scope:
    rows = db.execute(
        "SELECT first_sentence, last_sentence, first_passage, last_passage FROM document"
        f" WHERE {where}",
        values,
    ).fetchall()
    return Scope(Ranges(row[:2] for row in rows), Ranges(row[2:] for row in rows))
