"""How far a benchmark is, on stderr."""

import sys
from collections.abc import Callable, Iterator, Sequence
from typing import TypeVar

EVERY = 100

Item = TypeVar("Item")


def counted(name: str, items: Sequence[Item]) -> Iterator[Item]:
    """The items, and a line after every EVERY of them."""
    for number, item in enumerate(items, 1):
        yield item
        if number % EVERY == 0 or number == len(items):
            print(f"{name}: {number} of {len(items)}", file=sys.stderr, flush=True)


def once() -> Callable[[str], None]:
    """Says each line the first time only."""
    said: set[str] = set()

    def say(line: str) -> None:
        if line not in said:
            said.add(line)
            print(line, file=sys.stderr, flush=True)

    return say
