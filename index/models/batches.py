"""Token sequences grouped into batches with little padding, and batches computed in parallel."""

import os
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

Result = TypeVar("Result")


def by_length(lengths: Sequence[int], budget: int) -> list[list[int]]:
    """Batches of sequences of similar length, the longest first.

    `lengths`: of each sequence, in tokens. A batch is a list of indices into `lengths`, and holds
    at most `budget` tokens, padding included. A sequence longer than that is a batch of its own.
    """
    order = sorted(range(len(lengths)), key=lambda i: -lengths[i])
    batches: list[list[int]] = []
    for i in order:
        if batches and (len(batches[-1]) + 1) * lengths[batches[-1][0]] <= budget:
            batches[-1].append(i)
        else:
            batches.append([i])
    return batches


def in_parallel(
    compute: Callable[[list[int]], Result], batches: Iterable[list[int]]
) -> list[Result]:
    """The result of `compute` for each batch, in order, from as many threads as there are cores.

    This pays where `compute` releases the interpreter lock, as ONNX Runtime does: a core with a
    batch of its own does a fifth more work than cores that share one.
    """
    waiting = list(batches)
    workers = min(cores(), len(waiting))
    if workers <= 1:
        return [compute(batch) for batch in waiting]
    with ThreadPoolExecutor(workers) as pool:
        return list(pool.map(compute, waiting))


def cores() -> int:
    """The number of cores that this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1
