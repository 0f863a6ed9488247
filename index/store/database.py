"""One SQLite file a directory: made, opened, and recognised as ours before anything is read."""

import os
import shlex
import sqlite3
import stat
from collections.abc import Iterator
from contextlib import closing, contextmanager
from functools import cache
from pathlib import Path

from index.errors import DamageError, OldFormatError, StoreError, UnavailableError
from index.text import lexicon

FILE_NAME = "cited-qa.sqlite"
APPLICATION_ID = 0x63697465  # "cite", in the file's header
FORMAT_VERSION = 4
BUSY_TIMEOUT_S = 30.0
MAX_VALUE_BYTES = 1 << 28
"""Of one text or blob: far more than any that is written, far less than fills the memory."""

IDLE_SHARE = 0.25
"""The share of an index's pages that may stay empty; the next rows are written there."""
RECLAIMED_PAGES = 16_384
"""Of 4 KiB each."""

TOKENIZER = "porter unicode61 remove_diacritics 2"

# A document's sentences and passages have consecutive ids, none of which is ever used twice.
# A file that nothing could be made of has a reason, and no document; where that may have been no
# fault of the file, `tries` counts how often it was read. The checksums, and the seals at the end
# of vectors and sketches, are those of the module `checksums`; `embedded` holds vectors of a file
# that is not written yet (`reuse`).
SCHEMA = f"""
CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE root (path TEXT PRIMARY KEY, named TEXT NOT NULL, position INTEGER NOT NULL);
CREATE TABLE file (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    path TEXT NOT NULL UNIQUE,
    size INTEGER,
    modified INTEGER,
    changed INTEGER,
    sha256 TEXT,
    reason TEXT,
    tries INTEGER NOT NULL
);
CREATE INDEX file_sha256 ON file (sha256);
CREATE TABLE document (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    file_id INTEGER NOT NULL REFERENCES file (id) ON DELETE CASCADE,
    record TEXT NOT NULL,
    title TEXT NOT NULL,
    first_day TEXT,
    last_day TEXT,
    date TEXT,
    checksum INTEGER NOT NULL,
    first_sentence INTEGER NOT NULL,
    last_sentence INTEGER NOT NULL,
    first_passage INTEGER NOT NULL,
    last_passage INTEGER NOT NULL
);
CREATE INDEX document_file ON document (file_id);
CREATE TABLE sentence (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    document_id INTEGER NOT NULL REFERENCES document (id) ON DELETE CASCADE,
    start INTEGER NOT NULL,
    end INTEGER NOT NULL,
    line INTEGER NOT NULL,
    page INTEGER,
    checksum INTEGER NOT NULL,
    text TEXT NOT NULL
);
CREATE INDEX sentence_document ON sentence (document_id);
CREATE TABLE passage (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    document_id INTEGER NOT NULL REFERENCES document (id) ON DELETE CASCADE,
    first_sentence INTEGER NOT NULL,
    last_sentence INTEGER NOT NULL,
    checksum INTEGER NOT NULL,
    digest BLOB NOT NULL
);
CREATE INDEX passage_document ON passage (document_id);
CREATE INDEX passage_first ON passage (first_sentence);
CREATE TABLE sentence_vector (id INTEGER PRIMARY KEY, data BLOB NOT NULL);
CREATE TABLE sentence_sketches (number INTEGER PRIMARY KEY, data BLOB NOT NULL);
CREATE TABLE passage_vector (id INTEGER PRIMARY KEY, data BLOB NOT NULL);
CREATE TABLE passage_sketches (number INTEGER PRIMARY KEY, data BLOB NOT NULL);
CREATE TABLE embedded (digest BLOB PRIMARY KEY, data BLOB NOT NULL) WITHOUT ROWID;
CREATE TABLE level (name TEXT PRIMARY KEY, vectors INTEGER NOT NULL) WITHOUT ROWID;
INSERT INTO level (name, vectors) VALUES ('sentence', 0), ('passage', 0);
CREATE VIRTUAL TABLE sentence_words USING fts5 (text, content = '', tokenize = "{TOKENIZER}");
"""


def exists(directory: str) -> bool:
    """Whether `directory` holds an index file."""
    return os.path.isfile(os.path.join(directory, FILE_NAME))


def connect(directory: str) -> sqlite3.Connection:
    """A read-only connection to the index in `directory`.

    Raises StoreError where there is none, it is not ours, of another format, or damaged.
    """
    if not exists(directory):
        raise StoreError(f"no index at {directory}; make one with: qa sync CORPUS")
    _refuse_links(directory)
    uri = Path(directory, FILE_NAME).resolve().as_uri()
    try:
        return _checked(f"{uri}?mode=ro", directory)
    except sqlite3.OperationalError as error:
        # A log cannot be kept beside a file in a folder that cannot be written. With no log left
        # there, and nobody who could write one, the file is all there is.
        is_alone = not os.path.exists(os.path.join(directory, f"{FILE_NAME}-wal"))
        try:
            if is_alone and not os.access(directory, os.W_OK):
                return _checked(f"{uri}?immutable=1", directory)
        except sqlite3.OperationalError:
            pass
        raise UnavailableError(f"cannot open the index at {directory}: {error}") from error


def connect_for_writing(directory: str) -> sqlite3.Connection:
    """A connection that can write, to the index in `directory`, which is made if need be.

    Raises StoreError where the directory holds other things than an index, cannot be written,
    or the index in it is not ours, of another format, or damaged.
    """
    if not exists(directory):
        _refuse_foreign(directory)
        return _made(directory)
    _refuse_links(directory)
    path = Path(directory, FILE_NAME)
    if not os.access(directory, os.W_OK) or not os.access(path, os.W_OK):
        raise UnavailableError(f"the index at {directory} cannot be written: permission denied")
    try:
        return _checked(path.resolve().as_uri(), directory)
    except sqlite3.OperationalError as error:
        raise UnavailableError(f"cannot write the index at {directory}: {error}") from error


def is_outdated(directory: str) -> bool:
    """Whether an earlier version of this program made the index in `directory`.

    Raises StoreError as connect does.
    """
    try:
        connect(directory).close()
    except OldFormatError:
        return True
    return False


def prepare(directory: str) -> None:
    """Makes `directory`, for its owner alone. Raises StoreError where that cannot be done."""
    try:
        Path(directory).mkdir(parents=True, exist_ok=True, mode=0o700)
    except OSError as error:
        raise StoreError(
            f"cannot make the index directory {directory}: {error.strerror}"
        ) from error
    if not exists(directory):
        _refuse_foreign(directory)
        if not os.access(directory, os.W_OK):
            raise StoreError(f"the index directory {directory} cannot be written")


def may_be_written_by_others(directory: str) -> bool:
    """Whether somebody else than this user, or root, may write the index in a directory."""
    if not hasattr(os, "geteuid"):  # Windows: rights are not told by modes
        return False
    for path in (directory, os.path.join(directory, FILE_NAME)):
        try:
            status = os.stat(path)
        except OSError:
            continue
        if status.st_mode & 0o022 or status.st_uid not in (0, os.geteuid()):
            return True
    return False


def reclaim(connection: sqlite3.Connection) -> None:
    """Returns disk space that deleted rows left behind, if there is enough of it.

    At most RECLAIMED_PAGES in one call, which bounds the time it takes.
    """
    (pages,) = connection.execute("PRAGMA page_count").fetchone()
    (free,) = connection.execute("PRAGMA freelist_count").fetchone()
    if free > IDLE_SHARE * pages:
        # A script, for it frees one page a step, and a statement without columns takes one.
        connection.executescript(f"PRAGMA incremental_vacuum({RECLAIMED_PAGES})")


def _refuse_foreign(directory: str) -> None:
    """An index is only begun in an empty directory; what a killed beginning left does not count."""
    try:
        foreign = sorted(name for name in os.listdir(directory) if not name.startswith(FILE_NAME))
    except OSError as error:
        raise StoreError(f"cannot open the index at {directory}: {error.strerror}") from error
    if foreign:
        raise StoreError(
            f"{directory} is not an index: it holds {foreign[0]!r}. Name an empty or new directory"
        )


def _refuse_links(directory: str) -> None:
    """A link in the place of a file of ours would have another file read, written or removed."""
    for suffix in ("", "-wal", "-shm", "-journal"):
        _refuse_odd(os.path.join(directory, f"{FILE_NAME}{suffix}"))


def lock_file(directory: str) -> str:
    """The path of the file that a sync locks. Raises StoreError where no such file is there."""
    path = os.path.join(directory, f"{FILE_NAME}.lock")
    _refuse_odd(path)
    return path


def _refuse_odd(path: str) -> None:
    try:
        mode = os.lstat(path).st_mode
    except OSError:  # what cannot be looked at cannot be opened either
        return
    if not stat.S_ISREG(mode):
        what = "a symbolic link" if stat.S_ISLNK(mode) else "no regular file"
        raise StoreError(f"{path} was not made by cited-qa: it is {what}; name another directory")


def _made(directory: str) -> sqlite3.Connection:
    """Made under a temporary name, so that an index file is never there half-made."""
    path = Path(directory, FILE_NAME)
    beginning = Path(f"{path}.new")
    try:
        for suffix in ("", "-journal", "-wal", "-shm"):
            Path(f"{beginning}{suffix}").unlink(missing_ok=True)
        beginning.touch(mode=0o600)  # SQLite gives what it keeps beside a file the rights of that
        with closing(_opened(beginning.resolve().as_uri(), directory)) as connection:
            connection.execute("PRAGMA auto_vacuum = INCREMENTAL")
            connection.executescript(
                f"BEGIN; {SCHEMA} PRAGMA application_id = {APPLICATION_ID};"
                f" PRAGMA user_version = {FORMAT_VERSION}; COMMIT;"
            )
            # Before it has its name: what this writes beside it would be in the way under that.
            connection.execute("PRAGMA journal_mode = WAL").fetchall()
        beginning.rename(path)
        return _opened(path.resolve().as_uri(), directory)
    except (sqlite3.OperationalError, OSError) as error:
        raise UnavailableError(f"cannot make an index at {directory}: {error}") from error


def _opened(uri: str, directory: str) -> sqlite3.Connection:
    connection = sqlite3.connect(
        uri, uri=True, timeout=BUSY_TIMEOUT_S, isolation_level=None, check_same_thread=False
    )
    with _closed_if_damaged(connection, directory):
        # Nothing written in the schema of a file made by somebody else is run.
        connection.execute("PRAGMA trusted_schema = OFF")
        connection.create_function("spaced", 1, lexicon.spaced, deterministic=True)
        connection.execute("PRAGMA cell_size_check = ON")
        connection.setlimit(sqlite3.SQLITE_LIMIT_LENGTH, MAX_VALUE_BYTES)
        connection.execute("PRAGMA foreign_keys = ON")
        connection.execute("PRAGMA synchronous = NORMAL")
        connection.execute("PRAGMA temp_store = MEMORY")
    return connection


@contextmanager
def _closed_if_damaged(connection: sqlite3.Connection, directory: str) -> Iterator[None]:
    try:
        yield
    except sqlite3.OperationalError as error:
        connection.close()
        if is_damage(error):
            raise _damaged(directory, error) from error
        raise
    except (sqlite3.DatabaseError, DamageError, UnicodeDecodeError) as error:
        connection.close()
        raise _damaged(directory, error) from error


def _checked(uri: str, directory: str) -> sqlite3.Connection:
    connection = _opened(uri, directory)
    with _closed_if_damaged(connection, directory):
        (application,) = connection.execute("PRAGMA application_id").fetchone()
        (version,) = connection.execute("PRAGMA user_version").fetchone()
        is_ours = application == APPLICATION_ID
        if is_ours and version == FORMAT_VERSION:
            # No trigger, view, default or constraint of somebody else's is ever run.
            if _schema(connection) == _our_schema():
                return connection
            is_ours = False
    connection.close()
    if not is_ours:
        raise StoreError(
            f"{Path(directory, FILE_NAME)} was not made by cited-qa; name another directory"
        )
    what = f"the index at {directory} has format {version}, and this version of cited-qa reads"
    if version < FORMAT_VERSION:
        raise OldFormatError(f"{what} format {FORMAT_VERSION}; make it again with: qa sync CORPUS")
    raise StoreError(f"{what} format {FORMAT_VERSION}: upgrade cited-qa")


def discard(directory: str) -> None:
    """Takes away the index file in `directory`, and what SQLite keeps beside it.

    Raises StoreError where it cannot be taken away.
    """
    try:
        # The log last: without its database it says nothing, the other way round it is lost.
        for suffix in ("", "-wal", "-shm", "-journal"):
            Path(directory, f"{FILE_NAME}{suffix}").unlink(missing_ok=True)
    except OSError as error:
        raise StoreError(f"cannot take away the index at {directory}: {error.strerror}") from error


_Schema = frozenset[tuple[str, str, str, str | None]]


def _schema(connection: sqlite3.Connection) -> _Schema:
    return frozenset(connection.execute("SELECT type, name, tbl_name, sql FROM sqlite_schema"))


@cache
def _our_schema() -> _Schema:
    """What SQLite makes of SCHEMA."""
    with closing(sqlite3.connect(":memory:")) as connection:
        connection.executescript(SCHEMA)
        return _schema(connection)


@contextmanager
def reported(directory: str) -> Iterator[None]:
    """Raises what SQLite says inside as a StoreError about the index in `directory`."""
    try:
        yield
    except sqlite3.OperationalError as error:
        if is_damage(error):
            raise _damaged(directory, error) from error
        raise UnavailableError(f"the index at {directory} cannot be used: {error}") from error
    except (sqlite3.IntegrityError, sqlite3.ProgrammingError):
        raise  # a bug, of ours or the caller's
    except (sqlite3.DatabaseError, DamageError, UnicodeDecodeError) as error:
        raise _damaged(directory, error) from error


def is_damage(error: sqlite3.OperationalError) -> bool:
    """Whether an error is of what the file holds, and not of the disk, a lock or a right."""
    # Without a code: text that is not UTF-8.
    return getattr(error, "sqlite_errorcode", sqlite3.SQLITE_ERROR) == sqlite3.SQLITE_ERROR


def _damaged(directory: str, error: Exception) -> StoreError:
    return StoreError(
        f"the index at {directory} is damaged ({' '.join(str(error).split())}); mend it with:"
        f" qa doctor --repair --index {shlex.quote(directory)}"
    )
