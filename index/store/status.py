"""What an index says of itself, and how far it is from the files it is of."""

import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from index.errors import StoreError, UnavailableError
from index.sources import corpus
from index.sources.corpus import Remark, Root, Why
from index.store import changes, database
from index.store.store import Store, StoredModel
from index.store.table import count


@dataclass(frozen=True, slots=True)
class Status:
    """An index and its corpus, at one moment."""

    corpus: tuple[str, ...]
    """As it is named."""
    is_compared: bool
    """Whether the files were looked at. If not, nothing is skipped, new, changed or gone."""
    directory: str
    size_bytes: int
    """Of the index on disk."""
    synced: datetime | None
    """When it was last changed to hold its corpus."""
    model: StoredModel | None
    files: int
    documents: int
    sentences: int
    passages: int
    skipped: tuple[Remark, ...]
    """What of the corpus is not in the index, and why."""
    new: tuple[str, ...]
    """Files that the next sync takes in for the first time."""
    changed: tuple[str, ...]
    gone: tuple[str, ...]
    left_out: Mapping[Why, int]
    """How many files and folders are not selected; what such a folder holds is not counted."""


def identity(index: str | os.PathLike[str]) -> str | None:
    """What tells the index in a directory from any other; None where there is none to be read."""
    try:
        with database.reported(os.fspath(index)), Store.read(index) as store:
            return store.identity()
    except StoreError:
        return None


def status(index: str | os.PathLike[str], roots: Sequence[Root] | None = None) -> Status:
    """The status of the index in a directory.

    `roots`: its corpus as it is to be named, by default what the index says. If it is empty, no
    file is looked at, which is right for an index that somebody else made. No file is written.
    Raises StoreError and CorpusError.
    """
    directory = os.fspath(index)
    with database.reported(directory), Store.read(directory) as store:
        named = store.roots() if roots is None else tuple(roots)
        with store.snapshot():
            ahead = (
                changes.compare(store, named, corpus.walk(named, store.selection()))
                if named
                else changes.NO_CHANGES
            )
            # Tried again by the next sync, and most often refused again.
            refused = [(file, known) for file, known in ahead.pending if known and known.reason]
            files = [file for file in store.files().values() if file.reason is None]
            (documents,) = store.db.execute("SELECT count(*) FROM document").fetchone()
            return Status(
                corpus=tuple(root.named for root in named or store.roots()),
                is_compared=bool(named),
                directory=directory,
                size_bytes=_size(directory),
                synced=store.synced(),
                model=store.model(),
                files=len(files),
                documents=documents,
                sentences=count(store.db, "sentence"),
                passages=count(store.db, "passage"),
                skipped=(
                    *ahead.skipped,
                    *(
                        Remark(file.shown, changes.explained(known.reason, known.tries))
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
    """Of the files in a directory together, in bytes."""
    try:
        with os.scandir(directory) as files:
            return sum(file.stat().st_size for file in files if file.is_file())
    except OSError as error:
        reason = error.strerror or str(error)
        raise UnavailableError(f"cannot look at the index at {directory}: {reason}") from error
