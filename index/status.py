"""What an index says of itself, and how far it is from the files it is of."""

import os
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from index import changes, corpus, database
from index.corpus import Remark, Root
from index.store import Store, StoredModel
from index.vectors.table import count


@dataclass(frozen=True, slots=True)
class Status:
    """An index and its corpus, at one moment."""

    corpus: tuple[str, ...]
    """As it is named."""
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


def status(index: str | os.PathLike[str], roots: Sequence[Root] = ()) -> Status:
    """The status of the index in a directory. `roots`: its corpus as it is to be named.

    Files are looked at, none is written. Raises StoreError and CorpusError.
    """
    directory = os.fspath(index)
    with database.reported(directory), Store.read(directory) as store:
        named = tuple(roots) or store.roots()
        with store.snapshot():
            ahead = changes.compare(store, named, corpus.walk(named, store.selection()))
            # Tried again by the next sync, and most often refused again.
            refused = [(file, known) for file, known in ahead.pending if known and known.reason]
            files = [file for file in store.files().values() if file.reason is None]
            (documents,) = store.db.execute("SELECT count(*) FROM document").fetchone()
            return Status(
                corpus=tuple(root.named for root in named),
                directory=directory,
                size_bytes=sum(path.stat().st_size for path in _files(directory)),
                synced=store.synced(),
                model=store.model(),
                files=len(files),
                documents=documents,
                sentences=count(store.db, "sentence"),
                passages=count(store.db, "passage"),
                skipped=(
                    *ahead.skipped,
                    *(Remark(file.shown, known.reason) for file, known in refused if known.reason),
                ),
                new=tuple(file.shown for file, known in ahead.pending if not known),
                changed=tuple(
                    file.shown for file, known in ahead.pending if known and not known.reason
                ),
                gone=tuple(shown for shown, _ in ahead.gone),
            )


def _files(directory: str) -> list[Path]:
    return [path for path in Path(directory).iterdir() if path.is_file()]
