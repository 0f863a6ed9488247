"""The full-text index: which sentences hold a question's words, and how rare the words are."""

import sqlite3
from collections.abc import Collection, Iterable, Sequence
from itertools import accumulate
from math import log1p

import numpy as np

from index.errors import DamageError
from index.store import vector_table
from index.store.rows import Term, Weighted
from index.store.schema import TOKENIZER
from index.vectors import Ranges

POSTINGS = 20_000
"""How many sentences with a question's words are ranked at most, at 1 to 2 µs each. In a million
sentences, made of halves of others, the best is then the same as if all were ranked, and so are
0.98 of the ten best."""

STRETCHES, STRETCH = 16, 512
"""How many stretches, of how many sentences each, the frequency of a frequent word is estimated
from."""

_GREATEST = (1 << 63) - 1

_RANK = "bm25(1.0, 0.5)"
"""What a word of the sentence counts, and one that stands above it."""

# The full-text index keeps no text, so to delete a row it needs the text that was inserted.
# The words above a sentence are those of its document's title and of its section.
_TEXTS = (
    "SELECT sentence.id, spaced(text), spaced(title || ' ' || section)"
    " FROM sentence JOIN document ON document.id = document_id"
)


def add(db: sqlite3.Connection, first: int, last: int) -> None:
    """Adds the words of the stored sentences with ids from `first` to `last`."""
    chosen = f"{_TEXTS} WHERE sentence.id BETWEEN ? AND ?"
    db.execute(f"INSERT INTO sentence_words (rowid, text, above) {chosen}", (first, last))


def remove(db: sqlite3.Connection, document: int) -> None:
    """Removes the words of a document. Call it before the sentences are deleted."""
    chosen = f"{_TEXTS} WHERE document_id = ?"
    columns = "sentence_words (sentence_words, rowid, text, above)"
    db.execute(f"INSERT INTO {columns} SELECT 'delete', * FROM ({chosen})", (document,))


def merge(db: sqlite3.Connection, pages: int = 4_096) -> None:
    """Merges parts of the full-text index, so that deleted words take no space.

    It writes at most `pages` pages.
    """
    columns = "sentence_words (sentence_words, rank)"
    db.execute(f"INSERT INTO {columns} VALUES ('merge', ?)", (-pages,))


def clear(db: sqlite3.Connection) -> None:
    """Removes all words."""
    db.execute("INSERT INTO sentence_words (sentence_words) VALUES ('delete-all')")


def matches_sentences(db: sqlite3.Connection) -> bool:
    """Whether the indexed words are those of the stored sentences. Reads everything."""
    apart = "SELECT 1 FROM (SELECT id FROM {0} EXCEPT SELECT id FROM {1}) LIMIT 1"
    for pair in (("sentence", "sentence_words_docsize"), ("sentence_words_docsize", "sentence")):
        if db.execute(apart.format(*pair)).fetchone():
            return False
    db.execute(
        "CREATE VIRTUAL TABLE temp.again USING fts5"
        f" (text, above, content = '', tokenize = \"{TOKENIZER}\")"
    )
    try:
        db.execute(f"INSERT INTO temp.again (rowid, text, above) {_TEXTS}")
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


def count(db: sqlite3.Connection, words: Iterable[str], most: int = POSTINGS) -> list[Term]:
    """The words, each with the number of sentences that hold it, counted up to `most`."""
    return [
        Term(word, _count(db, f"{{text}} : {_quote(word)}", most), _count(db, _quote(word), most))
        for word in words
    ]


def _count(db: sqlite3.Connection, match: str, most: int) -> int:
    (count,) = db.execute(
        "SELECT count(*) FROM (SELECT 1 FROM sentence_words WHERE sentence_words MATCH ? LIMIT ?)",
        (match, most + 1),
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

    At most `postings` sentences are ranked. If the terms stand in more, counting each term's
    sentences, only the rarest terms are searched: as many as stay within that number. If even the
    rarest stands in more, only its first sentences are ranked.
    """
    wanted = _choose_rarest(terms, postings)
    if not wanted:
        return []
    words = " OR ".join(_quote(term.text) for term in wanted)
    matching = f"FROM sentence_words WHERE sentence_words MATCH ? AND rank MATCH '{_RANK}'"
    if within is None and wanted[0].postings <= postings:
        best = f"SELECT rowid {matching} ORDER BY rank LIMIT ?"
        return [number for (number,) in db.execute(best, (words, limit))]
    first, last = within.span if within is not None else (0, _GREATEST)
    bounded = f"SELECT rowid, rank {matching} AND rowid BETWEEN ? AND ? LIMIT ?"
    found = sorted(db.execute(bounded, (words, first, last, postings)))
    if within is not None:
        inside = within.mask(np.array([number for number, _ in found], np.int64))
        found = [each for each, is_inside in zip(found, inside, strict=True) if is_inside]
    return [number for number, _ in sorted(found, key=lambda each: each[1])[:limit]]


def _choose_rarest(terms: Sequence[Term], postings: int) -> list[Term]:
    """The rarest terms, in their order: at least one, if any term stands anywhere."""
    known = sorted((term for term in terms if term.postings), key=lambda term: term.postings)
    totals = accumulate(term.postings for term in known)
    few = [term for term, total in zip(known, totals, strict=True) if total <= postings]
    chosen = few or known[:1]
    return [term for term in terms if term in chosen]


def weigh(
    db: sqlite3.Connection, terms: Iterable[Term], ids: Collection[int], most: int = POSTINGS
) -> list[Weighted]:
    """The words of a question, weighted by rarity, and which of these sentences hold each.

    The weight is the inverse document frequency of Lucene's BM25: ln(1 + (N - n + 0.5) / (n + 0.5))
    for N sentences in the index, n of which hold the word. If n is more than `most`, up to which
    the terms were counted, it is estimated. A word that stands nowhere weighs most. Words with the
    same stem count as one.
    """
    total = vector_table.count(db, "sentence")  # each has its vector
    _index_asked(db, ids)
    found = []
    for term in _drop_same_stems(db, terms):
        holders, below = (_holders(db, column, term.text) for column in ("text", "above"))
        count = term.count
        if count > most:
            count = max(count, round(total * _estimate_share(db, term.text)))
        idf = log1p((max(total - count, 0) + 0.5) / (count + 0.5))
        found.append((term.text, idf, holders, below))
    mass = sum(idf for _, idf, _, _ in found)
    return [Weighted(text, idf / mass, holders, below) for text, idf, holders, below in found]


def _holders(db: sqlite3.Connection, column: str, word: str) -> frozenset[int]:
    """The sentences asked about that hold a word in a column."""
    match = (f"{{{column}}} : {_quote(word)}",)
    rows = db.execute("SELECT rowid FROM temp.asked WHERE asked MATCH ?", match)
    return frozenset(number for (number,) in rows)


def _index_asked(db: sqlite3.Connection, ids: Collection[int]) -> None:
    """Builds a temporary full-text index of these sentences alone."""
    # In the index of all sentences, "AND rowid IN (…)" would start a new search for every id.
    # Without it, a frequent word would be followed through the whole index.
    if not _has(db, "asked"):
        db.execute(
            "CREATE VIRTUAL TABLE temp.asked USING fts5"
            f" (text, above, content = '', tokenize = \"{TOKENIZER}\")"
        )
    db.execute("INSERT INTO temp.asked (asked) VALUES ('delete-all')")
    db.execute(
        "INSERT INTO temp.asked (rowid, text, above)"
        f" {_TEXTS} WHERE sentence.id IN ({','.join(map(str, ids))})"
    )


def _estimate_share(db: sqlite3.Connection, word: str) -> float:
    """The share of all sentences that hold a word, estimated from stretches of them."""
    # Two queries: SQLite answers each at once, but min and max in one only by reading all rows.
    (first,) = db.execute("SELECT min(id) FROM sentence").fetchone()
    (last,) = db.execute("SELECT max(id) FROM sentence").fetchone()
    if first is None:
        raise DamageError("words without a sentence")
    step = max(1, (last - first + 1) // STRETCHES)
    held = looked_at = 0
    for start in range(first, last + 1, step):
        ends = (start, start + min(step, STRETCH) - 1)
        held += db.execute(
            "SELECT count(*) FROM sentence_words"
            " WHERE sentence_words MATCH ? AND rowid BETWEEN ? AND ?",
            (f"{{text}} : {_quote(word)}", *ends),
        ).fetchone()[0]
        looked_at += db.execute(
            "SELECT count(*) FROM sentence WHERE id BETWEEN ? AND ?", ends
        ).fetchone()[0]
    return held / max(1, looked_at)


def _drop_same_stems(db: sqlite3.Connection, terms: Iterable[Term]) -> list[Term]:
    """The terms, without those that have the stem of an earlier one, as the index stems them."""
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


def _quote(word: str) -> str:
    return f'"{word}"'


def _has(db: sqlite3.Connection, name: str) -> bool:
    """Whether this connection has a temporary table of this name."""
    row = db.execute("SELECT 1 FROM temp.sqlite_master WHERE name = ?", (name,)).fetchone()
    return row is not None
