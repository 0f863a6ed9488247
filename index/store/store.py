"""The database of an index directory, open for reading or writing, and its manifest."""

import os
import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from types import TracebackType
from typing import Self

from index.errors import DamageError
from index.sources.freshness import Stamp
from index.store import checksums, database
from index.store.manifest import Manifest, decode_manifest, encode_manifest
from index.store.rows import StoredDocument, StoredFile

_DOCUMENTS = (
    "SELECT document.id, path, record, title, date, sha256, checksum, size, modified, changed,"
    " first_sentence, last_sentence, first_passage, last_passage"
    " FROM document JOIN file ON file.id = file_id"
)


class Store:
    """The database of an index directory. Only one thread may use it at a time."""

    def __init__(self, connection: sqlite3.Connection, directory: str) -> None:
        self.directory = directory
        self.db = connection

    @classmethod
    def read(cls, directory: str | os.PathLike[str]) -> Self:
        """Opens the store in `directory` read-only. Raises StoreError as `connect` does."""
        directory = os.fspath(directory)
        return cls(database.connect(directory), directory)

    @classmethod
    def write(cls, directory: str | os.PathLike[str]) -> Self:
        """Opens or creates the store in an existing `directory`. The caller must hold the lock."""
        directory = os.fspath(directory)
        return cls(database.connect_for_writing(directory), directory)

    def close(self) -> None:
        """Closes the database."""
        self.db.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """Writes all of the block or nothing. Inside another transaction it is part of that one."""
        if self.db.in_transaction:
            yield
            return
        self.db.execute("BEGIN IMMEDIATE")
        try:
            yield
        except BaseException:
            self.db.execute("ROLLBACK")
            raise
        self.db.execute("COMMIT")

    @contextmanager
    def snapshot(self) -> Iterator[None]:
        """Reads in the block see the index as it is at one moment, whatever others write."""
        self.db.execute("BEGIN")
        try:
            yield
        finally:
            self.db.execute("ROLLBACK")

    def version(self) -> tuple[object, ...]:
        """A value that changes with the vectors or their model, the same on every connection."""
        # No id is used twice, so the last id and the number of rows determine which rows there are.
        row: tuple[object, ...] = self.db.execute(
            "SELECT (SELECT value FROM meta WHERE key = 'identity'),"
            " (SELECT seq FROM sqlite_sequence WHERE name = 'sentence'),"
            " (SELECT vectors FROM level WHERE name = 'sentence'),"
            " (SELECT seq FROM sqlite_sequence WHERE name = 'passage'),"
            " (SELECT vectors FROM level WHERE name = 'passage')"
        ).fetchone()
        return row

    def state(self) -> tuple[object, ...]:
        """A value that changes whenever a sync writes anything."""
        row: tuple[object, ...] = self.db.execute(
            "SELECT (SELECT max(seq) FROM sqlite_sequence WHERE name = 'file'),"
            " (SELECT count(*) FROM file), (SELECT value FROM meta WHERE key = 'synced')"
        ).fetchone()
        return row

    def manifest(self) -> Manifest:
        """What the index says about itself."""
        fields = self.db.execute("SELECT key, value FROM meta").fetchall()
        roots = self.db.execute("SELECT path, named FROM root ORDER BY position").fetchall()
        return decode_manifest(dict(fields), roots)

    def set_manifest(self, manifest: Manifest) -> None:
        """Replaces the manifest."""
        self.db.execute("DELETE FROM meta")
        fields = encode_manifest(manifest)
        self.db.executemany("INSERT INTO meta (key, value) VALUES (?, ?)", fields.items())
        self.db.execute("DELETE FROM root")
        rows = [(root.path, root.named, number) for number, root in enumerate(manifest.roots)]
        self.db.executemany("INSERT INTO root (path, named, position) VALUES (?, ?, ?)", rows)

    def files(self) -> dict[str, StoredFile]:
        """Every file that a sync has looked at, by its path."""
        rows = self.db.execute(
            "SELECT id, path, size, modified, changed, sha256, reason, tries FROM file"
            " ORDER BY path"
        ).fetchall()
        if not rows:
            return {}
        _, paths, _, _, _, digests, reasons, tries = zip(*rows, strict=True)
        checksums.require(str, *paths)
        checksums.require(int, *tries)
        checksums.require((str, type(None)), *digests, *reasons)
        return dict(zip(paths, map(StoredFile._make, rows), strict=True))

    def documents(self, ids: Iterable[int] | None = None) -> dict[int, StoredDocument]:
        """The documents with these ids, by id; without ids, all of them in the order of their
        paths. Raises DamageError if one is missing."""
        if ids is None:
            rows = self.db.execute(f"{_DOCUMENTS} ORDER BY path, document.id")
            return {row[0]: _document(*row) for row in rows}
        wanted = set(ids)
        rows = self.db.execute(f"{_DOCUMENTS} WHERE document.id IN ({','.join(map(str, wanted))})")
        found = {row[0]: _document(*row) for row in rows}
        if found.keys() != wanted:
            raise DamageError("a document is missing")
        return found

    def documents_with(self, sha256: str) -> list[StoredDocument]:
        """The documents of the files with this content."""
        rows = self.db.execute(f"{_DOCUMENTS} WHERE sha256 = ?", (sha256,))
        return [_document(*row) for row in rows]


def _stamp(size: int | None, modified: int | None, changed: int | None) -> Stamp | None:
    if size is None or modified is None or changed is None:
        return None
    return Stamp(size, modified, changed)


def _document(
    number: int,
    path: str,
    record: str,
    title: str,
    date: str | None,
    sha256: str,
    checksum: int,
    size: int | None,
    modified: int | None,
    changed: int | None,
    *ends: int,
) -> StoredDocument:
    if checksum != checksums.of_document(path, sha256, record, title, date, *ends):
        raise DamageError("a document's row is not as it was written")
    checksums.require(str, path, record, title, sha256)
    checksums.require((str, type(None)), date)
    checksums.require(int, *ends)
    stamp = _stamp(size, modified, changed)
    sentences = ends[1] - ends[0] + 1
    return StoredDocument(number, path, record, title, date, sha256, stamp, sentences)
