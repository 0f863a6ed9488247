"""The stores of a retriever: every thread borrows one for as long as it reads."""

import os
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager
from typing import NamedTuple

from index.errors import StoreError
from index.store.database import FILE_NAME
from index.store.store import Store

MAX_IDLE = 16
"""So many stores are kept open while nobody reads them."""


class _Opened(NamedTuple):
    """A store, and where it was opened."""

    store: Store
    place: tuple[int, int, int]


class Pool:
    """Stores on the index in a directory. Safe to use from several threads.

    There are as many as threads have read at the same time. No store is read in another process
    than the one that opened it, nor once another file has taken the place of its own.
    """

    # Single operations on a deque need no lock, so a fork finds none that is held.

    def __init__(self, store: Store) -> None:
        """`store`: the first one, closed with the others."""
        self.directory = store.directory
        self._is_closed = False
        self._idle = deque([_Opened(store, _place(store.directory))])

    @contextmanager
    def borrowed(self) -> Iterator[Store]:
        """A store that no other thread uses meanwhile. Raises StoreError once all are closed."""
        opened = self._taken()
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
        """Closes the stores: those that are borrowed when they come back."""
        self._is_closed = True
        self._close_idle()

    def _taken(self) -> _Opened:
        place = _place(self.directory)
        while not self._is_closed:
            try:
                opened = self._idle.pop()
            except IndexError:
                return _Opened(Store.read(self.directory), place)
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
    """This process, and which file the index in a directory is; 0, 0 where there is none."""
    try:
        status = os.stat(os.path.join(directory, FILE_NAME))
    except OSError:
        return os.getpid(), 0, 0
    return os.getpid(), status.st_dev, status.st_ino
