"""What is learnt from when, and how fast."""

import random
from collections.abc import Iterator
from dataclasses import dataclass

RECIPE = {
    "squad_train_union": 1.0,
    "reqa_squad_train10k": 0.5,
    "wikiqa_train": 2.0,
    "timeqa_human_train": 1.0,
    "trecqa_wang_train": 3.0,
    "qamr_dev": 0.08,
    "qamr_test": 0.08,
    "hotpot_train_100": 1.0,
}
"""The sets, and how often a task of each is drawn for one of squad_train_union."""
RATE = 1.2e-4
WARM_UP = 150
"""Steps in which the rate rises."""


@dataclass(frozen=True, slots=True)
class Draw:
    """Which task of which set is next."""

    source: str
    number: int


class Schedule:
    """The order of the tasks: sets by weight, each set's tasks shuffled anew each time through."""

    def __init__(self, sizes: dict[str, int], seed: int) -> None:
        self._sizes = sizes
        self._seed = seed
        self._stream = self._draws()
        self._known: list[Draw] = []

    def __getitem__(self, number: int) -> Draw:
        while len(self._known) <= number:
            self._known.append(next(self._stream))
        return self._known[number]

    def _draws(self) -> Iterator[Draw]:
        draw = random.Random(self._seed)
        names = list(self._sizes)
        weights = [RECIPE[name] * self._sizes[name] for name in names]
        orders = {name: self._order(name) for name in names}
        while True:
            (name,) = draw.choices(names, weights)
            yield Draw(name, next(orders[name]))

    def _order(self, name: str) -> Iterator[int]:
        draw = random.Random(f"{self._seed} {name}")
        while True:
            order = list(range(self._sizes[name]))
            draw.shuffle(order)
            yield from order


def rate(step: int, steps: int) -> float:
    """The learning rate of a step of a stretch of steps: a short rise, a fall to nothing."""
    return RATE * min((step + 1) / WARM_UP, (steps - step) / steps)
