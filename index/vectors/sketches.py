"""Sketches of vectors: one bit a component, set if the component is above 0.

The sketches of near vectors differ in few bits. So a search can compare the sketches of a million
vectors in the time it takes to read some hundred vectors.
"""

import numpy as np
import numpy.typing as npt

from index.vectors.directions import Bytes

Sketches = npt.NDArray[np.uint64]

CHUNK = 1_024
"""The sketches of this many ids are stored together."""

_WORD = 64
_PATTERNS = np.unpackbits(np.arange(256, dtype=np.uint8)[:, np.newaxis], axis=1)


def width(dimension: int) -> int:
    """Number of 64-bit words in the sketch of a vector with `dimension` components."""
    return -(-dimension // _WORD)


def sketches(vectors: npt.NDArray[np.float32] | Bytes) -> Sketches:
    """The sketches of vectors: (n, dimension) to (n, width(dimension)), uint64.

    No sketch is all zeros, which stands for a missing vector.
    """
    bits = np.packbits(vectors > 0, axis=1)
    missing = 8 * width(vectors.shape[1]) - bits.shape[1]
    made = np.pad(bits, ((0, 0), (0, missing))).view("<u8").astype(np.uint64)
    made[~made.any(axis=1), 0] = 1
    return made


def differences(sketch: Sketches, others: Sketches) -> npt.NDArray[np.uint16]:
    """The number of bits in which a sketch differs from each of `others`.

    Shapes: `sketch` (width,), `others` (chunks, width, n), the result (chunks, n).
    """
    found = np.zeros((others.shape[0], others.shape[2]), np.uint16)
    for number, word in enumerate(sketch):
        found += np.bitwise_count(others[:, number] ^ word)
    return found


def likeness(query: npt.NDArray[np.float32], others: Sketches) -> npt.NDArray[np.float32]:
    """An estimate of how near to `query` the vectors of these sketches are, higher is nearer.

    Shapes: `query` (dimension,), `others` (n, width), the result (n,). It is the sum of the
    components of `query`, each with the sign that the sketch has there. It tells more than the
    number of differing bits, and takes longer.
    """
    missing = _WORD * width(len(query)) - len(query)
    components = np.pad(query, (0, missing)).reshape(-1, 8)
    sums = components @ (_PATTERNS.T * np.float32(2) - 1)
    patterns = others.astype("<u8").view(np.uint8).reshape(len(others), len(sums))
    found: npt.NDArray[np.float32] = sums[np.arange(len(sums)), patterns].sum(axis=1)
    return found
