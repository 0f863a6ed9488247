"""Repairs a damaged index: derives again what can be derived, and leaves the rest to a sync."""

import os
from collections.abc import Iterable

from index.errors import StoreError
from index.store import database, fulltext, vector_cache
from index.store.store import Store
from index.store.vector_table import VectorTable
from index.vectors import LEVELS


def read_model(index: str | os.PathLike[str]) -> str | None:
    """The name of the model that an index was built with; None if it cannot be read."""
    directory = os.fspath(index)
    try:
        with database.translate_errors(directory), Store.read(directory) as store:
            model = store.manifest().model
            return model.name if model else None
    except StoreError:
        return None


def mend(index: str | os.PathLike[str], files: Iterable[int]) -> None:
    """Removes these files, by id, and rebuilds all that derives from the other rows.

    The next sync reads the files again. The caller must hold the lock. Raises StoreError.
    """
    directory = os.fspath(index)
    with database.translate_errors(directory), Store.write(directory) as store, store.transaction():
        db, model = store.db, store.manifest().model
        db.executemany("DELETE FROM file WHERE id = ?", [(file,) for file in files])
        db.execute("DELETE FROM document WHERE file_id NOT IN (SELECT id FROM file)")
        for level in LEVELS:
            db.execute(f"DELETE FROM {level} WHERE document_id NOT IN (SELECT id FROM document)")
        vector_cache.release(db)
        fulltext.clear(db)
        fulltext.add(db, 0, (1 << 63) - 1)
        for level in LEVELS:
            db.execute(f"DELETE FROM {level}_vector WHERE id NOT IN (SELECT id FROM {level})")
            if model is not None:
                VectorTable(db, level, model.dimension).redraw()
