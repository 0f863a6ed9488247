"""Sketches of vectors: a bit a component, which says whether it is above nothing.

Near vectors have sketches that differ in few bits, so those of a million can be looked through
for what might be near to a question, in the time it takes to read some hundred vectors.
"""

import numpy as np
import numpy.typing as npt

from index.vectors.directions import Bytes

Sketches = npt.NDArray[np.uint64]

CHUNK = 1_024
"""Sketches of so many ids are kept together."""

_WORD = 64
_PATTERNS = np.unpackbits(np.arange(256, dtype=np.uint8)[:, np.newaxis], axis=1)


def width(dimension: int) -> int:
    """How many words of 64 bits a sketch has."""
    return -(-dimension // _WORD)


def sketches(vectors: npt.NDArray[np.float32] | Bytes) -> Sketches:
    """Of vectors, shape (n, dimension): shape (n, width(dimension)). None is all zeros."""
    bits = np.packbits(vectors > 0, axis=1)
    missing = 8 * width(vectors.shape[1]) - bits.shape[1]
    made = np.pad(bits, ((0, 0), (0, missing))).view("<u8").astype(np.uint64)
    made[~made.any(axis=1), 0] = 1
    return made


def differences(sketch: Sketches, others: Sketches) -> npt.NDArray[np.uint16]:
    """In how many bits a sketch, shape (width,), differs from others, shape (chunks, width, n).

    Shape (chunks, n).
    """
    found = np.zeros((others.shape[0], others.shape[2]), np.uint16)
    for number, word in enumerate(sketch):
        found += np.bitwise_count(others[:, number] ^ word)
    return found


def likeness(query: npt.NDArray[np.float32], others: Sketches) -> npt.NDArray[np.float32]:
    """How near to `query`, shape (dimension,), vectors seem whose sketches these are.

    Shape (n, width) to shape (n,): the sum of the components of `query`, each with the sign that
    the sketch has there. It tells more than the difference in bits, and takes longer.
    """
    missing = _WORD * width(len(query)) - len(query)
    components = np.pad(query, (0, missing)).reshape(-1, 8)
    sums = components @ (_PATTERNS.T * np.float32(2) - 1)
    patterns = others.astype("<u8").view(np.uint8).reshape(len(others), len(sums))
    found: npt.NDArray[np.float32] = sums[np.arange(len(sums)), patterns].sum(axis=1)
    return found
