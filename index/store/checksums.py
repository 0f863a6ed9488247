"""What rows are checked by, so that a damaged one is never shown as what a file says.

A checksum tells damage, not ill will: whoever makes a row can make the checksum that goes with it.
"""

from collections.abc import Iterable
from zlib import crc32

from index.errors import DamageError

SEAL_BYTES = 4
_SEALED = 0x2144DF1C
"""The CRC-32 of anything that its own CRC-32 follows, wherever the counting began."""


def require(kind: type | tuple[type, ...], *values: object) -> None:
    """Raises DamageError unless all values are of a type: a column of SQLite may hold any."""
    kinds = kind if isinstance(kind, tuple) else (kind,)
    if not set(map(type, values)) <= set(kinds):
        raise DamageError("a value of another type than is ever written")


def of_sentence(document: int, start: int, end: int, line: int, page: int | None, text: str) -> int:
    """The checksum of a sentence's row: of what it says, and of where that is said to stand."""
    return _of(str(document), str(start), str(end), str(line), str(page), text)


def of_document(
    path: str, sha256: str, record: str, title: str, date: str | None, *ends: int
) -> int:
    """The checksum of what is shown of a document; `ends`: the ids of its first and last sentence,
    and of its first and last passage."""
    return _of(path, sha256, record, title, str(date), *map(str, ends))


def of_passage(document: int, first: int, last: int) -> int:
    """The checksum of which sentences a passage holds, by their ids."""
    return _of(str(document), str(first), str(last))


def sealed(number: int, data: bytes) -> bytes:
    """The bytes of the row of this number, with SEAL_BYTES more that are_sealed checks them by."""
    return data + crc32(data, _seed(number)).to_bytes(SEAL_BYTES, "little")


def are_sealed(rows: Iterable[tuple[int, bytes]], size_bytes: int) -> bool:
    """Whether each row holds so many bytes and its seal, as they were written.

    Raises TypeError for a row that holds no bytes.
    """
    size = size_bytes + SEAL_BYTES
    return all(len(data) == size and crc32(data, _seed(n)) == _SEALED for n, data in rows)


def _seed(number: int) -> int:
    return number & 0xFFFFFFFF


def _of(*parts: str) -> int:
    return crc32("\0".join(map(str, parts)).encode("utf-8", "surrogatepass"))
