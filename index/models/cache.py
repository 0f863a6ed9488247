"""The user's cache directory, for what takes long to make and can be made again at any time."""

import json
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any


def path(name: str) -> Path:
    """The path of an entry, whether the entry exists or not."""
    from platformdirs import user_cache_path

    return user_cache_path("cited-qa", appauthor=False) / name


@contextmanager
def new_entry(name: str) -> Iterator[Path]:
    """A new directory to write an entry into. At the end it replaces the entry `name`.

    Afterwards the whole entry is on disk, or what was there before if an error was raised. Of two
    processes that make the same entry at once, one wins. Raises OSError.
    """
    entry = path(name)
    entry.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    with tempfile.TemporaryDirectory(prefix=".new-", dir=entry.parent) as work:
        fresh = Path(work, "fresh")
        fresh.mkdir()
        yield fresh
        # No system call replaces a directory that is not empty, so the old one is moved first.
        with suppress(FileNotFoundError):
            entry.rename(Path(work, "before"))
        try:
            fresh.rename(entry)
        except OSError:
            if not entry.is_dir():  # else another process was quicker
                raise


def recall(name: str) -> Any:
    """The value remembered under `name`; None if there is none or it is damaged."""
    try:
        return json.loads(path(name).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None


def remember(name: str, value: Any) -> None:
    """Stores a value that JSON can hold under `name`. Does nothing if the cache is read-only."""
    file = path(name)
    with suppress(OSError):
        file.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        with tempfile.TemporaryDirectory(prefix=".new-", dir=file.parent) as work:
            fresh = Path(work, "fresh")
            fresh.write_text(json.dumps(value), encoding="utf-8")
            fresh.replace(file)
