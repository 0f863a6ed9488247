"""What gzip has packed: unpacked as far as it may be, and read as what it then is."""

import zlib
from pathlib import PurePath

from index.errors import LoadError
from index.loaders.formats import GZIP, HEAD_BYTES, Format, recognized, require_library
from index.loaders.limits import require_size

CHUNK_BYTES = 1_000_000


def unpacked(name: str, data: bytes) -> tuple[Format, str, bytes]:
    """The format, name and bytes of the file in a gzip file called `name`.

    No more of it is unpacked than a file of its format may hold. Raises LoadError.
    """
    inner = PurePath(name).name
    inner = inner[:-3] if inner.lower().endswith(".gz") else inner
    format = recognized(inner, _inflated(data, HEAD_BYTES))
    if format is GZIP:
        raise LoadError("packed by gzip twice")
    require_library(format)
    contents = _inflated(data, format.max_bytes + 1)
    require_size(len(contents), format.max_bytes, "unpacked, ")
    return format, inner, contents


def _inflated(data: bytes, most: int) -> bytes:
    """The first `most` bytes of all members of a gzip file together."""
    found = bytearray()
    while data and len(found) < most:
        inflater = zlib.decompressobj(wbits=31)
        try:
            while data and not inflater.eof and len(found) < most:
                found += inflater.decompress(data, min(CHUNK_BYTES, most - len(found)))
                data = inflater.unconsumed_tail
        except zlib.error as error:
            raise LoadError("a damaged gzip file") from error
        if len(found) < most and not inflater.eof:
            raise LoadError("a gzip file that ends too soon")
        data = inflater.unused_data.lstrip(b"\0")  # what tape drives pad with
    return bytes(found)
