"""The full-text indexes: how well sentences and passages match a question's words, by BM25."""

import sqlite3
from collections.abc import Collection, Iterable, Set
from dataclasses import dataclass
from math import log
from typing import Literal

from index import lexicon

Level = Literal["sentence", "passage"]
LEVELS: tuple[Level, ...] = ("sentence", "passage")

K1 = 1.2  # FTS5's own, not to be changed (https://sqlite.org/fts5.html#the_bm25_function)

# A full-text index keeps no text of its own; what it was given is what it must be told to forget.
_TEXTS = {
    "sentence": "SELECT id, spaced(text) FROM sentence WHERE document_id = ?",
    "passage": """
        SELECT id, (
            SELECT group_concat(spaced(text), ' ') FROM (
                SELECT text FROM sentence
                WHERE id BETWEEN first_sentence AND last_sentence ORDER BY id
            )
        ) FROM passage WHERE document_id = ?
    """,
}


def add(db: sqlite3.Connection, document: int) -> None:
    """Takes in the words of a document whose rows have been written."""
    db.create_function("spaced", 1, lexicon.spaced, deterministic=True)
    for level in LEVELS:
        db.execute(f"INSERT INTO {level}_words (rowid, text) {_TEXTS[level]}", (document,))


def remove(db: sqlite3.Connection, document: int) -> None:
    """Forgets the words of a document whose rows are still there."""
    db.create_function("spaced", 1, lexicon.spaced, deterministic=True)
    for level in LEVELS:
        columns = f"{level}_words ({level}_words, rowid, text)"
        db.execute(f"INSERT INTO {columns} SELECT 'delete', * FROM ({_TEXTS[level]})", (document,))


def clear(db: sqlite3.Connection) -> None:
    """Forgets all words."""
    for level in LEVELS:
        db.execute(f"INSERT INTO {level}_words ({level}_words) VALUES ('delete-all')")


@dataclass(frozen=True, slots=True)
class Words:
    """A question's words as FTS5 looks for them at one level."""

    level: Level
    match: str
    """As an FTS5 query."""
    bound: float
    """The BM25 that no sentence or passage can reach, above 0."""


def words(db: sqlite3.Connection, level: Level, question: str) -> Words:
    """The words of a question, and the most that a text with all of them could score."""
    terms = lexicon.terms(question)
    match = " OR ".join(f'"{term}"' for term in terms)
    (total,) = db.execute(f"SELECT count(*) FROM {level}").fetchone()
    holding = [
        db.execute(
            f"SELECT count(*) FROM {level}_words WHERE {level}_words MATCH ?", (f'"{term}"',)
        ).fetchone()[0]
        for term in terms
    ]
    # BM25 of a word tends to idf * (k1 + 1) as it is said more often in a text.
    bound = sum((K1 + 1) * _idf(total, n) for n in holding)
    return Words(level, match, bound)


def _idf(total: int, holding: int) -> float:
    """As FTS5 has it: a word in more than half of the texts counts next to nothing."""
    return max(log((total - holding + 0.5) / (holding + 0.5)), 1e-6)


def search(
    db: sqlite3.Connection, words: Words, limit: int, documents: Set[int] | None
) -> list[int]:
    """The ids of the best `limit` sentences or passages, best first; `documents`: only in these."""
    level, within = words.level, ""
    if documents is not None:
        within = (
            f"AND rowid IN (SELECT id FROM {level} WHERE document_id IN ({_listed(documents)}))"
        )
    rows = db.execute(
        f"SELECT rowid FROM {level}_words WHERE {level}_words MATCH ? {within}"
        " ORDER BY rank LIMIT ?",
        (words.match, limit),
    )
    return [row[0] for row in rows]


def scores(db: sqlite3.Connection, words: Words, ids: Collection[int]) -> dict[int, float]:
    """How well each of these matches: BM25 as a share of the bound, 0 to 1."""
    level = words.level
    rows = db.execute(
        f"SELECT rowid, -bm25({level}_words) FROM {level}_words"
        f" WHERE {level}_words MATCH ? AND rowid IN ({_listed(ids)})",
        (words.match,),
    )
    found = dict(rows.fetchall())
    return {number: found.get(number, 0.0) / words.bound for number in ids}


def _listed(ids: Iterable[int]) -> str:
    return ",".join(map(str, sorted(ids)))
