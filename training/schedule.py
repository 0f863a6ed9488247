"""The order of the tasks, and the learning rate."""

import random
from collections.abc import Iterator
from dataclasses import dataclass

RECIPE = {
    "squad_train_union": 1.0,
    "reqa_squad_train10k": 0.4,
    "tydiqa_en": 2.0,
    "nq_gold_passages": 2.5,
    "nq_swap": 0.5,
    "manuals": 1.2,
    "omos_qa_en": 2.0,
    "fairytaleqa": 0.4,
    "ares_synthetic": 0.4,
    "timeqa_human_train": 1.0,
    "trecqa_wang_train": 3.0,
    "qamr_dev": 0.05,
    "qamr_test": 0.05,
    "hotpot_train_100": 1.0,
}
"""The sets, and how often a task of each is drawn, compared with one of squad_train_union. All
their licences allow any use."""
MINED = frozenset({"squad_train_union", "tydiqa_en", "nq_gold_passages", "omos_qa_en"})
"""The sets whose wrong passages are searched for. Others name theirs, or have them beside the right
one."""
RATE = 1.2e-4
"""Highest learning rate."""
WARM_UP = 150
"""Steps during which the rate rises."""


@dataclass(frozen=True, slots=True)
class Draw:
    """A task: the name of its set, and its number there."""

    source: str
    number: int


class Schedule:
    """An endless sequence of draws, the same for the same seed.

    Sets are drawn by their weight in RECIPE. All tasks of a set come once, in shuffled order,
    before any comes again.
    """

    def __init__(self, sizes: dict[str, int], seed: int) -> None:
        """`sizes` is the number of tasks of each set."""
        self._sizes = sizes
        self._seed = seed
        self._stream = self._draws()
        self._known: list[Draw] = []

    def __getitem__(self, number: int) -> Draw:
        """The draw at `number`, from 0."""
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
    """The learning rate at `step`, from 0, of `steps`.

    It rises over WARM_UP steps and then falls to 0.
    """
    return RATE * min((step + 1) / WARM_UP, (steps - step) / steps)
