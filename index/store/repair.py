"""A damaged index mended: what can be derived is derived, the rest is left for a sync to read."""

import os
from collections.abc import Iterable

from index.errors import StoreError
from index.store import database, fulltext, reuse
from index.store.store import Store
from index.store.table import VectorTable
from index.vectors import LEVELS


def model_of(index: str | os.PathLike[str]) -> str | None:
    """The name of the model that an index was made with, if it can still be read."""
    directory = os.fspath(index)
    try:
        with database.reported(directory), Store.read(directory) as store:
            model = store.model()
            return model.name if model else None
    except StoreError:
        return None


def mend(index: str | os.PathLike[str], files: Iterable[int]) -> None:
    """Takes out these files, by their ids, and derives anew all that follows from the rows left.

    The next sync reads the files again. For the one who holds the lock. Raises StoreError.
    """
    directory = os.fspath(index)
    with database.reported(directory), Store.write(directory) as store, store.transaction():
        db, model = store.db, store.model()
        db.executemany("DELETE FROM file WHERE id = ?", [(file,) for file in files])
        db.execute("DELETE FROM document WHERE file_id NOT IN (SELECT id FROM file)")
        for level in LEVELS:
            db.execute(f"DELETE FROM {level} WHERE document_id NOT IN (SELECT id FROM document)")
        reuse.release(db)
        fulltext.clear(db)
        fulltext.add(db, 0, (1 << 63) - 1)
        for level in LEVELS:
            db.execute(f"DELETE FROM {level}_vector WHERE id NOT IN (SELECT id FROM {level})")
            if model is not None:
                VectorTable(db, level, model.dimension).redraw()
