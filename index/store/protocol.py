"""The protocols of a store: what an engine has to offer so that an index can live in it.

SQLite's implementations are in `pool`, `snapshots` and `writer`. tests/index/store/contract.py
tests the protocols, so it can test another engine too.
"""

from collections.abc import Collection, Iterable, Sequence
from contextlib import AbstractContextManager
from typing import Protocol

from index.records import Sentence
from index.segmentation import SegmentedFile
from index.sources.freshness import Stamp
from index.store.manifest import Manifest
from index.store.rows import (
    Candidates,
    DatedSentence,
    Refusal,
    StoredDocument,
    StoredFile,
    StoredPassage,
    StoredSentence,
    Subset,
    Surroundings,
    Term,
    Weighted,
)
from index.vectors import Level, Vectors
from index.vectors.digests import Known


class Snapshot(Protocol):
    """An index as it is at one moment, for one thread, with the reads that a question needs.

    Ids are the engine's own. Sentences and passages of one document have consecutive ids, and no
    id is ever used twice. Every method raises DamageError if a row that it needs is missing or is
    not as it was written.
    """

    def manifest(self) -> Manifest:
        """What the index says about itself."""

    def documents(self, ids: Iterable[int] | None = None) -> dict[int, StoredDocument]:
        """The documents with these ids, by id; without ids, all of them in the order of their
        paths."""

    def documents_with(self, sha256: str) -> list[StoredDocument]:
        """The documents of the files with this content."""

    def count_documents(self, paths: Sequence[str] | None = None) -> int:
        """How many documents there are in all, or in these files and folders (absolute paths)."""

    def select(
        self, since: str | None, until: str | None, paths: Sequence[str] | None
    ) -> Subset | None:
        """The part of the index within these bounds; None if there are no bounds.

        It has the documents that state a date between two ISO days, both included, and are in
        these files and folders, given as absolute paths. A document dated `2021` may lie in any
        part of that year. One without a date is left out if a day is given.
        """

    def count_words(self, words: Iterable[str]) -> list[Term]:
        """The words, each with the number of sentences that hold it."""

    def search(
        self,
        terms: Sequence[Term],
        vector: Vectors,
        limits: tuple[int, int],
        subset: Subset | None,
    ) -> Candidates:
        """The best sentences by words, by their own vectors, and by those of their passages.

        `vector`: shape (dimension,), of length 1. `limits`: the first is how many sentences to find
        by words, and again by vectors; the second is how many passages to find, all sentences of
        which count. `subset`: the part of the index to search; None for all of it.
        """

    def surround(self, sentences: Collection[int]) -> Surroundings:
        """The passages that hold these sentences, each with all of its sentences."""

    def weigh(self, terms: Iterable[Term], sentences: Collection[int]) -> list[Weighted]:
        """The words, weighted by rarity, each with those of these sentences that hold it.

        The weight of a word is the inverse document frequency of Lucene's BM25. Words with the
        same stem count as one.
        """

    def cosines(self, level: Level, vector: Vectors, ids: Collection[int]) -> dict[int, float]:
        """The cosine of each of these sentences or passages with `vector`, -1 to 1."""

    def dates(self, sentences: Collection[int]) -> list[DatedSentence]:
        """These sentences, each with the days that it may date from: as the innermost heading above
        it with a date says, else as its document does."""

    def passages(self, ids: Sequence[int]) -> list[StoredPassage]:
        """The texts of these passages, in the order of the ids."""

    def sentences(self, ids: Iterable[int]) -> list[StoredSentence]:
        """These sentences, each with its place and neighbours, in the order of the ids."""

    def neighbours(self, document: int, start: int, reach: int) -> list[Sentence]:
        """The sentence of a document that starts at an offset, with up to `reach` others on either
        side; empty if none starts there."""


class Snapshots(Protocol):
    """An index open for reading. Safe to use from several threads."""

    @property
    def directory(self) -> str:
        """Where the index is, as messages show it."""

    def take(self) -> AbstractContextManager[Snapshot]:
        """A snapshot of the index as it is now.

        Raises StoreError, also for damage found inside the block.
        """

    def close(self) -> None:
        """Closes the index. `take` raises StoreError from then on."""


class Writer(Protocol):
    """An index open for writing, by one writer at a time."""

    def transaction(self) -> AbstractContextManager[None]:
        """Writes all of the block or nothing. Inside another transaction it is part of that one."""

    def state(self) -> object:
        """A value that changes whenever a sync writes anything."""

    def manifest(self) -> Manifest:
        """What the index says about itself."""

    def set_manifest(self, manifest: Manifest) -> None:
        """Replaces the manifest."""

    def files(self) -> dict[str, StoredFile]:
        """Every file that a sync has looked at, by its path."""

    def put(self, files: Sequence[SegmentedFile], vectors: Known) -> None:
        """Adds files that have at least one document each. Their paths must be new.

        `vectors`: those of all their texts, by digest.
        """

    def refuse(self, refusal: Refusal) -> None:
        """Records why a file has no document. Its path must be new."""

    def count_try(self, file: int) -> None:
        """Counts another failed try to read a file, and leaves its documents as they are."""

    def recognise(self, file: int, stamp: Stamp | None) -> None:
        """Replaces the stamp that later syncs compare to see whether a file changed."""

    def remove(self, files: Iterable[int]) -> None:
        """Removes files, with their documents and vectors."""

    def clear(self) -> None:
        """Removes every file, and the manifest."""

    def vectors_of(self, path: str, sha256: str) -> Known:
        """The stored vectors of the file at a path and of files with this content, by digest."""

    def keep(self, vectors: Known) -> None:
        """Keeps vectors of files that are not written yet, in case the sync is interrupted."""

    def read_kept(self) -> Known:
        """The vectors kept since the last `release`."""

    def release(self) -> None:
        """Deletes the kept vectors."""

    def tidy(self, *, shrank: bool) -> None:
        """Cleans up after many changes. `shrank`: whether files were removed."""
