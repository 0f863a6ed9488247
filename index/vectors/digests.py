"""What the vector of a text is known by, so that no text is embedded twice."""

from hashlib import blake2b

from index.vectors.directions import Bytes

Known = dict[bytes, Bytes]
"""Vectors as they are kept, shape (dimension,), by the digest of their text."""

DIGEST_BYTES = 16


def digest(text: str) -> bytes:
    """DIGEST_BYTES bytes of BLAKE2b; two texts with one digest do not occur."""
    return blake2b(text.encode("utf-8", "surrogatepass"), digest_size=DIGEST_BYTES).digest()
