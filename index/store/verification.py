"""Verifies an index against itself, its files and its model, and reports the damage.

A question checks only the rows that it reads. Verification reads everything.
"""

import logging
import os
import sqlite3
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

import numpy as np

from index.embedders import stored_embedder
from index.errors import (
    DamageError,
    LoadError,
    ModelError,
    OldFormatError,
    StoreError,
    UnavailableError,
)
from index.segmentation import segment
from index.sources import corpus, freshness
from index.store import checksums, database, fulltext, integrity, queries, vector_cache
from index.store.rows import StoredFile
from index.store.store import Store
from index.store.vector_table import VectorTable, count
from index.vectors import LEVELS
from index.vectors.directions import cosines

_log = logging.getLogger(__name__)

SAMPLE = 32
"""How many sentences are embedded again."""
ALIKE = 0.99
"""The least cosine of a new vector with the stored one. Only rounding to bytes keeps it below 1."""
MAX_NAMED = 3
"""How many faults of a check are listed. The others are counted."""


@dataclass(frozen=True, slots=True)
class Check:
    """The result of one check."""

    name: str
    faults: tuple[str, ...]
    """Empty if all is well."""
    said: str = ""
    """What was checked, if all is well."""


@dataclass(slots=True)
class Damage:
    """The damage found so far."""

    files: set[int] = field(default_factory=set)
    """Ids of files whose rows, texts or vectors are damaged. They have to be read again."""
    is_deep: bool = False
    """The database itself is damaged. Everything has to be read again."""
    is_found: bool = False
    """A check has found a fault."""


def verify(
    index: str | os.PathLike[str],
    on_check: Callable[[Check], None],
    on_notice: Callable[[str], None] = _log.warning,
    *,
    reads_files: bool = True,
) -> Damage:
    """Runs all checks of an index, and passes each result to `on_check` as soon as it is known.

    `reads_files`: whether to read the files that the index names; False for an index that somebody
    else made. `on_notice` receives a line for people if the model has to be compiled first. Raises
    StoreError if there is no index, if another version made it, or if it cannot be used now.
    """
    directory = os.fspath(index)
    damage = Damage()

    def tell(check: Check) -> None:
        damage.is_found |= bool(check.faults)
        on_check(check)

    try:
        store = Store.read(directory)
    except (OldFormatError, UnavailableError):
        raise
    except StoreError as error:
        if not database.exists(directory):
            raise
        damage.is_deep = True
        tell(Check("database", (str(error),)))
        return damage
    with store, database.translate_errors(directory):
        tell(_check_database(store.db, damage))
        if not damage.is_deep:
            tell(_check_manifest(store, damage))
        if damage.is_deep:
            return damage
        with store.snapshot():
            tell(_check_rows(store, damage))
            tell(_check_words(store.db))
            tell(_check_vectors(store, damage))
            if reads_files:
                tell(_check_files(store, damage))
            tell(_check_model(store, on_notice, damage))
    return damage


def _check_database(db: sqlite3.Connection, damage: Damage) -> Check:
    try:
        found = [row[0] for row in db.execute(f"PRAGMA integrity_check({MAX_NAMED})")]
        found = [] if found == ["ok"] else found
    except sqlite3.DatabaseError as error:
        if isinstance(error, sqlite3.OperationalError) and not database.is_damage(error):
            raise  # a fault of the disk, for example, and not of the index
        found = [str(error)]
    damage.is_deep = bool(found)
    return Check("database", tuple(" ".join(line.split()) for line in found))


def _check_manifest(store: Store, damage: Damage) -> Check:
    """Checks that the manifest can be read."""
    try:
        roots = store.manifest().roots
    except DamageError as error:
        damage.is_deep = True
        return Check("manifest", (str(error),))
    return Check("manifest", (), f"of {corpus.list_names(roots)}")


def _check_rows(store: Store, damage: Damage) -> Check:
    """Checks that the sentences and passages of every document are complete and undamaged."""
    bad: list[str] = []
    total = 0
    documents = store.db.execute(
        "SELECT document.id, file_id, path, sha256, record, title, date, checksum,"
        " first_sentence, last_sentence, first_passage, last_passage"
        " FROM document JOIN file ON file.id = file_id ORDER BY document.id"
    ).fetchall()
    for number, file, path, sha256, record, title, date, checksum, *ends in documents:
        total += ends[1] - ends[0] + 1
        try:
            if checksum != checksums.of_document(path, sha256, record, title, date, *ends):
                raise DamageError("its row is not as it was written")
            integrity.require_rows(store.db, number, *ends)
        except DamageError as error:
            bad.append(f"{path}: {error}")
            damage.files.add(file)
    alone = store.db.execute(
        "SELECT id, path FROM file WHERE reason IS NULL"
        " AND id NOT IN (SELECT file_id FROM document)"
    )
    for file, path in alone.fetchall():
        bad.append(f"{path}: its documents are missing")
        damage.files.add(file)
    if orphans := store.db.execute("PRAGMA foreign_key_check").fetchall():
        bad.append(f"{len(orphans)} rows belong to no document")
    return Check("rows", _shorten(bad), f"{len(documents)} documents, {total} sentences")


def _check_words(db: sqlite3.Connection) -> Check:
    """Checks that the full-text index matches the stored sentences."""
    try:
        is_whole = fulltext.matches_sentences(db)
    except (sqlite3.DatabaseError, DamageError) as error:
        return Check("words", (str(error),))
    return Check("words", () if is_whole else ("the full-text index does not match the sentences",))


def _check_vectors(store: Store, damage: Damage) -> Check:
    """Checks that all vectors are there and undamaged, and that the sketches match them."""
    model = store.manifest().model
    if model is None:
        return Check("vectors", ())
    db = store.db
    faults: list[str] = []
    total = 0
    try:
        vector_cache.read_kept(db, model.dimension)
    except DamageError as error:
        faults.append(f"of a file that is not written yet: {error}")
    for level in LEVELS:
        table = VectorTable(db, level, model.dimension)
        faults += integrity.find_faults(db, table, level)
        total += count(db, level)
    documents = db.execute(
        "SELECT file_id, path, first_sentence, last_sentence, first_passage, last_passage"
        " FROM document JOIN file ON file.id = file_id"
    ).fetchall()
    bad = []
    for file, path, *ends in documents:
        try:
            integrity.require_vectors(db, model.dimension, *ends)
        except DamageError as error:
            bad.append(f"{path}: {error}")
            damage.files.add(file)
    return Check("vectors", (*_shorten(bad), *faults), f"{total} of {model.dimension} dimensions")


def _check_files(store: Store, damage: Damage) -> Check:
    """Checks that files which have not changed have the stored sentences."""
    bad = []
    compared = changed = unread = 0
    roots = store.manifest().roots
    for file in store.files().values():
        if file.reason is not None or file.sha256 is None:
            continue
        try:
            holds = corpus.holds(roots, file.path)
            is_same = holds and freshness.digest(file.path) == file.sha256
        except FileNotFoundError:
            is_same = False
        except OSError:
            unread += 1
            continue
        if not is_same:
            changed += 1
            continue
        says = _compare_sentences(store.db, file)
        compared += says is not None
        unread += says is None
        if says is False:
            bad.append(f"{file.path}: its sentences are not those stored")
            damage.files.add(file.id)
    said = f"{compared} compared with what is stored of them"
    if changed:
        said += f", {changed} changed or gone since"
    if unread:
        said += f", {unread} that cannot be read now"
    return Check("files", _shorten(bad), said)


def _compare_sentences(db: sqlite3.Connection, file: StoredFile) -> bool | None:
    """Whether a file, read again, has the stored sentences; None if it cannot be read."""
    try:
        contents = segment(file.path)
    except (LoadError, OSError):
        return None  # no fault of the index: a library is missing, or the file is gone
    numbers = db.execute("SELECT id FROM document WHERE file_id = ? ORDER BY id", (file.id,))
    try:
        stored = [
            [s for _, s in queries.sentences_of(db, number)] for (number,) in numbers.fetchall()
        ]
    except DamageError:
        return False
    return contents.sha256 != file.sha256 or stored == [
        list(document.sentences) for document in contents.documents
    ]


def _check_model(store: Store, on_notice: Callable[[str], None], damage: Damage) -> Check:
    """Checks that the model still gives the stored vectors, for a sample of the sentences."""
    manifest = store.manifest()
    model = manifest.model
    if model is None:
        return Check("model", ())
    try:
        embedder = stored_embedder(model.name, on_notice)
        manifest.require_model(embedder, store.directory)
    except ModelError as error:
        return Check("model", (str(error),))
    ids = [number for (number,) in store.db.execute("SELECT id FROM sentence")]
    chosen = ids[:: max(1, len(ids) // SAMPLE)][:SAMPLE]
    texts = store.db.execute(
        f"SELECT id, text FROM sentence WHERE id IN ({','.join(map(str, chosen))}) ORDER BY id"
    ).fetchall()
    vectors = embedder.embed([text for _, text in texts])
    try:
        found, kept = VectorTable(store.db, "sentence", model.dimension).of_ids(chosen)
    except DamageError as error:
        return Check("model", (str(error),))
    by_id = dict(zip(found.tolist(), kept, strict=True))
    bad = [
        number
        for (number, _), vector in zip(texts, vectors, strict=True)
        if number not in by_id or cosines(by_id[number][np.newaxis], vector)[0] < ALIKE
    ]
    if bad:
        damage.files.update(
            file
            for (file,) in store.db.execute(
                "SELECT file_id FROM sentence JOIN document ON document.id = document_id"
                f" WHERE sentence.id IN ({','.join(map(str, bad))})"
            )
        )
    faults = (f"{len(bad)} of {len(texts)} sentences have other vectors",) if bad else ()
    return Check("model", faults, f"{model.name}, {len(texts)} sentences embedded again")


def _shorten(lines: Iterable[str]) -> tuple[str, ...]:
    named = list(lines)
    more = len(named) - MAX_NAMED
    return (*named[:MAX_NAMED], *((f"and {more} more",) if more > 0 else ()))
