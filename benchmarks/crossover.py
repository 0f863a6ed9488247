"""From how many sentences on an index is quicker with sketches in memory than with vectors.

    python -m benchmarks.crossover --data DIR [--sizes 5000,10000,20000,40000,80000]

The corpora are those of benchmarks.growth; the same index is asked in both ways. Times are of what
an index does with a question whose vector is known, the median of --rounds processes:

first     ms to take in the index and rank the sentences for the first question, no page of the
          index's file in memory
later     ms of a question after that, the median of --questions
"""

import argparse
import statistics
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

from benchmarks.growth import SETS, alone, drawn, forget, stages
from benchmarks.provenance import provenance
from benchmarks.recombining import Recombining, sources
from benchmarks.tables import table
from index import ranking
from index.embedders import named_embedder
from index.ranking import Query
from index.store import database
from index.store.store import Store
from index.store.vectors import opened
from index.vectors import LEVELS


def times_ms(index: Path, queries: Sequence[Query], crossover: int) -> tuple[float, float]:
    """Of the first question, and the median of the others."""
    forget(index / database.FILE_NAME)
    taken = []
    began = time.perf_counter()
    with Store.read(index) as store:
        model = store.model()
        assert model is not None
        sentences, passages = (
            opened(store.db, level, model.dimension, crossover) for level in LEVELS
        )
        for query in queries:
            ranking.rank(store, query, sentences, passages)
            taken.append((time.perf_counter() - began) * 1000)
            began = time.perf_counter()
    return taken[0], statistics.median(taken[1:])


def main() -> None:
    parser = argparse.ArgumentParser(description="Compare vectors in memory with sketches.")
    parser.add_argument("--data", type=Path, required=True, help="folder that holds dev/SET")
    parser.add_argument("--sets", default=SETS, help="comma-separated")
    parser.add_argument("--sizes", default="5000,10000,20000,40000,80000", help="in sentences")
    parser.add_argument("--base", type=int, default=20_000, help="real sentences, at most")
    parser.add_argument("--questions", type=int, default=50)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--cache", type=Path, help="folder for the vectors of real texts")
    options = parser.parse_args()
    folders = [options.data / "dev" / name for name in options.sets.split(",")]
    with tempfile.TemporaryDirectory() as work:
        base = sources(folders, options.base)
        embedder = Recombining(named_embedder(None), base, options.cache or Path(work, "cache"))
        queries = [
            Query(question, embedder.embed_question(question), None)
            for question in drawn(folders, options.questions)
        ]
        rows = []
        for stage in stages(embedder, base, list(map(int, options.sizes.split(","))), Path(work)):
            for crossover, name in ((sys.maxsize, "vectors"), (0, "sketches")):
                taken = [
                    alone(times_ms, stage.index, queries, crossover) for _ in range(options.rounds)
                ]
                first, later = map(statistics.median, zip(*taken, strict=True))
                rows.append((name, stage.sentences, first, later))
            print(table(("in memory", "sentences", "first", "later"), rows), flush=True)
    print(provenance("cited-qa", "numpy"))


if __name__ == "__main__":
    main()
