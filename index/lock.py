"""One writer of an index at a time, over all processes."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from index import database


@contextmanager
def lock(directory: str, on_wait: Callable[[], None]) -> Iterator[None]:
    """Nobody else writes to the index in `directory` meanwhile; `on_wait` is called before that
    has to be waited for."""
    from filelock import FileLock, Timeout  # 10 ms that a question need not pay

    held = FileLock(database.lock_file(directory))
    try:
        held.acquire(timeout=0)
    except Timeout:
        on_wait()
        held.acquire()
    try:
        yield
    finally:
        held.release()


@contextmanager
def try_lock(directory: str) -> Iterator[bool]:
    """The same where it need not be waited for; else False, and somebody else may be writing."""
    from filelock import FileLock, Timeout

    held = FileLock(database.lock_file(directory))
    try:
        held.acquire(timeout=0)
    except Timeout:
        yield False
        return
    try:
        yield True
    finally:
        held.release()
