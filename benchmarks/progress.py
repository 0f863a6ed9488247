"""Progress lines on stderr."""

import sys
from collections.abc import Callable, Iterator, Sequence
from typing import TypeVar

EVERY = 100
"""How many items there are between two lines."""

Item = TypeVar("Item")


def track(name: str, items: Sequence[Item]) -> Iterator[Item]:
    """The items in their order; a line on stderr says how many are done, every EVERY items."""
    for number, item in enumerate(items, 1):
        yield item
        if number % EVERY == 0 or number == len(items):
            print(f"{name}: {number} of {len(items)}", file=sys.stderr, flush=True)


def once_printer() -> Callable[[str], None]:
    """A function that prints a line on stderr, unless it has printed the same line before."""
    printed: set[str] = set()

    def print_once(line: str) -> None:
        if line not in printed:
            printed.add(line)
            print(line, file=sys.stderr, flush=True)

    return print_once
