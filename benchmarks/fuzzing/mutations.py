"""Mutations of a file as a run of bytes, whatever its format."""

import random
import re
from collections.abc import Callable

from benchmarks.fuzzing.tokens import BYTES, DELIMITERS, ENCODINGS, NUMBERS, tokens

MAX_SAMPLE_BYTES = 300_000
"""Larger files are not mutated, and no more than this of a file is spliced into another."""
MAX_INPUT_BYTES = 1_000_000
REPEATS = 1_000


class Mutator:
    """Changes files at random; the same `chance` makes the same changes."""

    def __init__(self, chance: random.Random, read_other: Callable[[], bytes]) -> None:
        """`read_other` reads another file of the same format, to splice from."""
        self.chance = chance
        self.read_other = read_other
        self._tokens: list[bytes] = BYTES

    def change(self, kind: str, data: bytes) -> bytes:
        """A changed copy of `data`, at most MAX_INPUT_BYTES long, with tokens of the format."""
        self._tokens = tokens(kind)
        for _ in range(self.chance.choice((1, 1, 1, 2, 2, 4, 16))):
            data = self.chance.choice(CHANGES)(self, data or b" ")[:MAX_INPUT_BYTES]
        return data

    def pick_place(self, data: bytes) -> int:
        """An offset in `data`, from 0 to its length."""
        return self.chance.randrange(len(data) + 1)

    def pick_span(self, data: bytes, most: int = 2_000) -> tuple[int, int]:
        """A half-open range of `data`, shorter than `most` bytes."""
        start = self.pick_place(data)
        return start, min(len(data), start + self.chance.randrange(1, most))

    def pick_token(self) -> bytes:
        """A token of the format that was changed last."""
        return self.chance.choice(self._tokens)


Change = Callable[[Mutator, bytes], bytes]


def flip(mutator: Mutator, data: bytes) -> bytes:
    """A copy with up to 32 bits flipped; `data` must not be empty."""
    copy = bytearray(data)
    for _ in range(mutator.chance.choice((1, 4, 32))):
        copy[mutator.chance.randrange(len(copy))] ^= 1 << mutator.chance.randrange(8)
    return bytes(copy)


def _insert(mutator: Mutator, data: bytes) -> bytes:
    at = mutator.pick_place(data)
    return data[:at] + mutator.chance.randbytes(mutator.chance.randrange(1, 20)) + data[at:]


def _delete(mutator: Mutator, data: bytes) -> bytes:
    start, end = mutator.pick_span(data)
    return data[:start] + data[end:]


def _duplicate(mutator: Mutator, data: bytes) -> bytes:
    start, end = mutator.pick_span(data)
    return data[:end] + data[start:end] * mutator.chance.choice((1, 2, 50)) + data[end:]


def _swap(mutator: Mutator, data: bytes) -> bytes:
    a, b, c = sorted(mutator.pick_place(data) for _ in range(3))
    return data[:a] + data[b:c] + data[a:b] + data[c:]


def _truncate(mutator: Mutator, data: bytes) -> bytes:
    return data[: mutator.pick_place(data)]


def _put_tokens(mutator: Mutator, data: bytes) -> bytes:
    for _ in range(mutator.chance.choice((1, 3, 20))):
        at = mutator.pick_place(data)
        data = data[:at] + mutator.pick_token() + data[at:]
    return data


def _overwrite(mutator: Mutator, data: bytes) -> bytes:
    at, token = mutator.pick_place(data), mutator.pick_token()
    return data[:at] + token + data[at + len(token) :]


def _repeat_tokens(mutator: Mutator, data: bytes) -> bytes:
    at = mutator.pick_place(data)
    unit = b"".join(mutator.pick_token() for _ in range(mutator.chance.choice((1, 1, 2, 3))))
    return data[:at] + unit * mutator.chance.choice((10, REPEATS, REPEATS)) + data[at:]


def _repeat_piece(mutator: Mutator, data: bytes) -> bytes:
    start, end = mutator.pick_span(data, 60)
    return data[:start] + data[start:end] * REPEATS + data[end:]


def _drop_delimiters(mutator: Mutator, data: bytes) -> bytes:
    """A copy without some, or without any, of one delimiter."""
    mark = bytes([mutator.chance.choice(DELIMITERS)])
    parts = data.split(mark)
    keep = mutator.chance.choice((0.0, 0.5, 0.95))
    return parts[0] + b"".join(
        (mark if mutator.chance.random() < keep else b"") + part for part in parts[1:]
    )


def _change_numbers(mutator: Mutator, data: bytes) -> bytes:
    share = mutator.chance.choice((0.01, 0.1, 1.0))

    def change(found: re.Match[bytes]) -> bytes:
        is_kept = mutator.chance.random() > share
        return found[0] if is_kept else mutator.chance.choice(NUMBERS).encode()

    return re.sub(rb"\d{1,20}", change, data)


def _reencode(mutator: Mutator, data: bytes) -> bytes:
    start, end = (0, len(data)) if mutator.chance.random() < 0.6 else mutator.pick_span(data)
    text = data[start:end].decode("utf-8", "replace")
    return data[:start] + text.encode(mutator.chance.choice(ENCODINGS), "replace") + data[end:]


def _splice(mutator: Mutator, data: bytes) -> bytes:
    other = mutator.read_other()[:MAX_SAMPLE_BYTES]
    start, end = mutator.pick_span(other, max(2, len(other)))
    at = mutator.pick_place(data)
    return data[:at] + other[start:end] + mutator.chance.choice((data[at:], b""))


CHANGES: tuple[Change, ...] = (
    *(flip, _insert, _delete, _duplicate, _swap),
    *(_truncate, _put_tokens, _put_tokens, _overwrite, _repeat_tokens),
    *(_repeat_piece, _drop_delimiters, _change_numbers, _reencode, _splice),
)
