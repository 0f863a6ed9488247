"""The full-text index: which sentences hold a question's words, and how much that says."""

import sqlite3
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from itertools import accumulate
from math import log1p

import numpy as np

from index.errors import DamageError
from index.store import table
from index.store.database import TOKENIZER
from index.vectors import Ranges

POSTINGS = 20_000
"""So many sentences with a question's words are ranked, which takes 1 to 2 µs each. Of a million,
made of halves of others, the first is then as when all are ranked, and 0.98 of the ten best."""

STRETCHES, STRETCH = 16, 512
"""How many stretches of how many sentences tell how frequent a frequent word is."""

_GREATEST = (1 << 63) - 1

# A full-text index keeps no text of its own; what it was given is what it must be told to forget.
_TEXTS = "SELECT id, spaced(text) FROM sentence WHERE"


def add(db: sqlite3.Connection, first: int, last: int) -> None:
    """Takes in the words of sentences that have been written, from one id to another."""
    chosen = f"{_TEXTS} id BETWEEN ? AND ?"
    db.execute(f"INSERT INTO sentence_words (rowid, text) {chosen}", (first, last))


def remove(db: sqlite3.Connection, document: int) -> None:
    """Forgets the words of a document whose sentences are still there."""
    chosen = f"{_TEXTS} document_id = ?"
    columns = "sentence_words (sentence_words, rowid, text)"
    db.execute(f"INSERT INTO {columns} SELECT 'delete', * FROM ({chosen})", (document,))


def merge(db: sqlite3.Connection, pages: int = 4_096) -> None:
    """Merges parts of the full-text index, so that deleted words take no space; writes at most
    `pages` pages."""
    columns = "sentence_words (sentence_words, rank)"
    db.execute(f"INSERT INTO {columns} VALUES ('merge', ?)", (-pages,))


def clear(db: sqlite3.Connection) -> None:
    """Forgets all words."""
    db.execute("INSERT INTO sentence_words (sentence_words) VALUES ('delete-all')")


def is_of_sentences(db: sqlite3.Connection) -> bool:
    """Whether the words taken in are those of the sentences that there are. Reads everything."""
    apart = "SELECT 1 FROM (SELECT id FROM {0} EXCEPT SELECT id FROM {1}) LIMIT 1"
    for pair in (("sentence", "sentence_words_docsize"), ("sentence_words_docsize", "sentence")):
        if db.execute(apart.format(*pair)).fetchone():
            return False
    db.execute(
        "CREATE VIRTUAL TABLE temp.again USING fts5"
        f" (text, content = '', tokenize = \"{TOKENIZER}\")"
    )
    try:
        db.execute("INSERT INTO temp.again (rowid, text) SELECT id, spaced(text) FROM sentence")
        db.execute("CREATE VIRTUAL TABLE temp.as_is USING fts5vocab (main, sentence_words, row)")
        db.execute("CREATE VIRTUAL TABLE temp.as_ought USING fts5vocab (temp, again, row)")
        one, other = "SELECT * FROM temp.as_is", "SELECT * FROM temp.as_ought"
        for pair in ((one, other), (other, one)):
            if db.execute(f"{pair[0]} EXCEPT {pair[1]} LIMIT 1").fetchone():
                return False
        return True
    finally:
        for table in ("as_is", "as_ought", "again"):
            db.execute(f"DROP TABLE IF EXISTS temp.{table}")


@dataclass(frozen=True, slots=True)
class Term:
    """A word of a question."""

    text: str
    count: int
    """In how many sentences it stands, or one more than were to be counted."""


def count(db: sqlite3.Connection, words: Iterable[str], most: int = POSTINGS) -> list[Term]:
    """The words with the numbers of their sentences, counted up to `most`."""
    return [Term(word, _count(db, word, most)) for word in words]


def _count(db: sqlite3.Connection, word: str, most: int) -> int:
    (count,) = db.execute(
        "SELECT count(*) FROM (SELECT 1 FROM sentence_words WHERE sentence_words MATCH ? LIMIT ?)",
        (_quoted(word), most + 1),
    ).fetchone()
    return int(count)


def search(
    db: sqlite3.Connection,
    terms: Sequence[Term],
    limit: int,
    within: Ranges | None,
    postings: int = POSTINGS,
) -> list[int]:
    """The ids of the best `limit` sentences by FTS5's BM25; `within`: only among these ids.

    No more than `postings` sentences are looked at. Where the terms stand in more, counted for
    each, the rarest are looked for: as many as stand in no more. Of the sentences of one that
    does by itself, the first are looked at.
    """
    wanted = _rarest(terms, postings)
    if not wanted:
        return []
    words = " OR ".join(_quoted(term.text) for term in wanted)
    matching = "FROM sentence_words WHERE sentence_words MATCH ?"
    if within is None and wanted[0].count <= postings:
        best = f"SELECT rowid {matching} ORDER BY rank LIMIT ?"
        return [number for (number,) in db.execute(best, (words, limit))]
    first, last = within.span if within is not None else (0, _GREATEST)
    bounded = f"SELECT rowid, rank {matching} AND rowid BETWEEN ? AND ? LIMIT ?"
    found = sorted(db.execute(bounded, (words, first, last, postings)))
    if within is not None:
        inside = within.mask(np.array([number for number, _ in found], np.int64))
        found = [each for each, is_inside in zip(found, inside, strict=True) if is_inside]
    return [number for number, _ in sorted(found, key=lambda each: each[1])[:limit]]


def _rarest(terms: Sequence[Term], postings: int) -> list[Term]:
    """The terms to look for, in their order: the rarest, one at least that stands anywhere."""
    known = sorted((term for term in terms if term.count), key=lambda term: term.count)
    totals = accumulate(term.count for term in known)
    few = [term for term, total in zip(known, totals, strict=True) if total <= postings]
    chosen = few or known[:1]
    return [term for term in terms if term in chosen]


@dataclass(frozen=True, slots=True)
class Weighted:
    """A word of a question, with its share of what all its words say."""

    text: str
    weight: float
    """Above 0; those of a question add up to 1."""
    holders: frozenset[int]
    """The sentences that hold the word, of those that were asked about."""


def weigh(
    db: sqlite3.Connection, terms: Iterable[Term], ids: Collection[int], most: int = POSTINGS
) -> list[Weighted]:
    """The words of a question, weighted by rarity, and which of these sentences hold each.

    The weight is the inverse document frequency that Lucene's BM25 has: ln(1 + (N - n + 0.5) /
    (n + 0.5)), of N sentences in the index and n that hold the word; it is estimated where n is
    more than `most`, up to which the terms were counted. A word that stands nowhere weighs most.
    Words with one stem are one.
    """
    total = table.count(db, "sentence")  # each has its vector
    _take_asked(db, ids)
    found = []
    for term in _distinct(db, terms):
        match = (_quoted(term.text),)
        rows = db.execute("SELECT rowid FROM temp.asked WHERE asked MATCH ?", match)
        holders = frozenset(number for (number,) in rows)
        count = term.count
        if count > most:
            count = max(count, round(total * _share(db, term.text)))
        idf = log1p((max(total - count, 0) + 0.5) / (count + 0.5))
        found.append((term.text, idf, holders))
    mass = sum(idf for _, idf, _ in found)
    return [Weighted(text, idf / mass, holders) for text, idf, holders in found]


def _take_asked(db: sqlite3.Connection, ids: Collection[int]) -> None:
    """Makes a full-text index of these sentences alone."""
    # In that of all sentences, "AND rowid IN (…)" would begin the search anew for every id, and
    # without it a frequent word would be followed through the whole of it.
    if not _has(db, "asked"):
        db.execute(
            "CREATE VIRTUAL TABLE temp.asked USING fts5"
            f" (text, content = '', tokenize = \"{TOKENIZER}\")"
        )
    db.execute("INSERT INTO temp.asked (asked) VALUES ('delete-all')")
    db.execute(
        "INSERT INTO temp.asked (rowid, text)"
        f" SELECT id, spaced(text) FROM sentence WHERE id IN ({','.join(map(str, ids))})"
    )


def _share(db: sqlite3.Connection, word: str) -> float:
    """About the share of all sentences that hold a word, from stretches of them."""
    # Two questions: SQLite answers each at once, and both in one only by reading all rows.
    (first,) = db.execute("SELECT min(id) FROM sentence").fetchone()
    (last,) = db.execute("SELECT max(id) FROM sentence").fetchone()
    if first is None:
        raise DamageError("words of no sentence")
    step = max(1, (last - first + 1) // STRETCHES)
    held = looked_at = 0
    for start in range(first, last + 1, step):
        ends = (start, start + min(step, STRETCH) - 1)
        held += db.execute(
            "SELECT count(*) FROM sentence_words"
            " WHERE sentence_words MATCH ? AND rowid BETWEEN ? AND ?",
            (_quoted(word), *ends),
        ).fetchone()[0]
        looked_at += db.execute(
            "SELECT count(*) FROM sentence WHERE id BETWEEN ? AND ?", ends
        ).fetchone()[0]
    return held / max(1, looked_at)


def _distinct(db: sqlite3.Connection, terms: Iterable[Term]) -> list[Term]:
    """The first of the terms that have one stem, as the index stems them."""
    if not _has(db, "term"):
        db.execute(f'CREATE VIRTUAL TABLE temp.term USING fts5 (text, tokenize = "{TOKENIZER}")')
        db.execute("CREATE VIRTUAL TABLE temp.stem USING fts5vocab (temp, term, instance)")
    listed = list(terms)
    db.execute("DELETE FROM temp.term")
    texts = enumerate(term.text for term in listed)
    db.executemany("INSERT INTO temp.term (rowid, text) VALUES (?, ?)", texts)
    stems: dict[int, list[str]] = {number: [] for number in range(len(listed))}
    for number, stem in db.execute("SELECT doc, term FROM temp.stem ORDER BY doc, offset"):
        stems[number].append(stem)
    firsts = {tuple(stem): listed[number] for number, stem in reversed(stems.items())}
    return [term for term in listed if term in firsts.values()]


def _quoted(word: str) -> str:
    return f'"{word}"'


def _has(db: sqlite3.Connection, name: str) -> bool:
    """Whether this connection has made a temporary table."""
    row = db.execute("SELECT 1 FROM temp.sqlite_master WHERE name = ?", (name,)).fetchone()
    return row is not None
