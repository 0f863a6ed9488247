"""The full-text index: which sentences hold a question's words, and how much that says."""

import sqlite3
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from itertools import accumulate
from math import log1p

import numpy as np

from index import lexicon
from index.database import TOKENIZER
from index.errors import DamageError
from index.vectors import Ranges, table

POSTINGS = 20_000
"""In so many sentences words are looked for; to rank one takes 2 µs."""

STRETCHES, STRETCH = 64, 256
"""How many stretches of how many sentences tell how frequent a frequent word is."""

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
    db: sqlite3.Connection,
    terms: Sequence[str],
    limit: int,
    within: Ranges | None,
    postings: int = POSTINGS,
) -> list[int]:
    """The ids of the best `limit` sentences by FTS5's BM25; `within`: only among these ids.

    No more than `postings` sentences are looked at. Where the terms stand in more, counted for
    each, the rarest are looked for: as many as stand in no more. Of the sentences of one that
    does by itself, the first are looked at.
    """
    wanted = _rarest(db, terms, postings)
    if not wanted:
        return []
    words = " OR ".join(map(_quoted, wanted))
    matching = "SELECT rowid, rank FROM sentence_words WHERE sentence_words MATCH ?"
    if within is None:
        best = f"SELECT rowid FROM ({matching} LIMIT ?) ORDER BY rank, rowid LIMIT ?"
        return [number for (number,) in db.execute(best, (words, postings, limit))]
    bounded = f"{matching} AND rowid BETWEEN ? AND ? LIMIT ?"
    rows = db.execute(bounded, (words, *within.span, postings)).fetchall()
    chosen = within.holds(np.array([number for number, _ in rows], np.int64))
    inside = [(rank, number) for (number, rank), is_in in zip(rows, chosen, strict=True) if is_in]
    return [number for _, number in sorted(inside)[:limit]]


def _rarest(db: sqlite3.Connection, terms: Sequence[str], postings: int) -> list[str]:
    """The terms to look for, in their order: the rarest, one at least."""
    counts = {term: _count(db, term, postings) for term in terms}
    known = sorted((term for term in terms if counts[term]), key=lambda term: counts[term])
    total = list(accumulate(counts[term] for term in known))
    chosen = {term for term, so_far in zip(known, total, strict=True) if so_far <= postings}
    return [term for term in terms if term in (chosen or known[:1])]


def _count(db: sqlite3.Connection, term: str, most: int) -> int:
    """In how many sentences a term stands; one more than `most` where it is in more."""
    (count,) = db.execute(
        "SELECT count(*) FROM (SELECT 1 FROM sentence_words WHERE sentence_words MATCH ? LIMIT ?)",
        (_quoted(term), most + 1),
    ).fetchone()
    return int(count)


@dataclass(frozen=True, slots=True)
class Weighted:
    """A word of a question, with its share of what all its words say."""

    term: str
    weight: float
    """Above 0; those of a question add up to 1."""
    holders: frozenset[int]
    """The sentences that hold the word, of those that were asked about."""


def weigh(
    db: sqlite3.Connection, terms: Iterable[str], ids: Collection[int], postings: int = POSTINGS
) -> list[Weighted]:
    """The words of a question, weighted by rarity, and which of these sentences hold each.

    The weight is the inverse document frequency that Lucene's BM25 has: ln(1 + (N - n + 0.5) /
    (n + 0.5)), of N sentences in the index and n that hold the word; an n of more than `postings`
    is estimated. A word that stands nowhere weighs most. Words with one stem are one.
    """
    total = table.count(db, "sentence")  # each has its vector
    _take_asked(db, ids)
    found = []
    for term in _distinct(db, terms):
        rows = db.execute("SELECT rowid FROM temp.asked WHERE asked MATCH ?", (_quoted(term),))
        holders = frozenset(number for (number,) in rows)
        count = _count(db, term, postings)
        if count > postings:
            count = max(count, round(total * _share(db, term)))
        idf = log1p((max(total - count, 0) + 0.5) / (count + 0.5))
        found.append((term, idf, holders))
    mass = sum(idf for _, idf, _ in found)
    return [Weighted(term, idf / mass, holders) for term, idf, holders in found]


def _take_asked(db: sqlite3.Connection, ids: Collection[int]) -> None:
    """Makes a full-text index of these sentences alone."""
    # In that of all sentences, "AND rowid IN (…)" would begin the search anew for every id, and
    # without it a frequent word would be followed through the whole of it.
    if not _has(db, "asked"):
        db.create_function("spaced", 1, lexicon.spaced, deterministic=True)
        db.execute(
            "CREATE VIRTUAL TABLE temp.asked USING fts5"
            f" (text, content = '', tokenize = \"{TOKENIZER}\")"
        )
    db.execute("INSERT INTO temp.asked (asked) VALUES ('delete-all')")
    db.execute(
        "INSERT INTO temp.asked (rowid, text)"
        f" SELECT id, spaced(text) FROM sentence WHERE id IN ({','.join(map(str, ids))})"
    )


def _share(db: sqlite3.Connection, term: str) -> float:
    """About the share of all sentences that hold a term, from stretches of them."""
    first, last = db.execute("SELECT min(id), max(id) FROM sentence").fetchone()
    if first is None:
        raise DamageError("words of no sentence")
    step = max(1, (last - first + 1) // STRETCHES)
    held = looked_at = 0
    for start in range(first, last + 1, step):
        ends = (start, start + min(step, STRETCH) - 1)
        held += db.execute(
            "SELECT count(*) FROM sentence_words"
            " WHERE sentence_words MATCH ? AND rowid BETWEEN ? AND ?",
            (_quoted(term), *ends),
        ).fetchone()[0]
        looked_at += db.execute(
            "SELECT count(*) FROM sentence WHERE id BETWEEN ? AND ?", ends
        ).fetchone()[0]
    return held / max(1, looked_at)


def _distinct(db: sqlite3.Connection, terms: Iterable[str]) -> list[str]:
    """The first of the terms that have one stem, as the index stems them."""
    if not _has(db, "term"):
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


def _has(db: sqlite3.Connection, name: str) -> bool:
    """Whether this connection has made a temporary table."""
    row = db.execute("SELECT 1 FROM temp.sqlite_master WHERE name = ?", (name,)).fetchone()
    return row is not None
