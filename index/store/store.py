"""The Store: an index directory, opened to read or to write, and what it says of itself."""

import os
import shlex
import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from secrets import token_hex
from types import TracebackType
from typing import NamedTuple, Self

from index.embedders import Embedder
from index.errors import DamageError, ModelError, StoreError
from index.loaders import Abilities
from index.sources import corpus
from index.sources.corpus import Root
from index.sources.freshness import Stamp
from index.sources.selection import DEFAULT_SELECTION, Selection, decoded, encoded
from index.store import checksums, database

MAX_DIMENSION = 65_536


class StoredFile(NamedTuple):
    """A file's row. A tuple, for there are many: made in half the time."""

    id: int
    path: str
    """Absolute."""
    size: int | None
    """With the times, its Stamp, by which it is known to be unchanged; None where it has to be
    read to tell."""
    modified: int | None
    changed: int | None
    sha256: str | None
    """None where it was not read whole."""
    reason: str | None
    """Why there is no document of it; None where there is."""
    tries: int
    """How often it could not be read for a reason that may pass; 0 where it is not to be tried
    again as it is."""

    def has(self, stamp: Stamp) -> bool:
        """Whether it is known by a stamp."""
        return (self.size, self.modified, self.changed) == stamp


@dataclass(frozen=True, slots=True)
class StoredDocument:
    """A document's row, and what is known of its file."""

    id: int
    path: str
    """Absolute."""
    record: str
    title: str
    date: str | None
    sha256: str
    stamp: Stamp | None


_DOCUMENTS = (
    "SELECT document.id, path, record, title, date, sha256, checksum, size, modified, changed,"
    " first_sentence, last_sentence, first_passage, last_passage"
    " FROM document JOIN file ON file.id = file_id"
)


@dataclass(frozen=True, slots=True)
class StoredModel:
    """The model whose vectors the store holds."""

    name: str
    fingerprint: str
    dimension: int


class Store:
    """An index directory's rows. Not for several threads at once; open one each, or lock."""

    def __init__(self, connection: sqlite3.Connection, directory: str) -> None:
        self.directory = directory
        self.db = connection

    @classmethod
    def read(cls, directory: str | os.PathLike[str]) -> Self:
        """The store in `directory`, read-only. Raises StoreError, as every method here may."""
        directory = os.fspath(directory)
        return cls(database.connect(directory), directory)

    @classmethod
    def write(cls, directory: str | os.PathLike[str]) -> Self:
        """The store in an existing `directory`, begun if need be, for one writer at a time."""
        directory = os.fspath(directory)
        return cls(database.connect_for_writing(directory), directory)

    def close(self) -> None:
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
        """All of what is written inside, or nothing; inside another transaction, part of that."""
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
        """Everything read inside is of one moment, whatever others write meanwhile."""
        self.db.execute("BEGIN")
        try:
            yield
        finally:
            self.db.execute("ROLLBACK")

    def version(self) -> tuple[object, ...]:
        """Differs wherever the vectors do, or their model; on every connection the same."""
        # No id is used twice: the last one given and the number of those left tell which are left.
        row: tuple[object, ...] = self.db.execute(
            "SELECT (SELECT value FROM meta WHERE key = 'identity'),"
            " (SELECT seq FROM sqlite_sequence WHERE name = 'sentence'),"
            " (SELECT vectors FROM level WHERE name = 'sentence'),"
            " (SELECT seq FROM sqlite_sequence WHERE name = 'passage'),"
            " (SELECT vectors FROM level WHERE name = 'passage')"
        ).fetchone()
        return row

    def state(self) -> tuple[object, ...]:
        """Differs from what it was where a sync has written anything in between."""
        row: tuple[object, ...] = self.db.execute(
            "SELECT (SELECT max(seq) FROM sqlite_sequence WHERE name = 'file'),"
            " (SELECT count(*) FROM file), (SELECT value FROM meta WHERE key = 'synced')"
        ).fetchone()
        return row

    # What the index is of

    def _meta(self) -> dict[str, str]:
        rows = self.db.execute("SELECT key, value FROM meta").fetchall()
        checksums.require(str, *(value for row in rows for value in row))
        return dict(rows)

    def model(self) -> StoredModel | None:
        """The model the vectors came from; None before the first document."""
        meta = self._meta()
        if "model" not in meta:
            return None
        dimension = meta.get("dimension", "")
        if not dimension.isdecimal() or not 0 < int(dimension) <= MAX_DIMENSION:
            raise DamageError(f"vectors of {dimension!r} dimensions")
        return StoredModel(meta["model"], meta.get("fingerprint", ""), int(dimension))

    def identity(self) -> str | None:
        """What tells this index from any other; None before the first document."""
        return self._meta().get("identity")

    def set_model(self, model: StoredModel) -> None:
        """Writes which model's vectors follow, and makes the index another than any before."""
        rows = [
            ("identity", token_hex(16)),
            ("model", model.name),
            ("fingerprint", model.fingerprint),
            ("dimension", str(model.dimension)),
        ]
        self.db.executemany("INSERT OR REPLACE INTO meta (key, value) VALUES (?, ?)", rows)

    def roots(self) -> tuple[Root, ...]:
        """The corpus, in the order it was named."""
        rows = self.db.execute("SELECT path, named FROM root ORDER BY position")
        found = tuple(Root(path, named) for path, named in rows)
        for root in found:
            checksums.require(str, root.path, root.named)
            if not os.path.isabs(root.path) or "\0" in root.path + root.named:
                raise DamageError("a corpus at no place")
        return found

    def set_roots(self, corpus: Sequence[Root]) -> None:
        self.db.execute("DELETE FROM root")
        rows = [(root.path, root.named, i) for i, root in enumerate(corpus)]
        self.db.executemany("INSERT INTO root (path, named, position) VALUES (?, ?, ?)", rows)

    def selection(self) -> Selection:
        """Which files of the corpus it was made of."""
        text = self._meta().get("selection")
        return DEFAULT_SELECTION if text is None else decoded(text)

    def set_selection(self, selection: Selection) -> None:
        row = ("selection", encoded(selection))
        self.db.execute("INSERT OR REPLACE INTO meta (key, value) VALUES (?, ?)", row)

    def abilities(self) -> Abilities | None:
        """Those of the installation that made the index what it is; None before that."""
        meta = self._meta()
        extraction = meta.get("extraction", "")
        if not extraction.isdecimal():
            return None
        libraries = tuple(meta.get("libraries", "").split())
        return Abilities(int(extraction[:9]), libraries, meta.get("formats", ""))

    def set_abilities(self, abilities: Abilities) -> None:
        rows = [
            ("extraction", str(abilities.extraction)),
            ("libraries", " ".join(abilities.libraries)),
            ("formats", abilities.formats),
        ]
        self.db.executemany("INSERT OR REPLACE INTO meta (key, value) VALUES (?, ?)", rows)

    def synced(self) -> datetime | None:
        """When the index was last changed to hold its corpus; None where it never held all."""
        row = self.db.execute("SELECT value FROM meta WHERE key = 'synced'").fetchone()
        try:
            moment = datetime.fromisoformat(row[0]) if row else None
        except (TypeError, ValueError) as error:
            raise DamageError(f"synced at {row[0]!r}") from error
        if moment is not None and moment.tzinfo is None:
            raise DamageError(f"synced at {row[0]!r}, in no time zone")
        return moment

    def set_synced(self, moment: datetime) -> None:
        """`moment`: with its zone."""
        row = ("synced", moment.isoformat(timespec="seconds"))
        self.db.execute("INSERT OR REPLACE INTO meta (key, value) VALUES (?, ?)", row)

    def require_model(self, embedder: Embedder) -> None:
        """Raises ModelError unless the embedder's vectors are those the store holds, if any."""
        stored = self.model()
        if stored is None or embedder.fingerprint == stored.fingerprint:
            return
        paths = [root.named for root in self.roots()]
        command = ["qa", "sync", *paths, "--index", self.directory, "--model", embedder.name]
        raise ModelError(
            f"the index at {self.directory} was built with model {stored.name!r}"
            f" ({stored.dimension} dimensions, {stored.fingerprint[:8]}), not with"
            f" {embedder.name!r} ({embedder.fingerprint[:8]}). Build it again with:"
            f" {shlex.join([*command, '--rebuild'])}"
        )

    def require_corpus(self, roots: Sequence[Root]) -> None:
        """Raises StoreError where the store is of a corpus that shares no path with `roots`.

        A path mistyped is no reason to throw an index away, nor to answer from another.
        """
        before = self.roots()
        if before and roots and not {r.path for r in before} & {r.path for r in roots}:
            raise StoreError(
                f"the index at {self.directory} is of {corpus.listed(before)}, not of"
                f" {corpus.listed(roots)}; name another directory with --index"
            )

    # Files and documents

    def files(self) -> dict[str, StoredFile]:
        """Every file that was looked at, by its path."""
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

    def documents(self) -> dict[int, StoredDocument]:
        """Every document by its id, in the order of their paths."""
        rows = self.db.execute(f"{_DOCUMENTS} ORDER BY path, document.id")
        return {row[0]: _document(*row) for row in rows}

    def chosen(self, ids: Iterable[int]) -> dict[int, StoredDocument]:
        """Some documents by their ids. Raises DamageError where one is not there."""
        wanted = set(ids)
        rows = self.db.execute(f"{_DOCUMENTS} WHERE document.id IN ({','.join(map(str, wanted))})")
        found = {row[0]: _document(*row) for row in rows}
        if found.keys() != wanted:
            raise DamageError("a document is missing")
        return found

    def alike(self, sha256: str) -> list[StoredDocument]:
        """The documents of files with this content."""
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
    stamp = _stamp(size, modified, changed)
    return StoredDocument(number, path, record, title, date, sha256, stamp)
