"""Writes an index in SQLite. Files are added whole and removed whole.

The caller's transaction holds the rows, words and vectors of a file's documents together, so none
of them is ever there without the others.
"""

import sqlite3
from collections.abc import Iterable, Sequence

import numpy as np

from index.records import Sentence
from index.segmentation import SegmentedDocument, SegmentedFile
from index.sources.freshness import Stamp
from index.store import checksums, database, fulltext, vector_cache, vector_table
from index.store.queries import write_section
from index.store.rows import Refusal
from index.store.store import Store
from index.store.vector_table import VectorTable
from index.text.dates import day_range
from index.vectors import LEVELS, Level
from index.vectors.digests import Known, digest


class SQLiteWriter(Store):
    """Implements the Writer protocol."""

    def put(self, files: Sequence[SegmentedFile], vectors: Known) -> None:
        """Adds files that have at least one document each. Their paths must be new.

        `vectors`: those of all their texts, by digest.
        """
        first_sentence, first_passage = _next_id(self.db, "sentence"), _next_id(self.db, "passage")
        sentence, passage = first_sentence, first_passage
        documents = []
        for file in files:
            number = _put_file(self.db, file.path, file.stamp, file.sha256)
            for document in file.documents:
                _put_document(self.db, (number, file), document, (sentence, passage))
                sentence += len(document.sentences)
                passage += len(document.passages)
                documents.append(document)
        fulltext.add(self.db, first_sentence, sentence - 1)
        texts = [text for document in documents for text in document.sentence_texts()]
        _put_vectors(self.db, "sentence", first_sentence, texts, vectors)
        texts = [text for document in documents for text in document.passage_texts()]
        _put_vectors(self.db, "passage", first_passage, texts, vectors)

    def refuse(self, refusal: Refusal) -> None:
        """Records why a file has no document. Its path must be new."""
        about = (refusal.sha256, refusal.reason, refusal.tries)
        _put_file(self.db, refusal.path, refusal.stamp, *about)

    def count_try(self, file: int) -> None:
        """Counts another failed try to read a file, and leaves its documents as they are."""
        self.db.execute("UPDATE file SET tries = tries + 1 WHERE id = ?", (file,))

    def recognise(self, file: int, stamp: Stamp | None) -> None:
        """Replaces the stamp that later syncs compare to see whether a file changed."""
        change = "UPDATE file SET size = ?, modified = ?, changed = ? WHERE id = ?"
        self.db.execute(change, (*_times(stamp), file))

    def remove(self, files: Iterable[int]) -> None:
        """Removes files, with their documents and vectors."""
        for file in files:
            rows = self.db.execute(
                "SELECT id, first_sentence, last_sentence, first_passage, last_passage"
                " FROM document WHERE file_id = ?",
                (file,),
            ).fetchall()
            for document, *ends in rows:
                checksums.require(int, *ends)
                fulltext.remove(self.db, document)
                vector_table.delete(self.db, "sentence", *ends[:2])
                vector_table.delete(self.db, "passage", *ends[2:])
            self.db.execute("DELETE FROM file WHERE id = ?", (file,))

    def clear(self) -> None:
        """Removes every file, and the manifest."""
        fulltext.clear(self.db)
        for level in LEVELS:
            vector_table.clear(self.db, level)
        for table in ("file", "embedded", "meta"):
            self.db.execute(f"DELETE FROM {table}")

    def vectors_of(self, path: str, sha256: str) -> Known:
        """The stored vectors of the file at a path and of files with this content, by digest."""
        dimension = self._dimension()
        return vector_cache.vectors_of(self.db, dimension, path, sha256) if dimension else {}

    def keep(self, vectors: Known) -> None:
        """Keeps vectors of files that are not written yet, in case the sync is interrupted."""
        vector_cache.keep(self.db, vectors)

    def read_kept(self) -> Known:
        """The vectors kept since the last `release`."""
        dimension = self._dimension()
        return vector_cache.read_kept(self.db, dimension) if dimension else {}

    def release(self) -> None:
        """Deletes the kept vectors."""
        vector_cache.release(self.db)

    def tidy(self, *, shrank: bool) -> None:
        """Merges the full-text index if files were removed, and returns unused disk space."""
        if shrank:
            with self.transaction():
                fulltext.merge(self.db)
        database.reclaim(self.db)

    def _dimension(self) -> int | None:
        model = self.manifest().model
        return model.dimension if model else None


def _put_file(
    db: sqlite3.Connection,
    path: str,
    stamp: Stamp | None,
    sha256: str | None,
    reason: str | None = None,
    tries: int = 0,
) -> int:
    number = db.execute(
        "INSERT INTO file (path, size, modified, changed, sha256, reason, tries)"
        " VALUES (?, ?, ?, ?, ?, ?, ?)",
        (path, *_times(stamp), sha256, reason, tries),
    ).lastrowid
    assert number is not None
    return number


def _times(stamp: Stamp | None) -> tuple[int | None, int | None, int | None]:
    return (stamp.size, stamp.modified, stamp.changed) if stamp else (None, None, None)


def _put_document(
    db: sqlite3.Connection,
    source: tuple[int, SegmentedFile],
    document: SegmentedDocument,
    firsts: tuple[int, int],
) -> None:
    """Writes all of a document but its words and vectors.

    `source`: the id of its file, and the file. `firsts`: the first free ids of a sentence and of a
    passage.
    """
    file, (sentence, passage) = source[1], firsts
    extract = document.extract
    days = day_range(extract.date) if extract.date else (None, None)
    stated = (extract.record, extract.title, extract.date)
    ends = (
        *(sentence, sentence + len(document.sentences) - 1),
        *(passage, passage + len(document.passages) - 1),
    )
    number = db.execute(
        "INSERT INTO document (file_id, record, title, date, first_day, last_day, checksum,"
        " first_sentence, last_sentence, first_passage, last_passage)"
        " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (
            *(source[0], *stated, *days),
            checksums.of_document(file.path, file.sha256, *stated, *ends),
            *ends,
        ),
    ).lastrowid
    assert number is not None
    _put_sentences(db, number, document, sentence)
    _put_passages(db, number, document, firsts)


def _put_sentences(
    db: sqlite3.Connection, number: int, document: SegmentedDocument, first: int
) -> None:
    db.executemany(
        "INSERT INTO sentence"
        " (id, document_id, checksum, start, end, line, page, kind, section, text)"
        " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (
            (first + i, number, *_sentence_row(number, sentence))
            for i, sentence in enumerate(document.sentences)
        ),
    )


def _sentence_row(document: int, sentence: Sentence) -> tuple[object, ...]:
    place = (sentence.start, sentence.end, sentence.line, sentence.page)
    texts = (str(sentence.kind), write_section(sentence.section), sentence.text)
    return (checksums.of_sentence(document, place, *texts), *place, *texts)


def _put_passages(
    db: sqlite3.Connection, number: int, document: SegmentedDocument, firsts: tuple[int, int]
) -> None:
    sentence, passage = firsts
    ranges = [(sentence + p.first, sentence + p.last - 1) for p in document.passages]
    texts = document.passage_texts()
    db.executemany(
        "INSERT INTO passage (id, document_id, first_sentence, last_sentence, checksum, digest)"
        " VALUES (?, ?, ?, ?, ?, ?)",
        (
            (passage + i, number, *ends, checksums.of_passage(number, *ends), digest(text))
            for i, (ends, text) in enumerate(zip(ranges, texts, strict=True))
        ),
    )


def _next_id(db: sqlite3.Connection, table: str) -> int:
    row = db.execute("SELECT seq FROM sqlite_sequence WHERE name = ?", (table,)).fetchone()
    return int(row[0]) + 1 if row else 1


def _put_vectors(
    db: sqlite3.Connection, level: Level, first: int, texts: Sequence[str], vectors: Known
) -> None:
    """Writes the vectors of these texts under consecutive ids."""
    together = np.stack([vectors[digest(text)] for text in texts])
    ids = np.arange(first, first + len(texts))
    VectorTable(db, level, together.shape[1]).insert(ids, together)
