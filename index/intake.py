"""Files read and cut in pieces, batch by batch, each batch while the one before it is used."""

import os
from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field

from index import pieces
from index.corpus import File
from index.errors import LoadError
from index.pieces import Pieces
from index.store import StoredDocument

Pending = tuple[File, StoredDocument | None]
"""A file, and what is stored of it."""


@dataclass(frozen=True, slots=True)
class Ready:
    """A file in pieces."""

    file: File
    stored: StoredDocument | None
    pieces: Pieces


@dataclass(frozen=True, slots=True)
class Unread:
    """A file that cannot be read after all."""

    file: File
    stored: StoredDocument | None
    reason: str
    is_lost: bool
    """What is stored of it is of no use any more; else it may be readable another time."""


@dataclass(slots=True)
class Batch:
    """Files that are committed together."""

    ready: list[Ready] = field(default_factory=list)
    unread: list[Unread] = field(default_factory=list)
    size: int = 0
    """Of all of them, in bytes."""
    sentences: int = 0


def size(file: File) -> int:
    """In bytes; 0 for one that is gone."""
    try:
        return os.path.getsize(file.path)
    except OSError:
        return 0


def batches(pending: Iterable[Pending], sentences: int) -> Iterator[Batch]:
    """The files in their order, as many to a batch as have `sentences` sentences or more."""
    filling = _filled(pending, sentences)
    with ThreadPoolExecutor(1) as pool:
        coming = pool.submit(next, filling, None)
        while batch := coming.result():
            coming = pool.submit(next, filling, None)
            yield batch


def _filled(pending: Iterable[Pending], sentences: int) -> Iterator[Batch]:
    batch = Batch()
    for file, stored in pending:
        batch.size += size(file)
        read = _read(file, stored)
        if isinstance(read, Unread):
            batch.unread.append(read)
        else:
            batch.ready.append(read)
            batch.sentences += len(read.pieces.sentences)
        if batch.sentences >= sentences:
            yield batch
            batch = Batch()
    if batch.ready or batch.unread:
        yield batch


def _read(file: File, stored: StoredDocument | None) -> Ready | Unread:
    try:
        return Ready(file, stored, pieces.cut(file.path))
    except FileNotFoundError:
        return Unread(file, stored, "gone while it was being read", is_lost=True)
    except LoadError as error:
        return Unread(file, stored, str(error), is_lost=True)
    except OSError as error:
        return Unread(file, stored, error.strerror or str(error), is_lost=False)
