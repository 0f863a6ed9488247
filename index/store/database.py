"""Creates and opens the SQLite file of an index. Nothing is read before it proves to be ours."""

import os
import sqlite3
import stat
from collections.abc import Iterator
from contextlib import closing, contextmanager
from functools import cache
from pathlib import Path

from index.errors import (
    Action,
    DamageError,
    OldFormatError,
    Remedy,
    StoreError,
    UnavailableError,
)
from index.store.schema import SCHEMA
from index.text import lexicon

FILE_NAME = "cited-qa.sqlite"
APPLICATION_ID = 0x63697465  # "cite", in the file's header
FORMAT_VERSION = 5
BUSY_TIMEOUT_S = 30.0
MAX_VALUE_BYTES = 1 << 28
"""The limit of one text or blob: far more than is ever written, far less than fills the memory."""

IDLE_SHARE = 0.25
"""The share of an index's pages that may stay empty. The next rows are written there."""
RECLAIMED_PAGES = 16_384
"""How many pages one call of `reclaim` returns at most, of 4 KiB each."""


def exists(directory: str) -> bool:
    """Whether `directory` holds an index file."""
    return os.path.isfile(os.path.join(directory, FILE_NAME))


def connect(directory: str) -> sqlite3.Connection:
    """A read-only connection to the index in `directory`.

    Raises StoreError if there is none, or if it is not ours, of another format, or damaged.
    """
    if not exists(directory):
        raise StoreError(f"no index at {directory}", Remedy(Action.SYNC, index=directory))
    _refuse_links(directory)
    uri = Path(directory, FILE_NAME).resolve().as_uri()
    try:
        return _open_and_check(f"{uri}?mode=ro", directory)
    except sqlite3.OperationalError as error:
        # SQLite cannot keep a log in a read-only folder. If no log is there, and nobody can write
        # one, the file is complete by itself.
        is_alone = not os.path.exists(os.path.join(directory, f"{FILE_NAME}-wal"))
        try:
            if is_alone and not os.access(directory, os.W_OK):
                return _open_and_check(f"{uri}?immutable=1", directory)
        except sqlite3.OperationalError:
            pass
        raise UnavailableError(f"cannot open the index at {directory}: {error}") from error


def connect_for_writing(directory: str) -> sqlite3.Connection:
    """A connection that can write to the index in `directory`. Creates the index if need be.

    Raises StoreError if the directory holds something other than an index or is not writable, or
    if the index is not ours, of another format, or damaged.
    """
    if not exists(directory):
        _refuse_foreign(directory)
        return _create(directory)
    _refuse_links(directory)
    path = Path(directory, FILE_NAME)
    if not os.access(directory, os.W_OK) or not os.access(path, os.W_OK):
        raise UnavailableError(f"the index at {directory} cannot be written: permission denied")
    try:
        return _open_and_check(path.resolve().as_uri(), directory)
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
    """Creates `directory`, for its owner alone. Raises StoreError if that is not possible."""
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
    """Whether anybody but this user and root may write the index in a directory."""
    if not hasattr(os, "geteuid"):  # Windows: modes do not tell who may write
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
    """Returns the disk space of deleted rows to the system, if more than IDLE_SHARE is empty.

    It returns at most RECLAIMED_PAGES in one call, which bounds the time.
    """
    (pages,) = connection.execute("PRAGMA page_count").fetchone()
    (free,) = connection.execute("PRAGMA freelist_count").fetchone()
    if free > IDLE_SHARE * pages:
        # executescript, because the pragma frees one page a step, and execute runs only one step.
        connection.executescript(f"PRAGMA incremental_vacuum({RECLAIMED_PAGES})")


def _refuse_foreign(directory: str) -> None:
    """Raises StoreError unless a directory is empty but for what an interrupted start left."""
    try:
        foreign = sorted(name for name in os.listdir(directory) if not name.startswith(FILE_NAME))
    except OSError as error:
        raise StoreError(f"cannot open the index at {directory}: {error.strerror}") from error
    if foreign:
        raise StoreError(
            f"{directory} is not an index: it holds {foreign[0]!r}. Name an empty or new directory"
        )


def _refuse_links(directory: str) -> None:
    """Raises StoreError if a link stands in the place of one of our files.

    Through it, another file would be read, written or removed.
    """
    for suffix in ("", "-wal", "-shm", "-journal"):
        _require_regular_file(os.path.join(directory, f"{FILE_NAME}{suffix}"))


def lock_file(directory: str) -> str:
    """The path of the file that a sync locks. Raises StoreError if anything else stands there."""
    path = os.path.join(directory, f"{FILE_NAME}.lock")
    _require_regular_file(path)
    return path


def _require_regular_file(path: str) -> None:
    try:
        mode = os.lstat(path).st_mode
    except OSError:  # nothing there, or no permission: then it cannot be opened either
        return
    if not stat.S_ISREG(mode):
        what = "a symbolic link" if stat.S_ISLNK(mode) else "no regular file"
        raise StoreError(
            f"{path} was not made by cited-qa: it is {what}", Remedy(Action.ANOTHER_DIRECTORY)
        )


def _create(directory: str) -> sqlite3.Connection:
    """Creates the index under a temporary name, so that no half-made index file is ever there."""
    path = Path(directory, FILE_NAME)
    beginning = Path(f"{path}.new")
    try:
        for suffix in ("", "-journal", "-wal", "-shm"):
            Path(f"{beginning}{suffix}").unlink(missing_ok=True)
        beginning.touch(mode=0o600)  # SQLite gives its other files the same permissions
        with closing(_open(beginning.resolve().as_uri(), directory)) as connection:
            connection.execute("PRAGMA auto_vacuum = INCREMENTAL")
            connection.executescript(
                f"BEGIN; {SCHEMA} PRAGMA application_id = {APPLICATION_ID};"
                f" PRAGMA user_version = {FORMAT_VERSION}; COMMIT;"
            )
            # Before the rename, because this writes files beside the database.
            connection.execute("PRAGMA journal_mode = WAL").fetchall()
        beginning.rename(path)
        return _open(path.resolve().as_uri(), directory)
    except (sqlite3.OperationalError, OSError) as error:
        raise UnavailableError(f"cannot make an index at {directory}: {error}") from error


def _open(uri: str, directory: str) -> sqlite3.Connection:
    connection = sqlite3.connect(
        uri, uri=True, timeout=BUSY_TIMEOUT_S, isolation_level=None, check_same_thread=False
    )
    with _close_if_damaged(connection, directory):
        # The schema of a file that somebody else made may call no functions.
        connection.execute("PRAGMA trusted_schema = OFF")
        connection.create_function("spaced", 1, lexicon.space_out, deterministic=True)
        connection.execute("PRAGMA cell_size_check = ON")
        connection.setlimit(sqlite3.SQLITE_LIMIT_LENGTH, MAX_VALUE_BYTES)
        connection.execute("PRAGMA foreign_keys = ON")
        connection.execute("PRAGMA synchronous = NORMAL")
        connection.execute("PRAGMA temp_store = MEMORY")
    return connection


@contextmanager
def _close_if_damaged(connection: sqlite3.Connection, directory: str) -> Iterator[None]:
    try:
        yield
    except sqlite3.OperationalError as error:
        connection.close()
        if is_damage(error):
            raise _damage_error(directory, error) from error
        raise
    except (sqlite3.DatabaseError, DamageError, UnicodeDecodeError) as error:
        connection.close()
        raise _damage_error(directory, error) from error


def _open_and_check(uri: str, directory: str) -> sqlite3.Connection:
    connection = _open(uri, directory)
    with _close_if_damaged(connection, directory):
        (application,) = connection.execute("PRAGMA application_id").fetchone()
        (version,) = connection.execute("PRAGMA user_version").fetchone()
        is_ours = application == APPLICATION_ID
        if is_ours and version == FORMAT_VERSION:
            # So no trigger, view, default or constraint of somebody else is ever run.
            if _schema(connection) == _our_schema():
                return connection
            is_ours = False
    connection.close()
    if not is_ours:
        raise StoreError(
            f"{Path(directory, FILE_NAME)} was not made by cited-qa",
            Remedy(Action.ANOTHER_DIRECTORY),
        )
    what = (
        f"the index at {directory} has format {version}, and this version of cited-qa reads"
        f" format {FORMAT_VERSION}"
    )
    if version < FORMAT_VERSION:
        raise OldFormatError(what, Remedy(Action.SYNC_AGAIN, index=directory))
    raise StoreError(what, Remedy(Action.UPGRADE))


def discard(directory: str) -> None:
    """Deletes the index file in `directory`, and the files that SQLite keeps beside it.

    Raises StoreError if they cannot be deleted.
    """
    try:
        # The database first: a log without it is harmless, a database without its log is not.
        for suffix in ("", "-wal", "-shm", "-journal"):
            Path(directory, f"{FILE_NAME}{suffix}").unlink(missing_ok=True)
    except OSError as error:
        raise StoreError(f"cannot delete the index at {directory}: {error.strerror}") from error


_Schema = frozenset[tuple[str, str, str, str | None]]


def _schema(connection: sqlite3.Connection) -> _Schema:
    return frozenset(connection.execute("SELECT type, name, tbl_name, sql FROM sqlite_schema"))


@cache
def _our_schema() -> _Schema:
    """SCHEMA as SQLite stores it."""
    with closing(sqlite3.connect(":memory:")) as connection:
        connection.executescript(SCHEMA)
        return _schema(connection)


@contextmanager
def translate_errors(directory: str) -> Iterator[None]:
    """Raises an error of SQLite inside the block as a StoreError about the index in `directory`."""
    try:
        yield
    except sqlite3.OperationalError as error:
        if is_damage(error):
            raise _damage_error(directory, error) from error
        raise UnavailableError(f"the index at {directory} cannot be used: {error}") from error
    except (sqlite3.IntegrityError, sqlite3.ProgrammingError):
        raise  # a bug, of ours or the caller's
    except (sqlite3.DatabaseError, DamageError, UnicodeDecodeError) as error:
        raise _damage_error(directory, error) from error


def is_damage(error: sqlite3.OperationalError) -> bool:
    """Whether an error comes from the file's contents, not from the disk, a lock or permissions."""
    # An error without a code: text that is not UTF-8.
    return getattr(error, "sqlite_errorcode", sqlite3.SQLITE_ERROR) == sqlite3.SQLITE_ERROR


def _damage_error(directory: str, error: Exception) -> StoreError:
    return StoreError(
        f"the index at {directory} is damaged ({' '.join(str(error).split())})",
        Remedy(Action.REPAIR, index=directory),
    )
