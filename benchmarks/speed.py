"""Speed from a cold start, in bulk, in a warm process, and as the corpus grows.

    python -m benchmarks.speed --data DIR [--out benchmarks/results/speed.json] [PART...]

Prints a table for each part: cold, bulk, warm and growth, or only those named. Every ratio is of
figures that took turns in this run. benchmarks/cold.py, bulk.py, warm.py and growth.py say what
each row is. DIR holds dev/SET, as for the other benchmarks. --out FILE gets the figures as JSON;
a plot of the growth is written next to it, as SVG.
"""

import argparse
import json
import tempfile
from collections.abc import Callable, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

from benchmarks import bulk, cold, growth, warm
from benchmarks.bulk import Bulk
from benchmarks.cold import Cold
from benchmarks.growth import Size
from benchmarks.provenance import provenance
from benchmarks.sets import load
from benchmarks.tables import table
from benchmarks.warm import Warm
from index import sync

QUESTIONS = 200
"""How many are asked for the warm figures."""


def main() -> None:
    """Prints the tables of the parts, and writes the figures if asked to."""
    parser = argparse.ArgumentParser(description="Measure how fast cited-qa is.")
    parser.add_argument("parts", nargs="*", metavar="PART", help=", ".join(PARTS))
    parser.add_argument("--data", type=Path, required=True, help="folder that holds dev/SET")
    parser.add_argument("--set", default="xquad_en", help="set for the bulk and the warm figures")
    parser.add_argument("--sets", default=growth.SETS, help="sets for the growth, comma-separated")
    parser.add_argument(
        "--sizes",
        default="1000,10000,100000,1000000",
        help="sizes of the index in sentences, comma-separated",
    )
    parser.add_argument("--base", type=int, default=100_000, help="how many real sentences at most")
    parser.add_argument(
        "--rounds", type=int, default=7, help="rounds of the cold and the bulk figures"
    )
    parser.add_argument("--cache", type=Path, help="folder for the vectors of real texts")
    parser.add_argument("--out", type=Path, help="file for the figures as JSON")
    options = parser.parse_args()
    if unknown := set(options.parts) - set(PARTS):
        parser.error(f"no part {', '.join(sorted(unknown))}; there are {', '.join(PARTS)}")
    figures: dict[str, Any] = {}
    for part in options.parts or PARTS:
        with tempfile.TemporaryDirectory() as work:
            figures[part] = [asdict(row) for row in PARTS[part](options, Path(work))]
        print()
    figures["provenance"] = provenance(
        "cited-qa", "sentence-transformers", "torch", "onnxruntime", "faiss-cpu", "numpy"
    )
    print(figures["provenance"])
    if options.out:
        options.out.write_text(json.dumps(figures, indent=1) + "\n", encoding="utf-8")
        if "growth" in figures:
            draw(figures["growth"], options.out.with_suffix(".svg"))


def measure_cold(options: argparse.Namespace, work: Path) -> list[Cold]:
    """The figures of new processes, which it prints."""
    rows = cold.measure(options.rounds)
    lines = [
        (row.name, f"{row.seconds:.2f}", row.seconds / rows[0].seconds, f"{row.peak_mb:.0f}")
        for row in rows
    ]
    print(table(("cold, a process", "s", "ratio", "peak MB"), lines), flush=True)
    return rows


def measure_bulk(options: argparse.Namespace, work: Path) -> list[Bulk]:
    """The rates of embedding, which it prints."""
    chosen = load(options.data / "dev" / options.set)
    texts = bulk.sentences(list(chosen.documents.values()))
    rows = bulk.measure(bulk.sentence_transformer(), texts, options.rounds)
    first = rows[0].tokens_per_second
    lines = [
        (row.name, f"{row.tokens_per_second:.0f}", row.tokens_per_second / first) for row in rows
    ]
    print(table(("bulk", "tokens/s", "ratio"), lines), flush=True)
    return rows


def measure_warm(options: argparse.Namespace, work: Path) -> list[Warm]:
    """The times in a warm process, which it prints."""
    chosen = load(options.data / "dev" / options.set)
    chosen.write(work / "corpus")
    sync([work / "corpus"], work / "index")
    questions = [question.text for question in chosen.sample(QUESTIONS).questions]
    passages = list(chosen.documents.values())
    rows = warm.measure(work / "index", questions, bulk.sentence_transformer(), passages)
    lines = [
        (row.name, f"{row.p50_ms:.1f}", f"{row.p95_ms:.1f}", row.p50_ms / rows[-1].p50_ms)
        for row in rows
    ]
    print(table(("warm", "p50 ms", "p95 ms", "ratio"), lines), flush=True)
    return rows


def measure_growth(options: argparse.Namespace, work: Path) -> list[Size]:
    """The figures at each size of the index, which it prints."""
    folders = [options.data / "dev" / name for name in options.sets.split(",")]
    sizes = [int(size) for size in options.sizes.split(",")]
    cache = options.cache or work / "cache"
    (work / "grown").mkdir()
    rows = list(growth.measurements(folders, sizes, options.base, cache, work / "grown"))
    print(table(growth.HEADS, map(growth.row, rows)), flush=True)
    return rows


PARTS: dict[str, Callable[[argparse.Namespace, Path], list[Any]]] = {
    "cold": measure_cold,
    "bulk": measure_bulk,
    "warm": measure_warm,
    "growth": measure_growth,
}


def draw(sizes: Sequence[dict[str, Any]], picture: Path) -> None:
    """Draws the time of a question and the size of an index by its sentences, as an SVG."""
    import matplotlib  # a second to import

    matplotlib.use("svg")
    matplotlib.rcParams["svg.hashsalt"] = "cited-qa"
    from matplotlib import pyplot

    figure, (times, needs) = pyplot.subplots(2, 1, sharex=True, figsize=(7, 6))
    counts = [size["sentences"] for size in sizes]
    for name in ("p95_ms", "p50_ms", "embed_ms"):
        values = [size["asked"][name] for size in sizes]
        times.plot(counts, values, marker="o", label=name.removesuffix("_ms"))
    times.set_ylabel("ms per question, without the reader")
    needs.plot(counts, [size["bytes"] for size in sizes], marker="o", label="bytes per sentence")
    memory = [size["asked"]["index_mb"] for size in sizes]
    needs.plot(counts, memory, marker="o", label="MB in memory")
    needs.set_xlabel("sentences")
    for axes in (times, needs):
        axes.set_xscale("log")
        axes.set_ylim(bottom=0)
        axes.legend()
    figure.tight_layout()
    figure.savefig(picture, metadata={"Date": None})
    pyplot.close(figure)


if __name__ == "__main__":
    main()
