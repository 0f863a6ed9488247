"""Files in, extracted text out: the whole way from a file's name and bytes to its documents."""

import logging
import re
from dataclasses import replace

from index.errors import LoadError
from index.loaders import isolation
from index.loaders.failures import refusal
from index.loaders.formats import HEAD_BYTES, Format, recognized, require_library
from index.loaders.isolation import Worker
from index.loaders.limits import require_chars, require_size
from index.records import Extract

_log = logging.getLogger(__name__)

_UNSTORABLE = re.compile("[\0\ud800-\udfff]")


def require_format(name: str, head: bytes, size_bytes: int) -> Format:
    """The format of a file, told from its name and first HEAD_BYTES before the rest is read.

    Raises LoadError if there is no loader for it, it is too large, or a library is missing.
    """
    format = recognized(name, head)
    require_size(size_bytes, format.max_bytes)
    require_library(format)
    return format


def load(name: str, data: bytes, worker: Worker | None = None) -> tuple[Extract, ...]:
    """The documents in a file called `name` that holds `data`, at least one.

    `worker`: the process for files that are not read in this one, by default a shared process.
    Raises LoadError with a reason that fits in a list: the file has no loader, is too large, empty,
    damaged, encrypted, no text, or in an unknown encoding, or its loader fails.
    """
    format = require_format(name, data[:HEAD_BYTES], len(data))
    try:
        found = isolation.read(format, name, data, worker)
    except LoadError:
        raise
    except Exception as error:  # a loader may raise anything, and that refuses only this file
        _log.debug("reading %s", name, exc_info=True)
        raise refusal(error) from error
    filled = tuple(_make_storable(extract) for extract in found if extract.text.strip())
    if not filled:
        raise LoadError("empty")
    require_chars(sum(len(extract.text) for extract in filled))
    return filled


def _make_storable(extract: Extract) -> Extract:
    """The Extract with U+FFFD for zeros and lone surrogates, which no database stores as text.

    Each is replaced by one character, so offsets stay true.
    """
    fields = (extract.text, extract.title, extract.record, extract.notice or "")
    if not any(map(_UNSTORABLE.search, fields)):
        return extract
    text, title, record, notice = (
        _UNSTORABLE.sub("\N{REPLACEMENT CHARACTER}", field) for field in fields
    )
    return replace(extract, text=text, title=title, record=record, notice=notice or None)
