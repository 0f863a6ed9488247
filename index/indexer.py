"""The write path: a corpus in, its index brought up to date."""

import logging
import os
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass, field, replace

import numpy as np

from index import changes, corpus, database, pieces, shelf
from index.changes import Changes
from index.corpus import File, Remark, Root
from index.embedders import Embedder, named_embedder, stored_embedder
from index.errors import CorpusError, LoadError
from index.pieces import Pieces
from index.store import Store, StoredDocument, StoredModel

_log = logging.getLogger(__name__)

SENTENCES_PER_BATCH = 512
"""Documents are embedded and committed this many sentences at a time: the most a kill can cost."""


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


@dataclass(frozen=True, slots=True)
class _Ready:
    """A file read, waiting for its batch to be embedded."""

    file: File
    stored: StoredDocument | None
    pieces: Pieces


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
        for batch in self._batches(ahead, on_progress):
            self._write(batch)
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

    def _batches(self, ahead: Changes, on_progress: OnProgress) -> Iterator[list[_Ready]]:
        total = len(ahead.pending)
        on_progress(SyncProgress(0, total, 0))
        batch: list[_Ready] = []
        size = 0
        for number, (file, stored) in enumerate(ahead.pending, 1):
            if ready := self._read(file, stored):
                batch.append(ready)
                size += len(ready.pieces.sentences)
            if batch and (size >= SENTENCES_PER_BATCH or number == total):
                yield batch
                batch, size = [], 0
                on_progress(SyncProgress(number, total, self.report.embedded))

    def _read(self, file: File, stored: StoredDocument | None) -> _Ready | None:
        """The file in pieces; None, and a remark, where it cannot be read after all."""
        try:
            cut = pieces.cut(file.path)
        except (LoadError, FileNotFoundError) as error:
            lost = isinstance(error, FileNotFoundError)
            reason = "gone while it was being read" if lost else str(error)
            self.skipped.append(Remark(file.shown, reason))
            if stored:
                self.gone.append((file.shown, stored))
            return None
        except OSError as error:
            self.skipped.append(Remark(file.shown, error.strerror or str(error)))
            return None
        if cut.extract.notice:
            remark = Remark(file.shown, cut.extract.notice)
            self.report = replace(self.report, notices=(*self.report.notices, remark))
        return _Ready(file, stored, cut)

    def _write(self, batch: Sequence[_Ready]) -> None:
        """Embeds a batch, sentences and passages together, and commits it."""
        texts = []
        for ready in batch:
            texts += [sentence.text for sentence in ready.pieces.sentences]
            texts += ready.pieces.passage_texts()
        vectors = self.embedder.embed(texts).astype(np.float16)
        with self.store.transaction():
            if self.store.model() is None:
                name, fingerprint = self.embedder.name, self.embedder.fingerprint
                self.store.set_model(StoredModel(name, fingerprint, vectors.shape[1]))
                self.store.set_roots(self.roots)
            for ready in batch:
                if ready.stored:
                    shelf.take(self.store.db, [ready.stored.id])
                middle = len(ready.pieces.sentences)
                end = middle + len(ready.pieces.passages)
                document = shelf.Prepared(
                    ready.file.path, ready.pieces, vectors[:middle], vectors[middle:end]
                )
                shelf.put(self.store.db, document)
                vectors = vectors[end:]
        added = tuple(ready.file.shown for ready in batch if not ready.stored)
        updated = tuple(ready.file.shown for ready in batch if ready.stored)
        self.report = replace(
            self.report,
            added=self.report.added + added,
            updated=self.report.updated + updated,
            embedded=self.report.embedded + sum(len(ready.pieces.sentences) for ready in batch),
        )
