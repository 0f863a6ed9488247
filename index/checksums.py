"""What rows are checked by, so that a damaged one is never shown as what a file says.

A checksum tells damage, not ill will: whoever makes a row can make the checksum that goes with it.
"""

from zlib import crc32

from index.errors import DamageError
from index.vectors.directions import Bytes


def require(kind: type | tuple[type, ...], *values: object) -> None:
    """Raises DamageError unless all values are of a type: a column of SQLite may hold any."""
    kinds = kind if isinstance(kind, tuple) else (kind,)
    if not set(map(type, values)) <= set(kinds):
        raise DamageError("a value of another type than is ever written")


def of_sentence(document: int, start: int, end: int, line: int, page: int | None, text: str) -> int:
    """The checksum of a sentence's row: of what it says, and of where that is said to stand."""
    return _of(str(document), str(start), str(end), str(line), str(page), text)


def of_document(path: str, sha256: str, record: str, title: str, date: str | None) -> int:
    """The checksum of what is shown of a document."""
    return _of(path, sha256, record, title, str(date))


def of_vectors(sentences: Bytes, passages: Bytes) -> int:
    """The checksum of a document's vectors as they are kept, each in the order of their ids."""
    return crc32(passages.tobytes(), crc32(sentences.tobytes()))


def _of(*parts: str) -> int:
    return crc32("\0".join(map(str, parts)).encode("utf-8", "surrogatepass"))
