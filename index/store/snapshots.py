"""Snapshots of an index in SQLite, with the reads that a question needs."""

from collections.abc import Collection, Iterable, Sequence
from functools import cached_property

from index.errors import DamageError
from index.records import Sentence
from index.store import filters, fulltext, queries
from index.store.manifest import Manifest
from index.store.rows import (
    Candidates,
    DatedSentence,
    StoredDocument,
    StoredPassage,
    StoredSentence,
    Subset,
    Surroundings,
    Term,
    Weighted,
)
from index.store.store import Store
from index.store.vectors import SharedVectors
from index.vectors import Level, VectorIndex, Vectors


class SQLiteSnapshot:
    """Implements the Snapshot protocol. It is valid as long as the store's own snapshot."""

    def __init__(self, store: Store, shared: SharedVectors) -> None:
        self._store = store
        self._shared = shared

    def manifest(self) -> Manifest:
        """What the index says about itself."""
        return self._store.manifest()

    def documents(self, ids: Iterable[int] | None = None) -> dict[int, StoredDocument]:
        """The documents with these ids, by id, or all in the order of their paths."""
        return self._store.documents(ids)

    def documents_with(self, sha256: str) -> list[StoredDocument]:
        """The documents of the files with this content."""
        return self._store.documents_with(sha256)

    def count_documents(self, paths: Sequence[str] | None = None) -> int:
        """How many documents there are in all, or in these files and folders."""
        return filters.count(self._store.db, paths)

    def select(
        self, since: str | None, until: str | None, paths: Sequence[str] | None
    ) -> Subset | None:
        """The part of the index in a period and in these files and folders."""
        return filters.select(self._store.db, since, until, paths)

    def count_words(self, words: Iterable[str]) -> list[Term]:
        """The words, each with the number of sentences that hold it, up to fulltext.POSTINGS."""
        return fulltext.count(self._store.db, words)

    def search(
        self,
        terms: Sequence[Term],
        vector: Vectors,
        limits: tuple[int, int],
        subset: Subset | None,
    ) -> Candidates:
        """The best sentences by words, by their own vectors, and by those of their passages."""
        sentences, passages = self._vectors["sentence"], self._vectors["passage"]
        within = subset.sentences if subset else None
        near = sentences.search(vector, limits[0], within)
        around = passages.search(vector, limits[1], subset.passages if subset else None)
        ids = {
            *fulltext.search(self._store.db, terms, limits[0], within),
            *near,
            *(s for held in queries.members(self._store.db, around).values() for s in held),
        }
        return Candidates(ids, near, around)

    def surround(self, sentences: Collection[int]) -> Surroundings:
        """The passages that hold these sentences, each with all of its sentences."""
        db = self._store.db
        members = queries.members(db, queries.passages_of(db, sentences))
        everyone = {sentence for held in members.values() for sentence in held}
        if len(everyone) != sum(map(len, members.values())) or not set(sentences) <= everyone:
            raise DamageError("passages that overlap, or do not hold their sentences")
        return Surroundings(members, queries.uncited(db, everyone))

    def weigh(self, terms: Iterable[Term], sentences: Collection[int]) -> list[Weighted]:
        """The words, weighted by how rare they are, each with the sentences that hold it."""
        return fulltext.weigh(self._store.db, terms, sentences)

    def cosines(self, level: Level, vector: Vectors, ids: Collection[int]) -> dict[int, float]:
        """The cosine of each of these sentences or passages with a vector."""
        return self._vectors[level].scores(vector, ids)

    def dates(self, sentences: Collection[int]) -> list[DatedSentence]:
        """These sentences, each with the days that its document may date from."""
        return queries.dates(self._store.db, sentences)

    def passages(self, ids: Sequence[int]) -> list[StoredPassage]:
        """The texts of these passages, in the order of the ids."""
        return queries.passages(self._store.db, ids)

    def sentences(self, ids: Iterable[int]) -> list[StoredSentence]:
        """These sentences, each with its place and neighbours, in the order of the ids."""
        return queries.sentences(self._store.db, ids)

    def neighbours(self, document: int, start: int, reach: int) -> list[Sentence]:
        """The sentence of a document that starts at an offset, with others on either side."""
        return queries.neighbours(self._store.db, document, start, reach)

    @cached_property
    def _vectors(self) -> dict[Level, VectorIndex]:
        model = self._store.manifest().model
        if model is None:
            raise DamageError("an index without a model, so without vectors")
        return self._shared.at(self._store.db, self._store.version(), model.dimension)
