"""The read path: finds the best sentences for a question, each with its place."""

import logging
import os
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from threading import Semaphore
from types import TracebackType
from typing import Self

from index.embedders import Embedder, named_embedder, stored_embedder
from index.errors import CorpusError, ModelError
from index.files import CorpusFiles
from index.ranking import Query, Ranked, rank
from index.readers import SHIPPED, Excerpt, Reader, named_reader, shipped_reader
from index.records import NO_FILTER, Document, Filter, Hit, Period, Sentence, Span
from index.reranking import rerank
from index.sources import corpus as corpora
from index.sources.selection import Selection
from index.store import database
from index.store.manifest import Manifest
from index.store.pool import Pool
from index.store.protocol import Snapshot, Snapshots
from index.store.rows import StoredDocument, StoredSentence, Subset
from index.store.store import Store
from index.text import lexicon
from index.text.dates import day_range
from index.text.periods import find_period

RANKED_AT_ONCE = 2
"""How many questions are ranked at a time, however many are asked. More threads only wait for the
interpreter at each row that SQLite reads: with eight threads on two cores, ranking two at a time
does 38 to 47 questions a second, all eight at once 27 to 29."""

_log = logging.getLogger(__name__)


class Retriever:
    """Finds the sentences of an index that answer a question. Safe to use from several threads.

    It follows the index: the next answer includes what another process has synced.
    """

    def __init__(
        self,
        snapshots: Snapshots,
        embedder: Embedder,
        reader: Reader | None,
        files: CorpusFiles,
        on_notice: Callable[[str], None] = _log.warning,
    ) -> None:
        """Closing the retriever closes `snapshots`. For the other arguments see `open`."""
        self._snapshots = snapshots
        self._ranking = Semaphore(RANKED_AT_ONCE)
        self._embedder = embedder
        self._reader = reader
        self._files = files
        self._on_notice = on_notice

    @classmethod
    def open(
        cls,
        index: str | os.PathLike[str],
        *,
        model: str | Embedder | None = None,
        reader: str | Reader | None = SHIPPED,
        corpus: Sequence[str | os.PathLike[str]] | None = None,
        is_ours: bool = True,
        on_notice: Callable[[str], None] = _log.warning,
    ) -> Self:
        """A retriever on the index in a directory.

        `model` defaults to the one the index was built with. `reader` reads the best passages and
        puts their sentences in order: by default the one that comes with this package, else any
        Reader, or a sentence-transformers CrossEncoder by its name. None leaves the order to words
        and vectors. `corpus` names the same corpus as citations are to name it, if the last sync
        named it differently. `is_ours` is False if somebody else may have written the index. Then
        only files of `corpus` are read, and `holds` compares sentences of every format.

        `on_notice` receives a line for people when the reader cannot read, so that words and
        vectors alone order the sentences; when a network has to be compiled first, or cannot be;
        and when the index is not finished. By default such a line is logged.

        Raises StoreError if there is no index, or if it is damaged, of another format or of another
        corpus; CorpusError for a missing path; ModelError for a model other than the index's and
        for a `reader` that does not exist.
        """
        directory = os.fspath(index)
        given = corpora.roots(corpus) if corpus is not None else ()
        with database.translate_errors(directory):
            store = Store.read(directory)
            try:
                manifest = store.manifest()
                manifest.require_corpus(given, directory)
                embedder = _choose_embedder(manifest, model, on_notice)
                manifest.require_model(embedder, directory)
                if manifest.synced is None:
                    on_notice(
                        "the index does not hold all of its corpus yet; the next sync adds the rest"
                    )
                roots = given or tuple(map(corpora.name_from_here, manifest.roots))
                files = CorpusFiles(roots, roots if is_ours else given, is_ours)
                return cls(
                    Pool(store), embedder, _choose_reader(reader, on_notice), files, on_notice
                )
            except BaseException:
                store.close()
                raise

    @property
    def corpus(self) -> tuple[str, ...]:
        """The files and folders of the index, as citations name them."""
        return self._files.names()

    @property
    def selection(self) -> Selection:
        """Which files of the corpus the index takes."""
        with self._snapshots.take() as snapshot:
            return snapshot.manifest().selection

    @property
    def model(self) -> str:
        """The name of the embedding model."""
        return self._embedder.name

    def count(self, within: str | None = None) -> int:
        """How many documents there are in all, or in a file or folder named as for `retrieve`."""
        paths = None if within is None else self._files.places(within)
        with self._snapshots.take() as snapshot:
            return snapshot.count_documents(paths)

    def documents(self) -> list[tuple[Document, int]]:
        """Every document with its number of sentences, in the order of the paths."""
        with self._snapshots.take() as snapshot:
            stored = snapshot.documents().values()
        return [(self._files.document(each), each.sentences) for each in stored]

    def retrieve(
        self,
        question: str,
        k: int = 5,
        *,
        filter: Filter = NO_FILTER,
        since: str | None = None,
        until: str | None = None,
        within: str | None = None,
        today: date | None = None,
    ) -> list[Hit]:
        """The best `k` sentences for a question, best first; fewer if there are fewer.

        `filter`: which documents are asked. `since`, `until` and `within`, if given, replace the
        filter's own. `today`: the day that "last year" in a question is counted from, by default
        the system's date. Raises QuestionError for a question that is too long or has no word,
        ValueError for a `k` below 1 or a malformed date, CorpusError if no document is in the
        filter's file or folder, and StoreError.
        """
        question = lexicon.clean_question(question)
        chosen = filter.narrow(since, until, within)
        return self.find(question, k, chosen, find_period(question, today or date.today()))

    def find(
        self, question: str, k: int, filter: Filter = NO_FILTER, period: Period | None = None
    ) -> list[Hit]:
        """As `retrieve`. `period`: the time that the question asks about; None for no time."""
        if k < 1:
            raise ValueError(f"k must be 1 or more, not {k!r}")
        bounds = _Bounds.of(filter, self._files)
        vector = self._embedder.embed_question(question)
        with self._snapshots.take() as snapshot:
            manifest = snapshot.manifest()
            manifest.require_model(self._embedder, self._snapshots.directory)
            if manifest.model is None:
                return []
            subset = self._select(snapshot, bounds)
            with self._ranking:
                ranked = rank(snapshot, Query(question, vector, subset, period))
            ranked = self._rerank(snapshot, question, ranked, period)[:k]
            rows = snapshot.sentences(each.id for each in ranked)
            documents = snapshot.documents(row.document for row in rows)
        return self._hits(ranked, rows, documents)

    def surroundings(self, document: Document, start: int, reach: int) -> list[Sentence]:
        """The sentence that starts at an offset, and up to `reach` others on either side.

        Empty if the index no longer has the document as it was.
        """
        with self._snapshots.take() as snapshot:
            found = self._find_row(snapshot, document)
            return snapshot.neighbours(found.id, start, reach) if found else []

    def holds(self, document: Document, sentence: Sentence) -> bool | None:
        """Whether the file of a document holds a sentence, and its neighbours, as they are cited.

        None if the file may not be read. None also if the index is ours and the file is slow to
        read, because of its format or size.
        """
        with self._snapshots.take() as snapshot:
            found = self._find_row(snapshot, document)
            if found is None:
                return False
            near = snapshot.neighbours(found.id, sentence.start, 1)
        return sentence in near and self._files.holds(found.path, document, near)

    def load(self) -> None:
        """Loads the models now, so that the first question need not wait for them."""
        self._embedder.embed_question("")
        if self._reader is not None:
            with suppress(ModelError):  # the first question reports it
                self._reader.read("", [Excerpt("", ("",))])

    def close(self) -> None:
        """Closes the index. A later question raises StoreError.

        A question that another thread has already asked may still be answered.
        """
        self._snapshots.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def _select(self, snapshot: Snapshot, bounds: "_Bounds") -> Subset | None:
        """The part of the index to search; None for all of it."""
        if bounds.paths is not None and not snapshot.count_documents(bounds.paths):
            named = corpora.list_names(self._files.roots)
            raise CorpusError(f"no document of {named} is in {bounds.within!r}")
        return snapshot.select(bounds.since, bounds.until, bounds.paths)

    def _rerank(
        self, snapshot: Snapshot, question: str, ranked: list[Ranked], period: Period | None
    ) -> list[Ranked]:
        """The sentences in the reader's order; in the given order if the reader cannot read."""
        if self._reader is None:
            return ranked
        try:
            return rerank(snapshot, self._reader, question, ranked, period)
        except ModelError as error:
            why = " ".join(str(error).split())
            self._on_notice(f"ordered by words and vectors alone: {why}")
            return ranked

    def _hits(
        self,
        ranked: Sequence[Ranked],
        rows: Sequence[StoredSentence],
        documents: Mapping[int, StoredDocument],
    ) -> list[Hit]:
        stale = {number: self._files.is_stale(document) for number, document in documents.items()}
        return [
            Hit(
                rank=number,
                score=found.score,
                signals=found.signals,
                document=self._files.document(documents[row.document]),
                sentence=row.sentence,
                answer=_span(row.sentence, found.answer),
                before=row.before,
                after=row.after,
                stale=stale[row.document],
            )
            for number, (found, row) in enumerate(zip(ranked, rows, strict=True), 1)
        ]

    def _find_row(self, snapshot: Snapshot, document: Document) -> StoredDocument | None:
        """The row of a document; None if the index no longer has it as it was."""
        alike = snapshot.documents_with(document.sha256)
        return next((each for each in alike if self._files.document(each) == document), None)


@dataclass(frozen=True, slots=True)
class _Bounds:
    """A filter as days and absolute paths."""

    since: str | None
    until: str | None
    paths: list[str] | None
    within: str | None
    """The name that the paths stand for."""

    @classmethod
    def of(cls, filter: Filter, files: CorpusFiles) -> Self:
        """The bounds that a filter sets. Raises ValueError for a malformed date."""
        return cls(
            day_range(filter.since)[0] if filter.since else None,
            day_range(filter.until)[1] if filter.until else None,
            None if filter.within is None else files.places(filter.within),
            filter.within,
        )


def _choose_embedder(
    manifest: Manifest, model: str | Embedder | None, on_notice: Callable[[str], None]
) -> Embedder:
    if isinstance(model, str):
        return named_embedder(model, on_notice=on_notice)
    if model is not None:
        return model
    return stored_embedder(manifest.model.name if manifest.model else None, on_notice)


def _choose_reader(reader: str | Reader | None, on_notice: Callable[[str], None]) -> Reader | None:
    if reader == SHIPPED:
        return shipped_reader(on_notice)
    return named_reader(reader) if isinstance(reader, str) else reader


def _span(sentence: Sentence, answer: tuple[int, int] | None) -> Span | None:
    if answer is None:
        return None
    first, last = answer
    return Span(sentence.text[first:last], sentence.start + first, sentence.start + last)
