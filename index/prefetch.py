"""Reads and segments files ahead: the next batch is read while the last one is used."""

from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor, wait
from dataclasses import dataclass, field
from threading import Event

from index import loaders
from index.errors import LoadError
from index.segmentation import RefusedError, SegmentedFile, segment
from index.sources.corpus import File
from index.store.rows import StoredFile

_MOMENT_S = 0.05
"""How long to wait for an aborted read to end before it is aborted again."""

Pending = tuple[File, StoredFile | None]
"""A file, and its row in the index, if it has one."""


@dataclass(frozen=True, slots=True)
class Ready:
    """A file that was read."""

    file: File
    stored: StoredFile | None
    contents: SegmentedFile

    @property
    def sentences(self) -> int:
        """The number of sentences in all its documents."""
        return sum(len(document.sentences) for document in self.contents.documents)

    def texts(self) -> list[str]:
        """The texts to embed, document by document."""
        return [
            text
            for document in self.contents.documents
            for text in (*document.sentence_texts(), *document.passage_texts())
        ]


@dataclass(frozen=True, slots=True)
class Unread:
    """A file that could not be read."""

    file: File
    stored: StoredFile | None
    reason: str
    is_lost: bool = False
    """It no longer exists."""
    is_refused: bool = False
    """No document can be made of it. It is not read again until it changes."""
    sha256: str | None = None
    """Of a refused file, if it was read to its end."""
    may_pass: bool = False
    """Another try on the same bytes may succeed."""


@dataclass(slots=True)
class Batch:
    """Files that are committed together."""

    ready: list[Ready] = field(default_factory=list)
    unread: list[Unread] = field(default_factory=list)
    size: int = 0
    """Of all files together, in bytes."""
    sentences: int = 0


def prefetch(pending: Iterable[Pending], sentences: int) -> Iterator[Batch]:
    """The files in batches, in their order. A batch ends once it has `sentences` sentences."""
    is_over = Event()
    worker = loaders.Worker()  # of its own, so that aborting it aborts nobody else's file
    filling = _fill(pending, sentences, worker, is_over)
    pool = ThreadPoolExecutor(1)
    coming = pool.submit(next, filling, None)
    try:
        while batch := coming.result():
            coming = pool.submit(next, filling, None)
            yield batch
    except BaseException:  # Ctrl-C does not wait for the file that is being read
        is_over.set()
        while not coming.done():  # the worker may be about to start its process
            worker.abort()
            wait([coming], _MOMENT_S)
        raise
    finally:
        pool.shutdown()
        worker.end()


def _fill(
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
        return Ready(file, stored, segment(file.path, worker))
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
