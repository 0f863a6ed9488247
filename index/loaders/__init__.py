"""Files in, extracted text out."""

import logging
import re
from dataclasses import dataclass, replace
from importlib.util import find_spec

from index.errors import LoadError
from index.loaders import isolation
from index.loaders.failures import refusal
from index.loaders.formats import (
    FORMATS,
    HEAD_BYTES,
    Format,
    recognized,
    require_library,
    table_digest,
)
from index.loaders.isolation import Worker, dismiss, is_plain
from index.loaders.limits import require_chars, require_size
from index.records import Extract

__all__ = [
    "EXTRACTION",
    "HEAD_BYTES",
    "LIBRARIES",
    "Abilities",
    "Worker",
    "abilities",
    "dismiss",
    "is_plain",
    "load",
    "require_format",
]

_log = logging.getLogger(__name__)

EXTRACTION = 3
"""To be raised when a loader makes another text of the same bytes: every file is read again."""

LIBRARIES = tuple(sorted({format.library for format in FORMATS if format.library}))
"""The optional libraries that loaders use, by the names they are imported by."""


@dataclass(frozen=True, slots=True)
class Abilities:
    """What can be read, as far as that differs from one installation to another."""

    extraction: int
    libraries: tuple[str, ...]
    formats: str
    """Of the table of formats, a digest: another where one is added."""


def abilities() -> Abilities:
    """Those of this installation."""
    libraries = tuple(name for name in LIBRARIES if find_spec(name))
    return Abilities(EXTRACTION, libraries, table_digest())


def require_format(name: str, head: bytes, size_bytes: int) -> Format:
    """The format of a file, told from its name and HEAD_BYTES of it, before the rest is read.

    Raises LoadError: not to be read, too large, or a library is missing.
    """
    format = recognized(name, head)
    require_size(size_bytes, format.max_bytes)
    require_library(format)
    return format


def load(name: str, data: bytes, worker: Worker | None = None) -> tuple[Extract, ...]:
    """The documents of a file called `name` that holds `data`, one at least.

    `worker`: the process that reads what is not read here, by default one that all share. Raises
    LoadError with a reason for a list: no reader for it, too large, empty, damaged, encrypted, not
    text, in an encoding that cannot be told, or a reader that fails on it.
    """
    format = require_format(name, data[:HEAD_BYTES], len(data))
    try:
        found = isolation.read(format, name, data, worker)
    except LoadError:
        raise
    except Exception as error:  # a file that a loader fails on is one more that is refused
        _log.debug("reading %s", name, exc_info=True)
        raise refusal(error) from error
    filled = tuple(_whole(extract) for extract in found if extract.text.strip())
    if not filled:
        raise LoadError("empty")
    require_chars(sum(len(extract.text) for extract in filled))
    return filled


def _whole(extract: Extract) -> Extract:
    """An Extract without halves of surrogate pairs and zeros, which no database takes as text.

    What takes their place is as long, so offsets stay true.
    """
    said = (extract.text, extract.title, extract.record, extract.notice or "")
    if not any(map(_ODD.search, said)):
        return extract
    text, title, record, notice = (_ODD.sub("\N{REPLACEMENT CHARACTER}", each) for each in said)
    return replace(extract, text=text, title=title, record=record, notice=notice or None)


_ODD = re.compile("[\0\ud800-\udfff]")
