"""Files read and cut in pieces, batch by batch, each batch while the one before it is used."""

from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor, wait
from dataclasses import dataclass, field
from threading import Event

from index import loaders, pieces
from index.errors import LoadError
from index.pieces import Contents, RefusedError
from index.sources.corpus import File
from index.store.store import StoredFile

_MOMENT_S = 0.05
"""So long a read that is given up is waited for before it is aborted once more."""

Pending = tuple[File, StoredFile | None]
"""A file, and what is stored of it."""


@dataclass(frozen=True, slots=True)
class Ready:
    """A file in pieces."""

    file: File
    stored: StoredFile | None
    contents: Contents

    @property
    def sentences(self) -> int:
        return sum(len(document.sentences) for document in self.contents.documents)

    def texts(self) -> list[str]:
        """What is embedded of it, document by document."""
        return [text for document in self.contents.documents for text in document.texts()]


@dataclass(frozen=True, slots=True)
class Unread:
    """A file that cannot be read after all."""

    file: File
    stored: StoredFile | None
    reason: str
    is_lost: bool = False
    """It is not there any more; else it may be readable another time."""
    is_refused: bool = False
    """Nothing can be made of it; it will not be read until it changes."""
    sha256: str | None = None
    """Of a refused file that was read whole."""
    may_pass: bool = False
    """Something may be made of the same bytes another time."""


@dataclass(slots=True)
class Batch:
    """Files that are committed together."""

    ready: list[Ready] = field(default_factory=list)
    unread: list[Unread] = field(default_factory=list)
    size: int = 0
    """Of all of them, in bytes."""
    sentences: int = 0


def batches(pending: Iterable[Pending], sentences: int) -> Iterator[Batch]:
    """The files in their order, as many to a batch as have `sentences` sentences or more."""
    is_over = Event()
    worker = loaders.Worker()  # of its own: to abort it is to abort nobody else's file
    filling = _filled(pending, sentences, worker, is_over)
    pool = ThreadPoolExecutor(1)
    coming = pool.submit(next, filling, None)
    try:
        while batch := coming.result():
            coming = pool.submit(next, filling, None)
            yield batch
    except BaseException:  # Ctrl-C does not wait for the file that is being read
        is_over.set()
        while not coming.done():  # it may be about to start the process
            worker.abort()
            wait([coming], _MOMENT_S)
        raise
    finally:
        pool.shutdown()
        worker.end()


def _filled(
    pending: Iterable[Pending], sentences: int, worker: loaders.Worker, is_over: Event
) -> Iterator[Batch]:
    batch = Batch()
    for file, stored in pending:
        if is_over.is_set():
            return
        batch.size += file.stamp.size
        read = _read(file, stored, worker)
        if isinstance(read, Unread):
            batch.unread.append(read)
        else:
            batch.ready.append(read)
            batch.sentences += read.sentences
        if batch.sentences >= sentences:
            yield batch
            batch = Batch()
    if batch.ready or batch.unread:
        yield batch


def _read(file: File, stored: StoredFile | None, worker: loaders.Worker) -> Ready | Unread:
    try:
        return Ready(file, stored, pieces.cut(file.path, worker))
    except FileNotFoundError:
        reason = "gone while it was being read"
        return Unread(file, stored, reason, is_lost=True)
    except RefusedError as error:
        sha256, may_pass = error.sha256, error.may_pass
        return Unread(file, stored, str(error), is_refused=True, sha256=sha256, may_pass=may_pass)
    except LoadError as error:
        return Unread(file, stored, str(error), is_refused=True)
    except OSError as error:
        return Unread(file, stored, error.strerror or str(error))
