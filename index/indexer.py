"""The write path: a corpus in, its index brought up to date."""

import logging
import os
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass, field, replace

import numpy as np

from index import changes, corpus, database, intake, shelf
from index.changes import Changes
from index.corpus import Remark, Root
from index.embedders import Embedder, named_embedder, stored_embedder
from index.errors import CorpusError
from index.intake import Batch, Pending, Ready
from index.store import Store, StoredDocument, StoredModel
from index.vectors import Vectors

_log = logging.getLogger(__name__)

SENTENCES_PER_BATCH = 512
"""Documents are committed this many sentences at a time: the most a kill can cost."""
TEXTS_AT_ONCE = 1024
"""A longer document is embedded so many texts at a time: as often progress is told, and no more
than this takes memory beside what is to be written."""


@dataclass(frozen=True, slots=True)
class SyncReport:
    """What a sync did. Paths are as the corpus was named."""

    added: tuple[str, ...] = ()
    updated: tuple[str, ...] = ()
    removed: tuple[str, ...] = ()
    unchanged: tuple[str, ...] = ()
    skipped: tuple[Remark, ...] = ()
    """What is not in the index as it is on disk, and why."""
    notices: tuple[Remark, ...] = ()
    """Files read, with something to know of how: a guessed encoding."""
    embedded: int = 0
    """How many sentences were embedded."""


@dataclass(frozen=True, slots=True)
class SyncProgress:
    """How far a sync is."""

    documents: int
    """Done, of those to be added or updated."""
    total: int
    sentences: int
    """Embedded so far."""
    share: float = 0.0
    """Of the work, by the size of files, 0 to 1."""
    is_waiting: bool = False
    """Another sync is at work on the same index; this one begins when that is done."""


OnProgress = Callable[[SyncProgress], None]


def sync(
    paths: Iterable[str | os.PathLike[str]],
    index: str | os.PathLike[str],
    *,
    model: str | Embedder | None = None,
    rebuild: bool = False,
    on_progress: OnProgress = lambda progress: None,
    on_notice: Callable[[str], None] = _log.warning,
) -> SyncReport:
    """Makes the index in a directory hold exactly the readable documents of a corpus.

    Only what is new or has changed (by sha256) is embedded; nothing is written when nothing has.
    Each document is written whole or not at all, a batch at a time: after a kill the next sync
    carries on. A file that could be read before and cannot now keeps its sentences; answers mark
    them stale. `model` defaults to the index's own, else the default model; `rebuild` embeds
    everything that can be read again, in one transaction. Safe to call from several threads and
    processes at once: the second waits. `on_notice` is told, in a line for people, when the model
    has to be compiled first, and why it cannot be; unless given, it is logged.

    Raises CorpusError for a path that is missing and a corpus without a readable document (what
    was indexed before stays), ModelError for a model other than the index's, StoreError.
    """
    directory = os.fspath(index)
    roots = corpus.roots(paths)
    found = changes.survey(roots)
    embedder = named_embedder(model, on_notice=on_notice) if isinstance(model, str) else model
    if not database.exists(directory):
        if not found.digests:
            raise CorpusError(_nothing_readable(roots, found.skipped))
    elif not rebuild:
        with database.reported(directory), Store.read(directory) as store:
            if embedder is not None:
                store.require_model(embedder)
            ahead = changes.compare(store, roots, found)
            known = {root.path for root in store.roots()}
            if not ahead.pending and not ahead.gone and known == {root.path for root in roots}:
                return SyncReport(unchanged=ahead.unchanged, skipped=found.skipped)
    database.prepare(directory)
    with (
        database.reported(directory),
        _lock(directory, on_progress),
        Store.write(directory) as store,
        store.transaction() if rebuild else nullcontext(),
    ):
        if embedder is None:
            stored = store.model()
            embedder = stored_embedder(stored.name if stored else None, on_notice)
        if rebuild:
            shelf.clear(store.db)
        # Again: another sync may have been at work since, and what it took in is not gone.
        found = changes.survey(roots)
        ahead = changes.compare(store, roots, found)
        work = _Work(store, roots, embedder, list(found.skipped))
        return work.run(ahead, on_progress)


def _nothing_readable(roots: Sequence[Root], skipped: Sequence[Remark]) -> str:
    reasons = Counter(remark.text for remark in skipped)
    counts = ", ".join(f"{n} {reason}" for reason, n in reasons.most_common())
    return f"no readable document in {corpus.listed(roots)}: {counts or 'no files'}"


@contextmanager
def _lock(directory: str, on_progress: OnProgress) -> Iterator[None]:
    from filelock import FileLock, Timeout

    lock = FileLock(os.path.join(directory, f"{database.FILE_NAME}.lock"))
    try:
        lock.acquire(timeout=0)
    except Timeout:
        on_progress(SyncProgress(0, 0, 0, is_waiting=True))
        lock.acquire()
    try:
        yield
    finally:
        lock.release()


@dataclass(slots=True)
class _Work:
    """One sync's work on a store opened for writing."""

    store: Store
    roots: Sequence[Root]
    embedder: Embedder
    skipped: list[Remark]
    gone: list[tuple[str, StoredDocument]] = field(default_factory=list)
    report: SyncReport = field(default_factory=SyncReport)

    def run(self, ahead: Changes, on_progress: OnProgress) -> SyncReport:
        self.store.require_model(self.embedder)
        self.gone.extend(ahead.gone)
        self._take_in(ahead.pending, on_progress)
        if not ahead.kept and not self.report.added and not self.report.updated:
            raise CorpusError(_nothing_readable(self.roots, self.skipped))
        with self.store.transaction():
            shelf.take(self.store.db, (document.id for _, document in self.gone))
            self.store.set_roots(self.roots)
        return replace(
            self.report,
            removed=tuple(shown for shown, _ in self.gone),
            unchanged=ahead.unchanged,
            skipped=tuple(self.skipped),
        )

    def _take_in(self, pending: Sequence[Pending], on_progress: OnProgress) -> None:
        """Reads, embeds and commits files, batch by batch."""
        size = sum(intake.size(file) for file, _ in pending)
        progress = SyncProgress(0, len(pending), 0)
        on_progress(progress)
        done = 0
        for batch in intake.batches(pending, SENTENCES_PER_BATCH):
            self._note(batch)
            texts = [text for ready in batch.ready for text in ready.pieces.texts()]
            vectors: list[Vectors] = []
            for start in range(0, max(len(texts), 1), TEXTS_AT_ONCE):
                if start:
                    share = (done + batch.size * start / len(texts)) / max(size, 1)
                    on_progress(replace(progress, share=share))
                embedded = self.embedder.embed(texts[start : start + TEXTS_AT_ONCE])
                vectors.append(embedded)
            if batch.ready:
                self._write(batch.ready, np.concatenate(vectors))
            done += batch.size
            progress = SyncProgress(
                progress.documents + len(batch.ready) + len(batch.unread),
                len(pending),
                self.report.embedded,
                share=done / max(size, done, 1),
            )
            on_progress(progress)

    def _note(self, batch: Batch) -> None:
        """Remembers what is to be said of files, and which of those stored are to go."""
        for unread in batch.unread:
            self.skipped.append(Remark(unread.file.shown, unread.reason))
            if unread.stored and unread.is_lost:
                self.gone.append((unread.file.shown, unread.stored))
        notices = [
            Remark(ready.file.shown, ready.pieces.extract.notice)
            for ready in batch.ready
            if ready.pieces.extract.notice
        ]
        self.report = replace(self.report, notices=(*self.report.notices, *notices))

    def _write(self, batch: Sequence[Ready], vectors: Vectors) -> None:
        """Commits files; `vectors`: of their texts, one after the other."""
        with self.store.transaction():
            if self.store.model() is None:
                name, fingerprint = self.embedder.name, self.embedder.fingerprint
                self.store.set_model(StoredModel(name, fingerprint, vectors.shape[1]))
                self.store.set_roots(self.roots)
            shelf.take(self.store.db, (ready.stored.id for ready in batch if ready.stored))
            documents = []
            for ready in batch:
                middle = len(ready.pieces.sentences)
                end = middle + len(ready.pieces.passages)
                documents.append(
                    shelf.Prepared(
                        ready.file.path, ready.pieces, vectors[:middle], vectors[middle:end]
                    )
                )
                vectors = vectors[end:]
            shelf.put(self.store.db, documents)
        added = tuple(ready.file.shown for ready in batch if not ready.stored)
        updated = tuple(ready.file.shown for ready in batch if ready.stored)
        self.report = replace(
            self.report,
            added=self.report.added + added,
            updated=self.report.updated + updated,
            embedded=self.report.embedded + sum(len(ready.pieces.sentences) for ready in batch),
        )
