"""The lock that allows one writer of an index at a time, over all processes."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING

from index.errors import UnavailableError
from index.store import database

if TYPE_CHECKING:
    from filelock import BaseFileLock


@contextmanager
def lock(directory: str, on_wait: Callable[[], None]) -> Iterator[None]:
    """Keeps other writers off the index in `directory` during the block.

    If somebody else holds the lock, it calls `on_wait` and waits.
    """
    held = _try_to_acquire(directory)
    try:
        if not held.is_locked:
            on_wait()
            with _translate_errors(directory):
                held.acquire()
        yield
    finally:
        held.release()


@contextmanager
def try_lock(directory: str) -> Iterator[bool]:
    """As `lock`, but never waits: yields False if somebody else holds the lock."""
    held = _try_to_acquire(directory)
    try:
        yield held.is_locked
    finally:
        held.release()


def _try_to_acquire(directory: str) -> "BaseFileLock":
    """The lock of an index, acquired unless somebody else holds it."""
    from filelock import FileLock, Timeout  # 10 ms, which a question need not wait

    tried = FileLock(database.lock_file(directory), mode=0o600)
    with suppress(Timeout), _translate_errors(directory):
        tried.acquire(timeout=0)
    return tried


@contextmanager
def _translate_errors(directory: str) -> Iterator[None]:
    """Raises an error of the system inside the block as an UnavailableError about the index."""
    try:
        yield
    except TimeoutError:  # somebody else holds it
        raise
    except OSError as error:
        reason = error.strerror or str(error)
        raise UnavailableError(f"cannot lock the index at {directory}: {reason}") from error
