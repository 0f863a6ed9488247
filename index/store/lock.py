"""One writer of an index at a time, over all processes."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING

from index.errors import UnavailableError
from index.store import database

if TYPE_CHECKING:
    from filelock import BaseFileLock


@contextmanager
def lock(directory: str, on_wait: Callable[[], None]) -> Iterator[None]:
    """Nobody else writes to the index in `directory` meanwhile; `on_wait` is called before that
    has to be waited for."""
    held = _tried(directory)
    try:
        if not held.is_locked:
            on_wait()
            with _refused(directory):
                held.acquire()
        yield
    finally:
        held.release()


@contextmanager
def try_lock(directory: str) -> Iterator[bool]:
    """The same where it need not be waited for; else False, and somebody else may be writing."""
    held = _tried(directory)
    try:
        yield held.is_locked
    finally:
        held.release()


def _tried(directory: str) -> "BaseFileLock":
    """The lock of an index: held, unless somebody else holds it."""
    from filelock import FileLock, Timeout  # 10 ms that a question need not pay

    tried = FileLock(database.lock_file(directory), mode=0o600)
    with suppress(Timeout), _refused(directory):
        tried.acquire(timeout=0)
    return tried


@contextmanager
def _refused(directory: str) -> Iterator[None]:
    """Raises what the system says of a lock as an error about the index in `directory`."""
    try:
        yield
    except TimeoutError:  # that somebody else holds it
        raise
    except OSError as error:
        reason = error.strerror or str(error)
        raise UnavailableError(f"cannot lock the index at {directory}: {reason}") from error
