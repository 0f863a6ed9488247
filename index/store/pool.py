"""A pool of connections to one index. Each thread borrows one while it reads."""

import os
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager
from typing import NamedTuple

from index.errors import StoreError
from index.store.database import FILE_NAME, translate_errors
from index.store.snapshots import SQLiteSnapshot
from index.store.store import Store
from index.store.vectors import CROSSOVER, SharedVectors

MAX_IDLE = 16
"""How many stores stay open while nobody reads them."""


class _PooledStore(NamedTuple):
    """A store, with the process and the file that it was opened for."""

    store: Store
    place: tuple[int, int, int]


class Pool:
    """The Snapshots of an index in SQLite. Safe to use from several threads.

    There are as many stores as threads that read at the same time. A store is used only in the
    process that opened it, and only until another file replaces the index.
    """

    # Single operations on a deque need no lock, so a forked process inherits no held lock.

    def __init__(self, store: Store, crossover: int = CROSSOVER) -> None:
        """`store`: the first one, closed with the others. `crossover`: as for `open_vectors`."""
        self._directory = store.directory
        self._vectors = SharedVectors(crossover)
        self._is_closed = False
        self._idle = deque([_PooledStore(store, _place(store.directory))])

    @property
    def directory(self) -> str:
        """The directory of the index."""
        return self._directory

    @contextmanager
    def take(self) -> Iterator[SQLiteSnapshot]:
        """A snapshot of the index as it is now. Raises StoreError, also after `close`."""
        with translate_errors(self._directory), self._borrow() as store, store.snapshot():
            yield SQLiteSnapshot(store, self._vectors)

    @contextmanager
    def _borrow(self) -> Iterator[Store]:
        """A store that no other thread uses during the block."""
        opened = self._open()
        try:
            yield opened.store
        except BaseException:
            opened.store.close()  # nobody knows what state it is in
            raise
        if len(self._idle) < MAX_IDLE:
            self._idle.append(opened)
        else:
            opened.store.close()
        if self._is_closed:  # since it was borrowed
            self._close_idle()

    def close(self) -> None:
        """Closes the stores. A borrowed one is closed when it comes back."""
        self._is_closed = True
        self._close_idle()

    def _open(self) -> _PooledStore:
        place = _place(self._directory)
        while not self._is_closed:
            try:
                opened = self._idle.pop()
            except IndexError:
                return _PooledStore(Store.read(self._directory), place)
            if opened.place == place:
                return opened
            opened.store.close()
        raise StoreError("the retriever is closed")

    def _close_idle(self) -> None:
        while True:
            try:
                opened = self._idle.pop()
            except IndexError:
                return
            opened.store.close()


def _place(directory: str) -> tuple[int, int, int]:
    """This process's id, and the device and inode of the index file; 0, 0 if there is none."""
    try:
        status = os.stat(os.path.join(directory, FILE_NAME))
    except OSError:
        return os.getpid(), 0, 0
    return os.getpid(), status.st_dev, status.st_ino
