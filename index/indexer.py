"""The write path: a corpus in, its index brought up to date."""

import logging
import os
from collections.abc import Callable, Iterable, Sequence
from contextlib import nullcontext, suppress
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime

import numpy as np

from index import intake, loaders
from index.embedders import Embedder, named_embedder, stored_embedder
from index.errors import CorpusError, UnavailableError
from index.intake import Batch, Pending, Ready, Unread
from index.reports import Meter, OnProgress, SyncProgress, SyncReport
from index.sources import corpus, freshness
from index.sources.corpus import Remark, Root
from index.sources.selection import DEFAULT_SELECTION, Selection
from index.store import changes, database, fulltext, reuse, writing
from index.store.changes import Changes
from index.store.lock import lock, try_lock
from index.store.reuse import Known
from index.store.store import Store, StoredFile, StoredModel
from index.store.writing import Prepared, PreparedFile
from index.vectors.directions import packed

_log = logging.getLogger(__name__)

SENTENCES_PER_BATCH = 512
"""Files are committed as many at a time as have this many sentences."""
TEXTS_AT_ONCE = 128 * max(2, os.cpu_count() or 1)
"""So many texts are embedded at a time, enough for every core, and their vectors are kept at once:
the most that a kill can cost, and as often progress is told."""


def sync(
    paths: Iterable[str | os.PathLike[str]],
    index: str | os.PathLike[str],
    *,
    model: str | Embedder | None = None,
    rebuild: bool = False,
    retry: bool = False,
    selection: Selection = DEFAULT_SELECTION,
    on_progress: OnProgress = lambda progress: None,
    on_notice: Callable[[str], None] = _log.warning,
) -> SyncReport:
    """Makes the index in a directory hold exactly the readable documents of a corpus.

    A file of known size and times is not read, any other is compared by its sha256; of those that
    are new or have changed only sentences that the index does not know of the same file, or of one
    of the same content, are embedded. Each file is written whole or not at all, a batch at a time:
    after a kill the next sync carries on. A file that could be read before and cannot now keeps its
    sentences; answers mark them stale. `model` defaults to the index's own, else the default model;
    `rebuild` embeds everything that can be read again, in one transaction. `retry` reads all files
    again that could not be read; those whose reader was stopped by something else than the file
    are tried again anyway by the next syncs, `changes.MAX_TRIES` times in all. `selection`: which
    files of the folders, by default all that are neither hidden nor ignored by a .gitignore. Safe
    to call from several threads and processes at once: the second waits. `on_notice` is told, in a
    line for people, when the model has to be compiled first, and why it cannot be; unless given,
    it is logged.

    Raises CorpusError for a path that is missing and a corpus without a readable document (what
    was indexed before stays), ModelError for a model other than the index's, StoreError.
    """
    directory = os.fspath(index)
    roots = corpus.roots(paths)
    found = corpus.walk(roots, selection)
    embedder = named_embedder(model, on_notice=on_notice) if isinstance(model, str) else model
    ahead, state = None, None
    if not database.exists(directory) or database.is_outdated(directory):
        if not found.files:
            raise CorpusError(corpus.nothing_readable(roots, found.skipped, found.left_out))
    elif not rebuild:
        with database.reported(directory), Store.read(directory) as store, store.snapshot():
            if embedder is not None:
                store.require_model(embedder)
            ahead = changes.compare(store, roots, found, retries=retry)
            state = store.state()
            known = {root.path for root in store.roots()}
            is_known = known == {root.path for root in roots} and store.selection() == selection
            if ahead.is_empty and is_known:
                _recognise(directory, ahead)
                return SyncReport(
                    unchanged=ahead.unchanged,
                    skipped=ahead.skipped,
                    unknown=ahead.unknown,
                    was_current=True,
                    left_out=ahead.left_out,
                )
    database.prepare(directory)
    with (
        database.reported(directory),
        lock(directory, lambda: on_progress(SyncProgress(0, 0, 0, is_waiting=True))),
        _begun(directory, on_notice) as store,
        store.transaction() if rebuild else nullcontext(),
    ):
        if embedder is None:
            stored = store.model()
            embedder = stored_embedder(stored.name if stored else None, on_notice)
        if rebuild:
            writing.clear(store.db)
        if ahead is None or state != store.state():
            # Another sync has been at work since, and what it took in is not gone.
            ahead = changes.compare(store, roots, corpus.walk(roots, selection), retries=retry)
        work = _Work(store, roots, selection, embedder, list(ahead.skipped))
        return work.run(ahead, on_progress)


def _recognise(directory: str, ahead: Changes) -> None:
    """Spares the next sync reading files again that were found unchanged by reading them."""
    if not ahead.recognised:
        return
    with (
        suppress(UnavailableError, OSError),
        database.reported(directory),
        try_lock(directory) as is_ours,
    ):
        if is_ours:
            with Store.write(directory) as store, store.transaction():
                for file, stamp in ahead.recognised:
                    writing.recognise(store.db, file.id, stamp)


def _begun(directory: str, on_notice: Callable[[str], None]) -> Store:
    """The store to be written, a new one in the place of one that another version made."""
    if database.exists(directory) and database.is_outdated(directory):
        on_notice("the index was made by an earlier version of cited-qa; indexing again")
        database.discard(directory)
    return Store.write(directory)


@dataclass(slots=True)
class _Work:
    """One sync's work on a store opened for writing."""

    store: Store
    roots: Sequence[Root]
    selection: Selection
    embedder: Embedder
    skipped: list[Remark]
    gone: list[tuple[str, StoredFile]] = field(default_factory=list)
    report: SyncReport = field(default_factory=SyncReport)

    def run(self, ahead: Changes, on_progress: OnProgress) -> SyncReport:
        self.store.require_model(self.embedder)
        self.gone.extend(ahead.gone)
        self._take_in(ahead.pending, on_progress)
        if not ahead.kept and not self.report.added and not self.report.updated:
            raise CorpusError(corpus.nothing_readable(self.roots, self.skipped, ahead.left_out))
        with self.store.transaction():
            writing.take(self.store.db, (file.id for _, file in self.gone))
            for file, stamp in ahead.recognised:
                writing.recognise(self.store.db, file.id, stamp)
            self.store.set_roots(self.roots)
            self.store.set_selection(self.selection)
            self.store.set_abilities(loaders.abilities())
            self.store.set_synced(datetime.now(UTC))
            if self.gone or self.report.updated or self.report.removed:
                fulltext.merge(self.store.db)
        database.reclaim(self.store.db)
        return replace(
            self.report,
            removed=self.report.removed
            + tuple(shown for shown, file in self.gone if file.reason is None),
            unchanged=ahead.unchanged,
            skipped=tuple(self.skipped),
            unknown=ahead.unknown,
            left_out=ahead.left_out,
        )

    def _take_in(self, pending: Sequence[Pending], on_progress: OnProgress) -> None:
        """Reads, embeds and commits files, batch by batch."""
        size = sum(file.stamp.size for file, _ in pending)
        meter = Meter(on_progress, max(size, 1), SyncProgress(0, len(pending), 0))
        meter.show()
        for batch in intake.batches(pending, SENTENCES_PER_BATCH):
            self._note(batch)
            known = self._known(batch.ready)
            self._embed(batch, known, meter)
            self._write(batch, known)
            files = len(batch.ready) + len(batch.unread)
            meter.pass_over(batch.size, files, self.report.embedded)

    def _note(self, batch: Batch) -> None:
        """Remembers what is to be said of files, and which of those stored are to go."""
        for unread in batch.unread:
            reason = changes.explained(unread.reason, _tries(unread))
            self.skipped.append(Remark(unread.file.shown, reason))
            if unread.stored and unread.is_lost:
                self.gone.append((unread.file.shown, unread.stored))
        notices = [
            Remark(ready.file.shown, document.extract.notice)
            for ready in batch.ready
            for document in ready.contents.documents[:1]
            if document.extract.notice
        ]
        self.report = replace(self.report, notices=(*self.report.notices, *notices))

    def _known(self, files: Sequence[Ready]) -> Known:
        """Vectors that the store has of texts in these files."""
        model = self.store.model()
        if model is None:
            return {}
        known = reuse.kept(self.store.db, model.dimension)
        for ready in files:
            path, sha256 = ready.file.path, ready.contents.sha256
            known |= reuse.known(self.store.db, model.dimension, path, sha256)
        return known

    def _embed(self, batch: Batch, known: Known, meter: Meter) -> None:
        """Adds the vectors of all other texts of a batch to those known."""
        texts = {reuse.digest(text): text for ready in batch.ready for text in ready.texts()}
        missing = [(key, text) for key, text in texts.items() if key not in known]
        for start in range(0, len(missing), TEXTS_AT_ONCE):
            if start:
                meter.show(batch.size * start / len(missing))
            part = missing[start : start + TEXTS_AT_ONCE]
            vectors = packed(self.embedder.embed([text for _, text in part]))
            new = {key: vector for (key, _), vector in zip(part, vectors, strict=True)}
            known |= new
            self._know_model(vectors.shape[1])
            with self.store.transaction():
                reuse.keep(self.store.db, new)
        sentences = {
            reuse.digest(sentence.text)
            for ready in batch.ready
            for document in ready.contents.documents
            for sentence in document.sentences
        }
        count = len(sentences.intersection(key for key, _ in missing))
        self.report = replace(self.report, embedded=self.report.embedded + count)

    def _know_model(self, dimension: int) -> None:
        """Writes which model the vectors are of, before the first of them."""
        if self.store.model() is None:
            with self.store.transaction():
                name, fingerprint = self.embedder.name, self.embedder.fingerprint
                self.store.set_model(StoredModel(name, fingerprint, dimension))
                self.store.set_roots(self.roots)
                self.store.set_selection(self.selection)

    def _write(self, batch: Batch, known: Known) -> None:
        """Commits a batch, for whose texts the vectors are known."""
        spared = [unread for unread in batch.unread if _is_spared(unread)]
        refused = [each for each in batch.unread if each.is_refused and not _is_spared(each)]
        seen = [each.stored for each in batch.ready] + [each.stored for each in refused]
        with self.store.transaction():
            writing.take(self.store.db, (file.id for file in seen if file))
            for unread in spared:
                assert unread.stored is not None
                writing.count_try(self.store.db, unread.stored.id)
            for unread in refused:
                stamp = freshness.settled(unread.file.stamp)
                about = (unread.sha256, unread.reason, _tries(unread))
                writing.refuse(self.store.db, unread.file.path, stamp, *about)
            reuse.release(self.store.db)
            if batch.ready:
                writing.put(self.store.db, [_prepared(ready, known) for ready in batch.ready])
        new = [ready for ready in batch.ready if not _was_read(ready)]
        again = [ready for ready in batch.ready if _was_read(ready)]
        lost = [unread for unread in refused if _was_read(unread)]
        self.report = replace(
            self.report,
            added=self.report.added + tuple(ready.file.shown for ready in new),
            updated=self.report.updated + tuple(ready.file.shown for ready in again),
            removed=self.report.removed + tuple(unread.file.shown for unread in lost),
        )


def _was_read(file: Ready | Unread) -> bool:
    return file.stored is not None and file.stored.reason is None


def _tries(unread: Unread) -> int:
    """How often the file was read by now, where the reason that it is unread for may pass; else 0.

    Of a file that was read before, the tries of its new content are counted in the row of the old.
    """
    if not unread.may_pass:
        return 0
    stored = unread.stored
    is_same = stored is not None and (_was_read(unread) or stored.sha256 == unread.sha256)
    return (stored.tries if stored and is_same else 0) + 1


def _is_spared(unread: Unread) -> bool:
    """Whether a file keeps its documents although its new content could not be read this time."""
    return _was_read(unread) and changes.may_pass(_tries(unread))


def _prepared(ready: Ready, known: Known) -> PreparedFile:
    documents = []
    for pieces in ready.contents.documents:
        vectors = np.stack([known[reuse.digest(text)] for text in pieces.texts()])
        middle = len(pieces.sentences)
        documents.append(Prepared(pieces, vectors[:middle], vectors[middle:]))
    return PreparedFile(ready.file.path, ready.contents.stamp, ready.contents.sha256, documents)
