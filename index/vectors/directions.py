"""Vectors at rest: a byte a component.

A vector is kept as its direction, in whole numbers from -127 to 127, of which the greatest is
always used; its length is 1 again when it is read. No scale is kept, so whatever a file says is
a direction, and a cosine stays between -1 and 1.
"""

import numpy as np
import numpy.typing as npt

Bytes = npt.NDArray[np.int8]

_LONGEST = 127


def packed(vectors: npt.NDArray[np.float32]) -> Bytes:
    """Shape as given, (n, dimension)."""
    greatest = np.abs(vectors).max(axis=1, keepdims=True, initial=np.finfo(np.float32).tiny)
    whole: Bytes = np.rint(vectors / greatest * _LONGEST).astype(np.int8)
    return whole


def unpacked(kept: Bytes) -> npt.NDArray[np.float32]:
    """Shape as given; rows of length 1, 0 where all is 0."""
    vectors = kept.astype(np.float32)
    vectors /= _lengths(vectors)[:, np.newaxis]
    return vectors


def cosines(kept: Bytes, query: npt.NDArray[np.float32]) -> npt.NDArray[np.float32]:
    """Of each vector with `query`, which has length 1: unpacked(kept) @ query, only sooner."""
    vectors = kept.astype(np.float32)
    found: npt.NDArray[np.float32] = products(vectors, query) / _lengths(vectors)
    return found


def products(
    vectors: npt.NDArray[np.float32], query: npt.NDArray[np.float32]
) -> npt.NDArray[np.float32]:
    """vectors @ query, but each to the last bit the same whichever vectors stand beside it."""
    found: npt.NDArray[np.float32] = np.einsum("ij,j->i", vectors, query)
    return found


def _lengths(vectors: npt.NDArray[np.float32]) -> npt.NDArray[np.float32]:
    squares: npt.NDArray[np.float32] = np.einsum("ij,ij->i", vectors, vectors)
    return np.maximum(np.sqrt(squares), 1)
