"""The user's cache directory: what takes long to make, and can be made again at any time."""

import json
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any


def path(name: str) -> Path:
    """Where an entry is kept, whether it is there or not."""
    from platformdirs import user_cache_path

    return user_cache_path("cited-qa", appauthor=False) / name


@contextmanager
def made(name: str) -> Iterator[Path]:
    """A new directory to write an entry into; at the end it takes the place of the entry.

    On disk afterwards is the whole entry, or after an error what was there before. Of two
    processes that make the same entry at once, one has its way. Raises OSError.
    """
    entry = path(name)
    entry.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    with tempfile.TemporaryDirectory(prefix=".new-", dir=entry.parent) as work:
        fresh = Path(work, "fresh")
        fresh.mkdir()
        yield fresh
        # No call puts a directory in the place of a full one: what is there makes room first.
        with suppress(FileNotFoundError):
            entry.rename(Path(work, "before"))
        try:
            fresh.rename(entry)
        except OSError:
            if not entry.is_dir():  # else another process was quicker
                raise


def remembered(name: str) -> Any:
    """What was remembered under a name; None where nothing was, or it is damaged."""
    try:
        return json.loads(path(name).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None


def remember(name: str, value: Any) -> None:
    """Remembers a value that JSON can hold, if the cache can be written."""
    file = path(name)
    with suppress(OSError):
        file.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        with tempfile.TemporaryDirectory(prefix=".new-", dir=file.parent) as work:
            fresh = Path(work, "fresh")
            fresh.write_text(json.dumps(value), encoding="utf-8")
            fresh.replace(file)
