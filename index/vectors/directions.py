"""Vectors at rest: a byte a component.

A vector is kept as its direction, in whole numbers from -127 to 127, of which the greatest is
always used; its length is 1 again when it is read. No scale is kept, so whatever a file says is
a direction, and a cosine stays between -1 and 1.
"""

import numpy as np
import numpy.typing as npt

from index.errors import DamageError

Bytes = npt.NDArray[np.int8]

_LONGEST = 127


def packed(vectors: npt.NDArray[np.float32]) -> Bytes:
    """Shape as given, (n, dimension)."""
    greatest = np.abs(vectors).max(axis=1, keepdims=True, initial=np.finfo(np.float32).tiny)
    whole: Bytes = np.rint(vectors / greatest * _LONGEST).astype(np.int8)
    return whole


def unpacked(data: bytes, dimension: int) -> npt.NDArray[np.float32]:
    """Shape (n, dimension), rows of length 1 (0 where all is 0)."""
    if len(data) % dimension:
        raise DamageError("a vector of another length")
    vectors = np.frombuffer(data, np.int8).reshape(-1, dimension).astype(np.float32)
    lengths = np.sqrt(np.einsum("ij,ij->i", vectors, vectors))
    vectors /= np.maximum(lengths, 1)[:, np.newaxis]
    return vectors
