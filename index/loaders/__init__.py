"""Files in, extracted text out: a table from a file's suffix to the function that reads it."""

from dataclasses import dataclass
from importlib import import_module
from importlib.util import find_spec
from pathlib import PurePath

from index.errors import LoadError
from index.records import Extract

__all__ = ["LOADERS", "MAX_FILE_BYTES", "Abilities", "abilities", "load", "require_loader"]

LOADERS = {
    ".markdown": "index.loaders.markdown:load",
    ".md": "index.loaders.markdown:load",
    ".text": "index.loaders.text:load",
    ".txt": "index.loaders.text:load",
}
"""Each loader takes a file's bytes and returns the Extracts of the documents in it, most often of
one, or raises LoadError."""

MAX_FILE_BYTES = 10_000_000
"""Twice the King James Bible. A larger text file is a log or a dump, and takes hours to embed."""


EXTRACTION = 1
"""To be raised when a loader makes another text of the same bytes: every file is read again."""

LIBRARIES: tuple[str, ...] = ()
"""The optional libraries that loaders use, by the names they are imported by."""


@dataclass(frozen=True, slots=True)
class Abilities:
    """What can be read, as far as that differs from one installation to another."""

    extraction: int
    libraries: tuple[str, ...]


def abilities() -> Abilities:
    """Those of this installation."""
    return Abilities(EXTRACTION, tuple(name for name in LIBRARIES if find_spec(name)))


def require_loader(name: str, size_bytes: int) -> str:
    """The loader's entry in the table. Raises LoadError: no loader for the suffix, or too large."""
    suffix = PurePath(name).suffix.lower()
    if suffix not in LOADERS:
        raise LoadError(f"no reader for {suffix} files" if suffix else "no reader for its type")
    if size_bytes > MAX_FILE_BYTES:
        raise LoadError(f"larger than {MAX_FILE_BYTES / 1e6:.0f} MB")
    return LOADERS[suffix]


def load(name: str, data: bytes) -> tuple[Extract, ...]:
    """The documents of a file called `name` that holds `data`, one at least.

    Raises LoadError with a reason for a list: no loader for the suffix, too large, empty,
    not text, or in an encoding that cannot be told.
    """
    module, _, attribute = require_loader(name, len(data)).partition(":")
    found: tuple[Extract, ...] = getattr(import_module(module), attribute)(data)
    filled = tuple(extract for extract in found if extract.text.strip())
    if not filled:
        raise LoadError("empty")
    return filled
