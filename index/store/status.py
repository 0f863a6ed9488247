"""The status of an index: what it holds, and how its corpus has changed since."""

import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from index.errors import StoreError, UnavailableError
from index.sources import corpus
from index.sources.corpus import Remark, Root, Why
from index.store import changes, database
from index.store.manifest import StoredModel
from index.store.store import Store
from index.store.vector_table import count


@dataclass(frozen=True, slots=True)
class Status:
    """An index and its corpus, at one moment."""

    corpus: tuple[str, ...]
    """The names of its files and folders."""
    is_compared: bool
    """Whether the files were looked at. If not, nothing is skipped, new, changed or gone."""
    directory: str
    size_bytes: int
    """The size of the index on disk."""
    synced: datetime | None
    """When a sync last changed it; None if it has never held all of its corpus."""
    model: StoredModel | None
    files: int
    documents: int
    sentences: int
    passages: int
    skipped: tuple[Remark, ...]
    """What the index does not hold of the corpus, and why."""
    new: tuple[str, ...]
    """Files that the next sync will add."""
    changed: tuple[str, ...]
    gone: tuple[str, ...]
    left_out: Mapping[Why, int]
    """How many files and folders are not selected. What such a folder holds is not counted."""


def identity(index: str | os.PathLike[str]) -> str | None:
    """The identity of the index in a directory, different from any other's; None if unreadable."""
    try:
        with database.translate_errors(os.fspath(index)), Store.read(index) as store:
            return store.manifest().identity
    except StoreError:
        return None


def status(index: str | os.PathLike[str], roots: Sequence[Root] | None = None) -> Status:
    """The status of the index in a directory.

    `roots`: the corpus as the status is to name it, by default as the index names it. If it is
    empty, no file is looked at: this suits an index that somebody else made. Writes nothing.
    Raises StoreError and CorpusError.
    """
    directory = os.fspath(index)
    with (
        database.translate_errors(directory),
        Store.read(directory) as store,
        store.snapshot(),
    ):
        manifest, stored = store.manifest(), store.files()
        named = manifest.roots if roots is None else tuple(roots)
        manifest.require_corpus(named, directory)
        ahead = changes.NO_CHANGES
        if named:
            listing = corpus.walk(named, manifest.selection)
            ahead = changes.compare(manifest, stored, named, listing)
        # The next sync tries these again, and most often refuses them again.
        refused = [(file, known) for file, known in ahead.pending if known and known.reason]
        (documents,) = store.db.execute("SELECT count(*) FROM document").fetchone()
        return Status(
            corpus=tuple(root.named for root in named or manifest.roots),
            is_compared=bool(named),
            directory=directory,
            size_bytes=_size(directory),
            synced=manifest.synced,
            model=manifest.model,
            files=sum(file.reason is None for file in stored.values()),
            documents=documents,
            sentences=count(store.db, "sentence"),
            passages=count(store.db, "passage"),
            skipped=(
                *ahead.skipped,
                *(
                    Remark(file.shown, changes.explain(known.reason, known.tries))
                    for file, known in refused
                    if known.reason
                ),
            ),
            new=tuple(file.shown for file, known in ahead.pending if not known),
            changed=tuple(
                file.shown for file, known in ahead.pending if known and not known.reason
            ),
            gone=tuple(shown for shown, _ in ahead.gone),
            left_out=ahead.left_out,
        )


def _size(directory: str) -> int:
    """The size of all files in a directory, in bytes."""
    try:
        with os.scandir(directory) as files:
            return sum(file.stat().st_size for file in files if file.is_file())
    except OSError as error:
        reason = error.strerror or str(error)
        raise UnavailableError(f"cannot look at the index at {directory}: {reason}") from error
