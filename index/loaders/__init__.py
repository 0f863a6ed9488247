"""Files in, extracted text out: a table from a file's suffix to the function that reads it."""

from importlib import import_module
from pathlib import PurePath

from index.errors import LoadError
from index.records import Extract

__all__ = ["LOADERS", "MAX_FILE_BYTES", "load", "require_loader"]

LOADERS = {
    ".markdown": "index.loaders.markdown:load",
    ".md": "index.loaders.markdown:load",
    ".text": "index.loaders.text:load",
    ".txt": "index.loaders.text:load",
}
"""Each loader takes the file's bytes and returns its Extract, or raises LoadError."""

MAX_FILE_BYTES = 10_000_000
"""Twice the King James Bible. A larger text file is a log or a dump, and takes hours to embed."""


def require_loader(name: str, size_bytes: int) -> str:
    """The loader's entry in the table. Raises LoadError: no loader for the suffix, or too large."""
    suffix = PurePath(name).suffix.lower()
    if suffix not in LOADERS:
        raise LoadError(f"no reader for {suffix} files" if suffix else "no reader for its type")
    if size_bytes > MAX_FILE_BYTES:
        raise LoadError(f"larger than {MAX_FILE_BYTES / 1e6:.0f} MB")
    return LOADERS[suffix]


def load(name: str, data: bytes) -> Extract:
    """The text of a file called `name` that holds `data`.

    Raises LoadError with a reason for a list: no loader for the suffix, too large, empty,
    not text, or in an encoding that cannot be told.
    """
    module, _, attribute = require_loader(name, len(data)).partition(":")
    extract: Extract = getattr(import_module(module), attribute)(data)
    if not extract.text.strip():
        raise LoadError("empty")
    return extract
