"""Files in, extracted text out."""

from dataclasses import dataclass
from importlib.util import find_spec

from index.errors import LoadError
from index.loaders import isolation
from index.loaders.formats import FORMATS, HEAD_BYTES, Format, recognized, require_library
from index.loaders.isolation import abort, dismiss
from index.loaders.limits import require_chars, require_size
from index.records import Extract

__all__ = [
    "EXTRACTION",
    "HEAD_BYTES",
    "LIBRARIES",
    "Abilities",
    "abilities",
    "abort",
    "dismiss",
    "load",
    "require_format",
]

EXTRACTION = 2
"""To be raised when a loader makes another text of the same bytes: every file is read again."""

LIBRARIES = tuple(sorted({format.library for format in FORMATS if format.library}))
"""The optional libraries that loaders use, by the names they are imported by."""


@dataclass(frozen=True, slots=True)
class Abilities:
    """What can be read, as far as that differs from one installation to another."""

    extraction: int
    libraries: tuple[str, ...]


def abilities() -> Abilities:
    """Those of this installation."""
    return Abilities(EXTRACTION, tuple(name for name in LIBRARIES if find_spec(name)))


def require_format(name: str, head: bytes, size_bytes: int) -> Format:
    """The format of a file, told from its name and HEAD_BYTES of it, before the rest is read.

    Raises LoadError: not to be read, too large, or a library is missing.
    """
    format = recognized(name, head)
    require_size(size_bytes, format.max_bytes)
    require_library(format)
    return format


def load(name: str, data: bytes) -> tuple[Extract, ...]:
    """The documents of a file called `name` that holds `data`, one at least.

    Raises LoadError with a reason for a list: no reader for it, too large, empty, damaged,
    encrypted, not text, or in an encoding that cannot be told.
    """
    format = require_format(name, data[:HEAD_BYTES], len(data))
    filled = tuple(e for e in isolation.read(format, name, data) if e.text.strip())
    if not filled:
        raise LoadError("empty")
    require_chars(sum(len(extract.text) for extract in filled))
    return filled
