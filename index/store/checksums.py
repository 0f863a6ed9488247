"""Checksums of rows, so that a damaged row is never shown as what a file says.

A checksum detects damage, not tampering: whoever forges a row can forge its checksum.
"""

from collections.abc import Iterable
from zlib import crc32

from index.errors import DamageError

SEAL_BYTES = 4
_SEALED = 0x2144DF1C
"""The CRC-32 of any data followed by its own CRC-32, whatever the initial value."""


def require(kind: type | tuple[type, ...], *values: object) -> None:
    """Raises DamageError unless all values have a type. A column of SQLite may hold any."""
    kinds = kind if isinstance(kind, tuple) else (kind,)
    if not set(map(type, values)) <= set(kinds):
        raise DamageError("a value of the wrong type")


def of_sentence(document: int, place: tuple[int | None, ...], *texts: str) -> int:
    """The checksum of a sentence's row: its place, and its kind, section and text."""
    return _checksum(str(document), *map(str, place), *texts)


def of_document(
    path: str, sha256: str, record: str, title: str, date: str | None, *ends: int
) -> int:
    """The checksum of a document's row.

    `ends`: the ids of its first and last sentence, and of its first and last passage.
    """
    return _checksum(path, sha256, record, title, str(date), *map(str, ends))


def of_passage(document: int, first: int, last: int) -> int:
    """The checksum of a passage's row. `first`, `last`: the ids of its sentences at either end."""
    return _checksum(str(document), str(first), str(last))


def seal(number: int, data: bytes) -> bytes:
    """The bytes of row `number`, followed by a seal of SEAL_BYTES that `are_sealed` checks."""
    return data + crc32(data, _seed(number)).to_bytes(SEAL_BYTES, "little")


def are_sealed(rows: Iterable[tuple[int, bytes]], size_bytes: int) -> bool:
    """Whether each row holds `size_bytes` bytes and a seal that fits them.

    Raises TypeError for a row whose data are not bytes.
    """
    size = size_bytes + SEAL_BYTES
    return all(len(data) == size and crc32(data, _seed(n)) == _SEALED for n, data in rows)


def _seed(number: int) -> int:
    return number & 0xFFFFFFFF


def _checksum(*parts: str) -> int:
    return crc32("\0".join(map(str, parts)).encode("utf-8", "surrogatepass"))
