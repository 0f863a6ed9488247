"""The number of sentences from which sketches in memory are faster than vectors.

    python -m benchmarks.crossover --data DIR [--sizes 5000,10000,20000,40000,80000]

The corpora are those of benchmarks.growth, and each index is asked in both ways. Embedding the
question does not count. Times are the median of --rounds processes:

first     ms to load the index and rank the sentences for the first question, with no page of the
          index's file in memory
later     ms for a question after that, the median of --questions
"""

import argparse
import statistics
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

from benchmarks.growth import SETS, draw_questions, evict, run_alone, stages
from benchmarks.provenance import provenance
from benchmarks.recombining import RecombiningEmbedder, sources
from benchmarks.tables import table
from index import ranking
from index.embedders import named_embedder
from index.ranking import Query
from index.store import database
from index.store.pool import Pool
from index.store.store import Store


def times_ms(index: Path, queries: Sequence[Query], crossover: int) -> tuple[float, float]:
    """Milliseconds of the first question, and the median of the others.

    Vectors are compared in memory up to `crossover` sentences, sketches beyond.
    """
    evict(index / database.FILE_NAME)
    taken = []
    began = time.perf_counter()
    pool = Pool(Store.read(index), crossover)
    with pool.take() as snapshot:
        for query in queries:
            ranking.rank(snapshot, query)
            taken.append((time.perf_counter() - began) * 1000)
            began = time.perf_counter()
    pool.close()
    return taken[0], statistics.median(taken[1:])


def main() -> None:
    """Prints the table anew after each size."""
    parser = argparse.ArgumentParser(
        description="Compare vectors in memory with sketches in memory."
    )
    parser.add_argument("--data", type=Path, required=True, help="folder that holds dev/SET")
    parser.add_argument("--sets", default=SETS, help="sets in dev, comma-separated")
    parser.add_argument(
        "--sizes",
        default="5000,10000,20000,40000,80000",
        help="sizes in sentences, comma-separated",
    )
    parser.add_argument("--base", type=int, default=20_000, help="how many real sentences at most")
    parser.add_argument("--questions", type=int, default=50, help="how many are drawn")
    parser.add_argument("--rounds", type=int, default=5, help="processes for each figure")
    parser.add_argument("--cache", type=Path, help="folder for the vectors of real texts")
    options = parser.parse_args()
    folders = [options.data / "dev" / name for name in options.sets.split(",")]
    with tempfile.TemporaryDirectory() as work:
        base = sources(folders, options.base)
        embedder = RecombiningEmbedder(
            named_embedder(None), base, options.cache or Path(work, "cache")
        )
        queries = [
            Query(question, embedder.embed_question(question), None)
            for question in draw_questions(folders, options.questions)
        ]
        rows = []
        for stage in stages(embedder, base, list(map(int, options.sizes.split(","))), Path(work)):
            for crossover, name in ((sys.maxsize, "vectors"), (0, "sketches")):
                taken = [
                    run_alone(times_ms, stage.index, queries, crossover)
                    for _ in range(options.rounds)
                ]
                first, later = map(statistics.median, zip(*taken, strict=True))
                rows.append((name, stage.sentences, first, later))
            print(table(("in memory", "sentences", "first", "later"), rows), flush=True)
    print(provenance("cited-qa", "numpy"))


if __name__ == "__main__":
    main()
