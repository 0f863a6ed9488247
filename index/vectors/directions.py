"""Vectors packed for storage, one byte a component.

A vector is stored as its direction, in integers from -127 to 127, scaled so that the greatest
component is 127 or -127. Its length is 1 again when it is unpacked. No scale is stored, so any
bytes in a file are a direction, and a cosine stays between -1 and 1.
"""

import numpy as np
import numpy.typing as npt

Bytes = npt.NDArray[np.int8]

_LONGEST = 127


def pack(vectors: npt.NDArray[np.float32]) -> Bytes:
    """Vectors, shape (n, dimension), float32, as int8 of the same shape."""
    greatest = np.abs(vectors).max(axis=1, keepdims=True, initial=np.finfo(np.float32).tiny)
    whole: Bytes = np.rint(vectors / greatest * _LONGEST).astype(np.int8)
    return whole


def unpack(stored: Bytes) -> npt.NDArray[np.float32]:
    """Packed vectors as float32 of the same shape, rows of length 1; a row of zeros stays zero."""
    vectors = stored.astype(np.float32)
    vectors /= _lengths(vectors)[:, np.newaxis]
    return vectors


def cosines(stored: Bytes, query: npt.NDArray[np.float32]) -> npt.NDArray[np.float32]:
    """The cosine of each packed vector with `query`, shape (n,), float32.

    `query`: shape (dimension,), length 1. The result is unpack(stored) @ query, only faster.
    """
    vectors = stored.astype(np.float32)
    found: npt.NDArray[np.float32] = products(vectors, query) / _lengths(vectors)
    return found


def products(
    vectors: npt.NDArray[np.float32], query: npt.NDArray[np.float32]
) -> npt.NDArray[np.float32]:
    """vectors @ query, but each product has the same bits whichever vectors stand beside it."""
    found: npt.NDArray[np.float32] = np.einsum("ij,j->i", vectors, query)
    return found


def _lengths(vectors: npt.NDArray[np.float32]) -> npt.NDArray[np.float32]:
    squares: npt.NDArray[np.float32] = np.einsum("ij,ij->i", vectors, vectors)
    return np.maximum(np.sqrt(squares), 1)
