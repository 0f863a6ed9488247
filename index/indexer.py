"""The write path: brings the index of a corpus up to date."""

import logging
import os
from collections.abc import Callable, Iterable, Sequence
from contextlib import nullcontext, suppress
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from secrets import token_hex

from index import loaders
from index.embedders import Embedder, named_embedder, stored_embedder
from index.errors import UnavailableError
from index.prefetch import Batch, Pending, Ready, Unread, prefetch
from index.reports import Meter, OnProgress, SyncProgress, SyncReport
from index.sources import corpus, freshness
from index.sources.corpus import Listing, Remark, Root
from index.sources.selection import DEFAULT_SELECTION, Selection
from index.store import changes, database
from index.store.changes import Changes
from index.store.lock import lock, try_lock
from index.store.manifest import StoredModel
from index.store.protocol import Writer
from index.store.rows import Refusal, StoredFile
from index.store.store import Store
from index.store.writer import SQLiteWriter
from index.vectors.digests import Known, digest
from index.vectors.directions import pack

_log = logging.getLogger(__name__)

SENTENCES_PER_BATCH = 512
"""A batch of files is committed once it has this many sentences."""
TEXTS_AT_ONCE = 128 * max(2, os.cpu_count() or 1)
"""How many texts are embedded at a time: enough for every core. Their vectors are kept at once, so
a kill costs no more than these. Progress is reported after each such part."""


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

    A file with the size and times that the index knows is not read. Any other is compared by its
    sha256. A sentence of a new or changed file is embedded only if the index does not have it from
    the same file or from a file with the same content. Each file is written whole or not at all, a
    batch of files at a time, so the next sync carries on after a kill. A file that can no longer be
    read keeps its sentences, and answers mark them stale.

    `model` defaults to the index's own, else to the default model. `rebuild` embeds every readable
    file again, in one transaction. `retry` reads again all files that could not be read. A file
    whose loader did not finish is read again by the next syncs anyway, `changes.MAX_TRIES` times in
    all. `selection` says which files of the folders to take: by default all that are neither hidden
    nor ignored by a .gitignore. `on_notice` receives a line for people when the model has to be
    compiled first, and when it cannot be; by default the line is logged. Safe to call from several
    threads and processes at once: the second waits.

    Raises CorpusError for a missing path and for a corpus without a readable document (what was
    indexed before stays), ModelError for a model other than the index's, and StoreError.
    """
    task = _Task(
        os.fspath(index), corpus.roots(paths), selection, retry, rebuild, on_progress, on_notice
    )
    embedder = named_embedder(model, on_notice=on_notice) if isinstance(model, str) else model
    return task.run(embedder)


@dataclass(frozen=True, slots=True)
class _Task:
    """The arguments of a sync, and its steps."""

    directory: str
    roots: tuple[Root, ...]
    selection: Selection
    retries: bool
    rebuilds: bool
    on_progress: OnProgress
    on_notice: Callable[[str], None]

    def run(self, embedder: Embedder | None) -> SyncReport:
        """Runs the sync. `embedder`: None for that of the index."""
        found = corpus.walk(self.roots, self.selection)
        ahead, state = None, None
        if not database.exists(self.directory) or database.is_outdated(self.directory):
            if not found.files:
                raise corpus.no_document(self.roots, found.skipped, found.left_out)
        elif not self.rebuilds:
            ahead, state, is_current = self._look_ahead(found, embedder)
            if is_current:
                self._recognise(ahead)
                return _report_no_change(ahead)
        database.prepare(self.directory)
        with (
            database.translate_errors(self.directory),
            lock(self.directory, self._say_waiting),
            self._open() as writer,
            writer.transaction() if self.rebuilds else nullcontext(),
        ):
            if embedder is None:
                stored = writer.manifest().model
                embedder = stored_embedder(stored.name if stored else None, self.on_notice)
            if self.rebuilds:
                writer.clear()
            if ahead is None or state != writer.state():
                # Another sync has written since. Files that it added must not count as gone.
                ahead = self._compare(writer, corpus.walk(self.roots, self.selection))
            writer.manifest().require_model(embedder, self.directory)
            return _Work(self, writer, embedder, list(ahead.skipped)).run(ahead)

    def _look_ahead(
        self, found: Listing, embedder: Embedder | None
    ) -> tuple[Changes, object, bool]:
        """The changes to make, the state of the index they rest on, and whether there are none.

        It needs no lock and writes nothing.
        """
        with (
            database.translate_errors(self.directory),
            Store.read(self.directory) as store,
            store.snapshot(),
        ):
            manifest = store.manifest()
            if embedder is not None:
                manifest.require_model(embedder, self.directory)
            ahead = self._compare(store, found)
            is_known = {root.path for root in manifest.roots} == {r.path for r in self.roots}
            is_current = ahead.is_empty and is_known and manifest.selection == self.selection
            return ahead, store.state(), is_current

    def _compare(self, store: Store | Writer, found: Listing) -> Changes:
        manifest = store.manifest()
        manifest.require_corpus(self.roots, self.directory)
        return changes.compare(manifest, store.files(), self.roots, found, retries=self.retries)

    def _recognise(self, ahead: Changes) -> None:
        """Stores the new stamps of unchanged files, so that the next sync need not read them."""
        if not ahead.recognised:
            return
        with (
            suppress(UnavailableError, OSError),
            database.translate_errors(self.directory),
            try_lock(self.directory) as is_ours,
        ):
            if is_ours:
                with SQLiteWriter.write(self.directory) as writer, writer.transaction():
                    for file, stamp in ahead.recognised:
                        writer.recognise(file.id, stamp)

    def _open(self) -> SQLiteWriter:
        """The index, open for writing. A new one replaces one that an earlier version made."""
        if database.exists(self.directory) and database.is_outdated(self.directory):
            self.on_notice("the index was made by an earlier version of cited-qa; indexing again")
            database.discard(self.directory)
        return SQLiteWriter.write(self.directory)

    def _say_waiting(self) -> None:
        self.on_progress(SyncProgress(0, 0, 0, is_waiting=True))


def _report_no_change(ahead: Changes) -> SyncReport:
    """The report of a sync that had nothing to do."""
    return SyncReport(
        unchanged=ahead.unchanged,
        skipped=ahead.skipped,
        unknown=ahead.unknown,
        was_current=True,
        left_out=ahead.left_out,
    )


@dataclass(slots=True)
class _Work:
    """One sync's work on an index opened for writing."""

    task: _Task
    writer: Writer
    embedder: Embedder
    skipped: list[Remark]
    gone: list[tuple[str, StoredFile]] = field(default_factory=list)
    report: SyncReport = field(default_factory=SyncReport)

    def run(self, ahead: Changes) -> SyncReport:
        """Makes the changes, and writes the new manifest."""
        task, writer = self.task, self.writer
        self.gone.extend(ahead.gone)
        self._take_in(ahead.pending)
        if not ahead.kept and not self.report.added and not self.report.updated:
            raise corpus.no_document(task.roots, self.skipped, ahead.left_out)
        with writer.transaction():
            writer.remove(file.id for _, file in self.gone)
            for file, stamp in ahead.recognised:
                writer.recognise(file.id, stamp)
            manifest = replace(
                writer.manifest(),
                roots=task.roots,
                selection=task.selection,
                abilities=loaders.abilities(),
                synced=datetime.now(UTC),
            )
            writer.set_manifest(manifest)
        writer.tidy(shrank=bool(self.gone or self.report.updated or self.report.removed))
        return replace(
            self.report,
            removed=self.report.removed
            + tuple(shown for shown, file in self.gone if file.reason is None),
            unchanged=ahead.unchanged,
            skipped=tuple(self.skipped),
            unknown=ahead.unknown,
            left_out=ahead.left_out,
        )

    def _take_in(self, pending: Sequence[Pending]) -> None:
        """Reads, embeds and commits files, batch by batch."""
        size = sum(file.stamp.size for file, _ in pending)
        progress = SyncProgress(0, len(pending), 0)
        meter = Meter(self.task.on_progress, max(size, 1), progress)
        meter.show()
        for batch in prefetch(pending, SENTENCES_PER_BATCH):
            self._note(batch)
            known = self._look_up_vectors(batch.ready)
            self._embed(batch, known, meter)
            self._write(batch, known)
            files = len(batch.ready) + len(batch.unread)
            meter.pass_over(batch.size, files, self.report.embedded)

    def _note(self, batch: Batch) -> None:
        """Remembers what to report about files, and which stored files to remove."""
        for unread in batch.unread:
            reason = changes.explain(unread.reason, _tries(unread))
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

    def _look_up_vectors(self, files: Sequence[Ready]) -> Known:
        """The vectors that the index already has of texts in these files."""
        known = self.writer.read_kept()
        for ready in files:
            known |= self.writer.vectors_of(ready.contents.path, ready.contents.sha256)
        return known

    def _embed(self, batch: Batch, known: Known, meter: Meter) -> None:
        """Embeds the other texts of a batch, and adds their vectors to those known."""
        texts = {digest(text): text for ready in batch.ready for text in ready.texts()}
        missing = [(key, text) for key, text in texts.items() if key not in known]
        for start in range(0, len(missing), TEXTS_AT_ONCE):
            if start:
                meter.show(batch.size * start / len(missing))
            part = missing[start : start + TEXTS_AT_ONCE]
            vectors = pack(self.embedder.embed([text for _, text in part]))
            new = {key: vector for (key, _), vector in zip(part, vectors, strict=True)}
            known |= new
            with self.writer.transaction():
                self._know_model(vectors.shape[1])
                self.writer.keep(new)
        sentences = {
            digest(sentence.text)
            for ready in batch.ready
            for document in ready.contents.documents
            for sentence in document.sentences
        }
        count = len(sentences.intersection(key for key, _ in missing))
        self.report = replace(self.report, embedded=self.report.embedded + count)

    def _know_model(self, dimension: int) -> None:
        """Writes which model the vectors come from, and a new identity, before the first vector."""
        manifest = self.writer.manifest()
        if manifest.model is not None:
            return
        self.writer.set_manifest(
            replace(
                manifest,
                identity=token_hex(16),
                model=StoredModel(self.embedder.name, self.embedder.fingerprint, dimension),
                roots=self.task.roots,
                selection=self.task.selection,
            )
        )

    def _write(self, batch: Batch, known: Known) -> None:
        """Commits a batch. The vectors of all its texts are in `known`."""
        spared = [unread for unread in batch.unread if _keeps_documents(unread)]
        refused = [each for each in batch.unread if each.is_refused and not _keeps_documents(each)]
        seen = [each.stored for each in batch.ready] + [each.stored for each in refused]
        with self.writer.transaction():
            self.writer.remove(file.id for file in seen if file)
            for unread in spared:
                assert unread.stored is not None
                self.writer.count_try(unread.stored.id)
            for unread in refused:
                self.writer.refuse(_refusal(unread))
            self.writer.release()
            if batch.ready:
                self.writer.put([ready.contents for ready in batch.ready], known)
        new = [ready for ready in batch.ready if not _was_read(ready)]
        again = [ready for ready in batch.ready if _was_read(ready)]
        lost = [unread for unread in refused if _was_read(unread)]
        self.report = replace(
            self.report,
            added=self.report.added + tuple(ready.file.shown for ready in new),
            updated=self.report.updated + tuple(ready.file.shown for ready in again),
            removed=self.report.removed + tuple(unread.file.shown for unread in lost),
            sentences=self.report.sentences + batch.sentences,
        )


def _was_read(file: Ready | Unread) -> bool:
    return file.stored is not None and file.stored.reason is None


def _tries(unread: Unread) -> int:
    """How often the file has been read, if another try may succeed; else 0.

    If the file has an earlier version in the index, the row of that version counts the tries.
    """
    if not unread.may_pass:
        return 0
    stored = unread.stored
    is_same = stored is not None and (_was_read(unread) or stored.sha256 == unread.sha256)
    return (stored.tries if stored and is_same else 0) + 1


def _keeps_documents(unread: Unread) -> bool:
    """Whether a file keeps its documents although its new content could not be read this time."""
    return _was_read(unread) and changes.may_pass(_tries(unread))


def _refusal(unread: Unread) -> Refusal:
    stamp = freshness.reliable_stamp(unread.file.stamp)
    return Refusal(unread.file.path, stamp, unread.sha256, unread.reason, _tries(unread))
