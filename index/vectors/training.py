"""Lists made for vectors when they have become many, and made anew when they have outgrown them."""

import sqlite3
from math import sqrt

import numpy as np

from index.vectors import Level, Vectors
from index.vectors.table import Lists, VectorTable

CROSSOVER = 30_000
"""So many vectors and fewer are all compared with a question; of more, those in the lists near."""

GROWTH = 4
"""Lists are made anew when there are this many times as many vectors as they were made for, or
as few."""

LISTS_PER_ROOT = 4
"""Times the square root of the number of vectors: how many lists."""

SAMPLE = 64
"""So many vectors for each list are looked at to make them."""

ROUNDS = 10
"""Of k-means."""

SEED = 0


def balance(
    db: sqlite3.Connection, level: Level, dimension: int, crossover: int = CROSSOVER
) -> None:
    """Makes the lists that a level's vectors should have by now, if they have others.

    In the caller's transaction. `crossover`: so many vectors have none.
    """
    table = VectorTable(db, level, dimension)
    lists, count = table.lists(), len(table)
    is_outgrown = count > GROWTH * lists.trained or GROWTH * count < lists.trained
    if not is_outgrown or (count <= crossover and not lists.trained):
        return
    if count <= crossover:
        table.set_lists(Lists(0, 0, lists.middles[:1] * 0))
        ids = table.ids()
        table.move(np.zeros_like(ids), ids)
        return
    middles = _middles(table, round(LISTS_PER_ROOT * sqrt(count)))
    # Numbers never used before, so that the rows move to the end of the table, one by one.
    fresh = Lists(count, lists.first + len(lists.middles), middles)
    table.set_lists(fresh)
    fresh = table.lists()
    moved = [(ids, fresh.nearest(vectors)) for ids, vectors in table.batches()]
    ids, numbers = map(np.concatenate, zip(*moved, strict=True))
    table.move(numbers, ids)


def _middles(table: VectorTable, count: int) -> Vectors:
    """What the vectors gather around, found by k-means: `count` rows, or as many as vectors."""
    import faiss  # 0.1 s, and only where lists are made

    draw, share = np.random.default_rng(SEED), count * SAMPLE / len(table)
    drawn = [vectors[draw.random(len(ids)) < share] for ids, vectors in table.batches()]
    sample = np.concatenate(drawn)
    kmeans = faiss.Kmeans(
        sample.shape[1],
        min(count, len(sample)),
        niter=ROUNDS,
        spherical=True,
        seed=SEED,
        min_points_per_centroid=1,
        max_points_per_centroid=SAMPLE,
    )
    kmeans.train(sample)
    return np.asarray(kmeans.centroids, np.float32)
