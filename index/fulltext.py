"""The full-text index: which sentences hold a question's words, and how much that says."""

import sqlite3
from collections.abc import Collection, Iterable, Sequence, Set
from dataclasses import dataclass
from math import log1p

from index import lexicon
from index.database import TOKENIZER

# A full-text index keeps no text of its own; what it was given is what it must be told to forget.
_TEXTS = "SELECT id, spaced(text) FROM sentence WHERE document_id = ?"


def add(db: sqlite3.Connection, document: int) -> None:
    """Takes in the words of a document whose sentences have been written."""
    db.create_function("spaced", 1, lexicon.spaced, deterministic=True)
    db.execute(f"INSERT INTO sentence_words (rowid, text) {_TEXTS}", (document,))


def remove(db: sqlite3.Connection, document: int) -> None:
    """Forgets the words of a document whose sentences are still there."""
    db.create_function("spaced", 1, lexicon.spaced, deterministic=True)
    columns = "sentence_words (sentence_words, rowid, text)"
    db.execute(f"INSERT INTO {columns} SELECT 'delete', * FROM ({_TEXTS})", (document,))


def clear(db: sqlite3.Connection) -> None:
    """Forgets all words."""
    db.execute("INSERT INTO sentence_words (sentence_words) VALUES ('delete-all')")


def search(
    db: sqlite3.Connection, terms: Sequence[str], limit: int, documents: Set[int] | None
) -> list[int]:
    """The ids of the best `limit` sentences by FTS5's BM25; `documents`: only in these."""
    within = ""
    if documents is not None:
        chosen = f"SELECT id FROM sentence WHERE document_id IN ({_listed(documents)})"
        within = f"AND rowid IN ({chosen})"
    rows = db.execute(
        f"SELECT rowid FROM sentence_words WHERE sentence_words MATCH ? {within}"
        " ORDER BY rank LIMIT ?",
        (" OR ".join(map(_quoted, terms)), limit),
    )
    return [row[0] for row in rows]


@dataclass(frozen=True, slots=True)
class Weighted:
    """A word of a question, with its share of what all its words say."""

    term: str
    weight: float
    """Above 0; those of a question add up to 1."""
    holders: frozenset[int]
    """The sentences that hold the word, of those that were asked about."""


def weigh(db: sqlite3.Connection, terms: Iterable[str], ids: Collection[int]) -> list[Weighted]:
    """The words of a question, weighted by rarity, and which of these sentences hold each.

    The weight is the inverse document frequency that Lucene's BM25 has: ln(1 + (N - n + 0.5) /
    (n + 0.5)), of N sentences in the index and n that hold the word. A word that stands nowhere
    weighs most. Words with one stem are one.
    """
    (total,) = db.execute("SELECT count(*) FROM sentence").fetchone()
    asked = frozenset(ids)
    found = []
    for term in _distinct(db, terms):
        # Not "AND rowid IN (…)": FTS5 would begin the search anew for every id.
        rows = db.execute(
            "SELECT rowid FROM sentence_words WHERE sentence_words MATCH ?", (_quoted(term),)
        )
        holders = {row[0] for row in rows}
        idf = log1p((total - len(holders) + 0.5) / (len(holders) + 0.5))
        found.append((term, idf, asked & holders))
    mass = sum(idf for _, idf, _ in found)
    return [Weighted(term, idf / mass, holders) for term, idf, holders in found]


def _distinct(db: sqlite3.Connection, terms: Iterable[str]) -> list[str]:
    """The first of the terms that have one stem, as the index stems them."""
    if not db.execute("SELECT 1 FROM temp.sqlite_master WHERE name = 'term'").fetchone():
        db.execute(f'CREATE VIRTUAL TABLE temp.term USING fts5 (text, tokenize = "{TOKENIZER}")')
        db.execute("CREATE VIRTUAL TABLE temp.stem USING fts5vocab (temp, term, instance)")
    listed = list(terms)
    db.execute("DELETE FROM temp.term")
    db.executemany("INSERT INTO temp.term (rowid, text) VALUES (?, ?)", enumerate(listed))
    stems: dict[int, list[str]] = {number: [] for number in range(len(listed))}
    for number, stem in db.execute("SELECT doc, term FROM temp.stem ORDER BY doc, offset"):
        stems[number].append(stem)
    firsts = {tuple(stem): listed[number] for number, stem in reversed(stems.items())}
    return [term for term in listed if term in firsts.values()]


def _quoted(term: str) -> str:
    return f'"{term}"'


def _listed(ids: Iterable[int]) -> str:
    return ",".join(map(str, sorted(ids)))
