"""Sequences of tokens in batches that waste little, several of them computed at once."""

import os
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

Made = TypeVar("Made")


def by_length(lengths: Sequence[int], budget: int) -> list[list[int]]:
    """The numbers of all sequences, those of like length together, the longest first.

    A batch has at most `budget` tokens, padding included, or else is one sequence.
    """
    order = sorted(range(len(lengths)), key=lambda i: -lengths[i])
    batches: list[list[int]] = []
    for i in order:
        if batches and (len(batches[-1]) + 1) * lengths[batches[-1][0]] <= budget:
            batches[-1].append(i)
        else:
            batches.append([i])
    return batches


def in_parallel(compute: Callable[[list[int]], Made], batches: Iterable[list[int]]) -> list[Made]:
    """What `compute` makes of each batch, in their order, on as many threads as there are cores.

    It pays where `compute` lets other threads run meanwhile, as ONNX Runtime does: a core that
    works through a batch by itself does a fifth more than cores that share one.
    """
    waiting = list(batches)
    workers = min(cores(), len(waiting))
    if workers <= 1:
        return [compute(batch) for batch in waiting]
    with ThreadPoolExecutor(workers) as pool:
        return list(pool.map(compute, waiting))


def cores() -> int:
    """How many this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1
