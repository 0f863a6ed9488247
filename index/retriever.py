"""The read path: a question in, the best sentences out, each with its place."""

import logging
import os
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from datetime import date
from threading import Semaphore
from types import TracebackType
from typing import Self

from index import quotation
from index.embedders import Embedder, named_embedder, stored_embedder
from index.errors import CorpusError, ModelError
from index.ranking import Query, Ranked, rank
from index.readers import SHIPPED, Excerpt, Reader, named_reader, shipped_reader
from index.reading import read
from index.records import Document, Hit, Sentence, Span
from index.sources import corpus as corpora
from index.sources import freshness
from index.sources.corpus import Root
from index.sources.selection import Selection
from index.store import database, lookup
from index.store import scope as scopes
from index.store.pool import Pool
from index.store.scope import Scope
from index.store.store import Store, StoredDocument
from index.store.vectors import CROSSOVER, SharedVectors
from index.text import lexicon
from index.text.dates import period
from index.text.periods import asked
from index.vectors import VectorIndex

RANKED_AT_ONCE = 2
"""So many questions are ranked at a time, however many are asked: more wait for the interpreter at
each row that SQLite reads. Of eight threads on two cores, two rank 38 to 47 questions a second,
all eight 27 to 29."""

_log = logging.getLogger(__name__)


class Retriever:
    """Finds the sentences of an index that answer a question. Safe to use from several threads.

    It follows the index: what another process has synced is in the next answer.
    """

    def __init__(
        self,
        store: Store,
        embedder: Embedder,
        reader: Reader | None,
        roots: Sequence[Root],
        on_notice: Callable[[str], None],
        crossover: int = CROSSOVER,
        *,
        named: Sequence[Root] | None = None,
        is_ours: bool = True,
    ) -> None:
        self._stores = Pool(store)
        self._vectors = SharedVectors(crossover)
        self._ranking = Semaphore(RANKED_AT_ONCE)
        self._embedder = embedder
        self._reader = reader
        self._on_notice = on_notice
        self._readable = roots
        """The files and folders that files may be read of."""
        self._named = roots if named is None else named
        """Those of the index, as they are named in paths."""
        self._is_ours = is_ours

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
        Reader, or a sentence-transformers CrossEncoder by its name; None leaves the order to words
        and vectors. `corpus`: the same corpus as it is to be named in paths, where that differs
        from how the last sync named it. `is_ours`: False where somebody else may have written the
        index; then only files of `corpus` are read, and `holds` compares sentences of every
        format. `on_notice` is told, in a line for people, when an order is that of words and
        vectors because the reader cannot read, when a network has to be compiled first, and why it
        cannot be, and when the index is not finished; unless given, it is logged.
        Raises StoreError where there is no index or it is damaged, of a newer format or of another
        corpus, CorpusError for a path that is missing, and ModelError for another model than the
        index's and for a `reader` that there is none of.
        """
        directory = os.fspath(index)
        given = corpora.roots(corpus) if corpus is not None else ()
        with database.reported(directory):
            store = Store.read(directory)
            try:
                store.require_corpus(given)
                embedder = _embedder(store, model, on_notice)
                store.require_model(embedder)
                if store.synced() is None:
                    on_notice("the index does not hold all of its corpus yet; qa sync finishes it")
                named = given or tuple(map(corpora.nameable, store.roots()))
                return cls(
                    store,
                    embedder,
                    _reader(reader, on_notice),
                    named if is_ours else given,
                    on_notice,
                    named=named,
                    is_ours=is_ours,
                )
            except BaseException:
                store.close()
                raise

    @property
    def corpus(self) -> tuple[str, ...]:
        """The files and folders that the index is of, as they are named in paths."""
        return tuple(root.named for root in self._named)

    @property
    def selection(self) -> Selection:
        """Which of their files it is of."""
        with self._read() as store:
            return store.selection()

    @property
    def model(self) -> str:
        """The name of the model whose vectors are compared."""
        return self._embedder.name

    def count(self, within: str | None = None) -> int:
        """How many documents there are, or are in a file or folder named as for `retrieve`."""
        paths = None if within is None else self._places(within)
        with self._read() as store:
            return scopes.count(store.db, paths)

    def documents(self) -> list[tuple[Document, int]]:
        """Every document with its number of sentences, by path."""
        with self._read() as store:
            counts = lookup.counts(store.db)
            return [
                (self._document(document), counts[number])
                for number, document in store.documents().items()
            ]

    def retrieve(
        self,
        question: str,
        k: int = 5,
        *,
        since: str | None = None,
        until: str | None = None,
        within: str | None = None,
        today: date | None = None,
    ) -> list[Hit]:
        """The best `k` sentences for a question, best first; fewer where there are fewer.

        `since`, `until`: only documents that state a date in this period, both ends included:
        ISO 8601 years, months or days. `within`: only what is in this file or folder, named from
        the working directory or from within the corpus. `today`: what "last year" in a question
        is counted from, by default the day it is. Raises QuestionError for a question without a
        word or too long, ValueError for a `k` below 1 or a malformed date, CorpusError where no
        document is `within`, StoreError.
        """
        question = lexicon.checked(question)
        if k < 1:
            raise ValueError(f"k is 1 or more, not {k!r}")
        days = (period(since)[0] if since else None, period(until)[1] if until else None)
        vector = self._embedder.embed_question(question)
        with self._read() as store:
            vectors = self._seen(store)
            if vectors is None:
                return []
            scope = self._scope(store, days, within)
            query = Query(question, vector, scope, asked(question, today or date.today()))
            with self._ranking:
                ranked = rank(store, query, *vectors)
            ranked = self._reread(store, query, ranked)[:k]
            rows = lookup.sentences(store.db, [found.id for found in ranked])
            documents = store.chosen(row.document for row in rows)
        stale = {number: self._is_stale(document) for number, document in documents.items()}
        return [
            Hit(
                rank=number,
                score=found.score,
                signals=found.signals,
                document=self._document(documents[row.document]),
                sentence=row.sentence,
                answer=_span(row.sentence, found.answer),
                before=row.before,
                after=row.after,
                stale=stale[row.document],
            )
            for number, (found, row) in enumerate(zip(ranked, rows, strict=True), 1)
        ]

    def surroundings(self, document: Document, start: int, reach: int) -> list[Sentence]:
        """The sentence that starts at an offset, and up to `reach` others on either side.

        Empty where the document is no longer in the index as it was.
        """
        with self._read() as store:
            found = self._same(store, document)
            return lookup.surroundings(store.db, found.id, start, reach) if found else []

    def holds(self, document: Document, sentence: Sentence) -> bool | None:
        """Whether the file of a document holds a sentence, and its neighbours, as they are cited.

        None where that is not looked into: the file may not be read, or is of a format, or so
        large, that reading it takes long and the index is ours.
        """
        with self._read() as store:
            found = self._same(store, document)
            if found is None:
                return False
            near = lookup.surroundings(store.db, found.id, sentence.start, 1)
        if sentence not in near:
            return False
        if not corpora.holds(self._readable, found.path):
            return False if self._readable else None
        return quotation.holds(found.path, document, near, costs=not self._is_ours)

    def load(self) -> None:
        """Loads now what the first question would have to wait for."""
        self._embedder.embed_question("")
        if self._reader is not None:
            with suppress(ModelError):  # the first question says it
                self._reader.read("", [Excerpt("", ("",))])

    def close(self) -> None:
        """Lets go of the index. What is asked from then on raises StoreError; what other threads
        have asked before may still be answered."""
        self._stores.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    @contextmanager
    def _read(self) -> Iterator[Store]:
        """The store as it is at one moment, for this thread alone."""
        with (
            database.reported(self._stores.directory),
            self._stores.borrowed() as store,
            store.snapshot(),
        ):
            yield store

    def _seen(self, store: Store) -> tuple[VectorIndex, VectorIndex] | None:
        """The vectors of sentences and of passages as a store is read; None before the first.

        Raises ModelError where they are of another model by now.
        """
        store.require_model(self._embedder)
        model = store.model()
        return self._vectors.seen(store.db, store.version(), model.dimension) if model else None

    def _scope(
        self, store: Store, days: tuple[str | None, str | None], within: str | None
    ) -> Scope | None:
        """The part of the index that is asked; None for all of it."""
        if within is None:
            return scopes.dated(store.db, *days) if any(days) else None
        paths = self._places(within)
        if not scopes.count(store.db, paths):
            raise CorpusError(f"no document of {corpora.listed(self._named)} is in {within!r}")
        return scopes.placed(store.db, paths, *days)

    def _places(self, within: str) -> list[str]:
        """The absolute paths that a file or folder may have."""
        named = os.path.expanduser(within)
        try:
            paths = [os.path.realpath(os.path.join(place, named)) for place in self._folders()]
        except ValueError:  # a character that no path has
            return []
        return [path for path in dict.fromkeys(paths) if _is_text(path)]

    def _folders(self) -> list[str]:
        """Where a relative path may begin: the working directory, then the corpus."""
        return ["", *(root.path for root in self._named)]

    def _reread(self, store: Store, query: Query, ranked: list[Ranked]) -> list[Ranked]:
        """The order after the best passages were read; the same where the reader cannot."""
        if self._reader is None:
            return ranked
        try:
            return read(
                store,
                self._reader,
                query.question,
                ranked,
                store.chosen,
                query.period,
            )
        except ModelError as error:
            why = " ".join(str(error).split())
            self._on_notice(f"ordered by words and vectors alone: {why}")
            return ranked

    def _same(self, store: Store, document: Document) -> StoredDocument | None:
        """The row of a document; None where it is no longer in the index as it was."""
        alike = store.alike(document.sha256)
        return next((stored for stored in alike if self._document(stored) == document), None)

    def _is_stale(self, document: StoredDocument) -> bool:
        """Whether a document's file is known to be another by now."""
        if not self._readable:
            return False
        if not corpora.holds(self._readable, document.path):
            return True
        return freshness.is_stale(document.path, document.sha256, document.stamp)

    def _document(self, stored: StoredDocument) -> Document:
        path = corpora.named_path(stored.path, self._named)
        return Document(path, stored.title, stored.date, stored.sha256, stored.record)


def _embedder(
    store: Store, model: str | Embedder | None, on_notice: Callable[[str], None]
) -> Embedder:
    if isinstance(model, str):
        return named_embedder(model, on_notice=on_notice)
    if model is not None:
        return model
    stored = store.model()
    return stored_embedder(stored.name if stored else None, on_notice)


def _reader(reader: str | Reader | None, on_notice: Callable[[str], None]) -> Reader | None:
    if reader == SHIPPED:
        return shipped_reader(on_notice)
    return named_reader(reader) if isinstance(reader, str) else reader


def _is_text(path: str) -> bool:
    """Whether a path can be looked for: none that is not UTF-8 is ever indexed."""
    try:
        path.encode("utf-8")
    except UnicodeEncodeError:
        return False
    return True


def _span(sentence: Sentence, answer: tuple[int, int] | None) -> Span | None:
    if answer is None:
        return None
    first, last = answer
    return Span(sentence.text[first:last], sentence.start + first, sentence.start + last)
