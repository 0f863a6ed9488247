"""An index checked against itself, its files and its model: what is damaged, said in lines.

Questions check what they read; this reads everything.
"""

import logging
import os
import sqlite3
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

import numpy as np

from index import pieces
from index.embedders import stored_embedder
from index.errors import (
    DamageError,
    LoadError,
    ModelError,
    OldFormatError,
    StoreError,
    UnavailableError,
)
from index.sources import corpus, freshness
from index.store import checksums, database, fulltext, lookup, reuse
from index.store.store import Store, StoredFile
from index.store.table import VectorTable, count
from index.vectors import LEVELS, Level
from index.vectors.directions import cosines

_log = logging.getLogger(__name__)

SAMPLE = 32
"""So many sentences are embedded again."""
ALIKE = 0.99
"""Their vectors have a cosine of more than this with those kept; 1 but for rounding to a byte."""
MAX_NAMED = 3


@dataclass(frozen=True, slots=True)
class Check:
    """One thing looked into."""

    name: str
    faults: tuple[str, ...]
    """Empty where all is well."""
    said: str = ""
    """What was found where all is well."""


@dataclass(slots=True)
class Damage:
    """What there is to mend, as far as it is known."""

    files: set[int] = field(default_factory=set)
    """Whose rows, text or vectors are not as they were written: to be read again."""
    is_deep: bool = False
    """The database itself is damaged: everything has to be read again."""
    is_found: bool = False


def verify(
    index: str | os.PathLike[str],
    on_check: Callable[[Check], None],
    on_notice: Callable[[str], None] = _log.warning,
    *,
    reads_files: bool = True,
) -> Damage:
    """Looks into everything that can be told of an index; each check is told as it is done.

    `reads_files`: whether to read the files that the index names, which is not right for an index
    that somebody else made. Raises StoreError where there is no index, or one that another
    version made.
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
    with store, database.reported(directory):
        tell(_database(store.db, damage))
        if damage.is_deep:
            return damage
        with store.snapshot():
            tell(_rows(store, damage))
            tell(_words(store.db))
            tell(_vectors(store, damage))
            if reads_files:
                tell(_files(store, damage))
            tell(_model(store, on_notice, damage))
    return damage


def _database(db: sqlite3.Connection, damage: Damage) -> Check:
    try:
        found = [row[0] for row in db.execute(f"PRAGMA integrity_check({MAX_NAMED})")]
        found = [] if found == ["ok"] else found
    except sqlite3.DatabaseError as error:
        if isinstance(error, sqlite3.OperationalError) and not database.is_damage(error):
            raise  # the disk, say: what the index holds is another question
        found = [str(error)]
    damage.is_deep = bool(found)
    return Check("database", tuple(" ".join(line.split()) for line in found))


def _rows(store: Store, damage: Damage) -> Check:
    """Every document's sentences and passages are as they were written, and all there."""
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
            _require_pieces(store.db, number, *ends)
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
    return Check("rows", _few(bad), f"{len(documents)} documents, {total} sentences")


def _require_pieces(
    db: sqlite3.Connection,
    document: int,
    first_sentence: int,
    last_sentence: int,
    first_passage: int,
    last_passage: int,
) -> None:
    sentences = lookup.stored(db, document)
    if [number for number, _ in sentences] != list(range(first_sentence, last_sentence + 1)):
        raise DamageError("sentences are missing")
    passages = db.execute(
        "SELECT id, first_sentence, last_sentence, checksum FROM passage"
        " WHERE document_id = ? ORDER BY id",
        (document,),
    ).fetchall()
    if [row[0] for row in passages] != list(range(first_passage, last_passage + 1)):
        raise DamageError("passages are missing")
    expected = first_sentence
    for _, first, last, checksum in passages:
        if checksum != checksums.of_passage(document, first, last):
            raise DamageError("a passage is not as it was written")
        if first != expected or not first <= last <= last_sentence:
            raise DamageError("passages that do not hold its sentences")
        expected = last + 1
    if expected != last_sentence + 1:
        raise DamageError("passages that do not hold its sentences")


def _words(db: sqlite3.Connection) -> Check:
    """The full-text index is of the sentences that there are."""
    try:
        is_whole = fulltext.is_of_sentences(db)
    except (sqlite3.DatabaseError, DamageError) as error:
        return Check("words", (str(error),))
    return Check("words", () if is_whole else ("the full-text index is not of these sentences",))


def _vectors(store: Store, damage: Damage) -> Check:
    """Every sentence and passage has its vector as it was written, and sketches are of these."""
    model = store.model()
    if model is None:
        return Check("vectors", ())
    db = store.db
    faults: list[str] = []
    total = 0
    try:
        reuse.kept(db, model.dimension)
    except DamageError as error:
        faults.append(f"of a file that is not written yet: {error}")
    for level in LEVELS:
        table = VectorTable(db, level, model.dimension)
        faults += _level(db, table, level)
        total += count(db, level)
    documents = db.execute(
        "SELECT file_id, path, first_sentence, last_sentence, first_passage, last_passage"
        " FROM document JOIN file ON file.id = file_id"
    ).fetchall()
    bad = []
    for file, path, *ends in documents:
        try:
            _require_vectors(db, model.dimension, *ends)
        except DamageError as error:
            bad.append(f"{path}: {error}")
            damage.files.add(file)
    return Check("vectors", (*_few(bad), *faults), f"{total} of {model.dimension} dimensions")


def _require_vectors(
    db: sqlite3.Connection,
    dimension: int,
    first_sentence: int,
    last_sentence: int,
    first_passage: int,
    last_passage: int,
) -> None:
    """Reads the vectors of a document, which checks each. Raises DamageError."""
    sentences, _ = VectorTable(db, "sentence", dimension).of_range(first_sentence, last_sentence)
    passages, _ = VectorTable(db, "passage", dimension).of_range(first_passage, last_passage)
    are_all = len(sentences) == last_sentence - first_sentence + 1
    if not are_all or len(passages) != last_passage - first_passage + 1:
        raise DamageError("vectors are missing")


def _level(db: sqlite3.Connection, table: VectorTable, level: Level) -> list[str]:
    faults = []
    (rows,) = db.execute(f"SELECT count(*) FROM {level}_vector").fetchone()
    (alone,) = db.execute(
        f"SELECT count(*) FROM {level}_vector WHERE id NOT IN (SELECT id FROM {level})"
    ).fetchone()
    if alone:
        faults.append(f"{alone} vectors of no {level}")
    try:
        if len(table) != rows:
            faults.append(f"{len(table)} {level} vectors are said to be there, and {rows} are")
        if not table.is_sketched():
            faults.append(f"the sketches of {level} vectors are not theirs")
    except DamageError as error:
        faults.append(str(error))
    return faults


def _files(store: Store, damage: Damage) -> Check:
    """What files that have not changed say is what is stored of them."""
    bad = []
    compared = changed = unread = 0
    roots = store.roots()
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
        says = _says(store.db, file)
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
    return Check("files", _few(bad), said)


def _says(db: sqlite3.Connection, file: StoredFile) -> bool | None:
    """Whether a file, read again, has the sentences that are stored; None where it cannot be."""
    try:
        contents = pieces.cut(file.path)
    except (LoadError, OSError):
        return None  # not for the index to answer for: a library is missing, or the file went
    numbers = db.execute("SELECT id FROM document WHERE file_id = ? ORDER BY id", (file.id,))
    try:
        stored = [[s for _, s in lookup.stored(db, number)] for (number,) in numbers.fetchall()]
    except DamageError:
        return False
    return contents.sha256 != file.sha256 or stored == [
        list(document.sentences) for document in contents.documents
    ]


def _model(store: Store, on_notice: Callable[[str], None], damage: Damage) -> Check:
    """The model's vectors of some sentences are those kept."""
    model = store.model()
    if model is None:
        return Check("model", ())
    try:
        embedder = stored_embedder(model.name, on_notice)
        store.require_model(embedder)
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


def _few(lines: Iterable[str]) -> tuple[str, ...]:
    named = list(lines)
    more = len(named) - MAX_NAMED
    return (*named[:MAX_NAMED], *((f"and {more} more",) if more > 0 else ()))
