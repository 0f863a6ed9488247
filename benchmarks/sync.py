"""What it costs to keep an index of many small files up to date.

    python -m benchmarks.sync --data DIR [--files 20000] [--out benchmarks/results/sync.txt]

Each file holds one sentence of the set that --set names. The first sync is compared with just
embedding the same texts, before and after it, in the same process and in calls of the same size. A
sync without changes and a sync of one edited file are new processes, `qa sync` from a cold start;
they are compared with a process that only walks the tree with os.walk and os.stat. Times are
medians of --rounds.
"""

import argparse
import multiprocessing
import os
import statistics
import sys
import tempfile
import time
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

from benchmarks.cold import RUN, run
from benchmarks.provenance import provenance
from benchmarks.sets import load
from benchmarks.tables import table
from index import sync
from index.embedders import named_embedder
from index.indexer import TEXTS_AT_ONCE
from index.segmentation import locate_sentences
from index.sources.freshness import SETTLED_NS

FILES_IN_A_FOLDER = 100
WALK = (
    "import os, sys\n"
    "for folder, _, names in os.walk(sys.argv[1]):\n"
    "    for name in names:\n"
    "        os.stat(os.path.join(folder, name))"
)


def main() -> None:
    """Prints both tables, and writes them to a file if asked to."""
    parser = argparse.ArgumentParser(description="Measure what syncing many small files costs.")
    parser.add_argument("--data", type=Path, required=True, help="folder that holds train/SET")
    parser.add_argument(
        "--set", default="train/squad_train_union", help="set that the sentences come from"
    )
    parser.add_argument("--files", type=int, default=20_000, help="how many files at most")
    parser.add_argument("--rounds", type=int, default=5, help="rounds of the cold processes")
    parser.add_argument("--out", type=Path, help="file for a copy of the output")
    options = parser.parse_args()
    texts = sentences(options.data / options.set, options.files)
    with tempfile.TemporaryDirectory() as work:
        printed = "\n".join(measure(texts, Path(work), options.rounds))
    print(printed)
    if options.out:
        options.out.write_text(printed + "\n", encoding="utf-8")


def sentences(folder: Path, count: int) -> list[str]:
    """The first `count` different sentences of a set, or fewer if it has fewer."""
    found: dict[str, None] = {}
    for text in load(folder).documents.values():
        found.update((sentence.text, None) for sentence in locate_sentences(text))
        if len(found) >= count:
            break
    return list(found)[:count]


def time_first_sync(texts: Sequence[str], corpus: Path, index: Path) -> tuple[float, float]:
    """Seconds that embedding the texts takes by itself, and seconds of the first sync."""
    embedder = named_embedder(None)
    embedder.embed(texts[:100])

    def embed() -> float:
        began = time.perf_counter()
        for start in range(0, len(texts), TEXTS_AT_ONCE):
            embedder.embed(texts[start : start + TEXTS_AT_ONCE])
        return time.perf_counter() - began

    before = embed()
    began = time.perf_counter()
    report = sync([corpus], index, model=embedder)
    seconds = time.perf_counter() - began
    assert len(report.added) == len(texts)
    return (before + embed()) / 2, seconds


def measure(texts: Sequence[str], work: Path, rounds: int) -> list[str]:
    """The lines of the report; the files and their index are written under `work`."""
    corpus, index = work / "corpus", work / "index"
    for number, text in enumerate(texts):
        folder = corpus / f"{number // FILES_IN_A_FOLDER:03}"
        folder.mkdir(parents=True, exist_ok=True)
        (folder / f"{number}.txt").write_text(text, encoding="utf-8")
    # In another process: the peak memory of a child below is at least that of this process.
    with ProcessPoolExecutor(1, multiprocessing.get_context("spawn")) as pool:
        embedding, first = pool.submit(time_first_sync, texts, corpus, index).result()
    walks, same, edits = [], [], []
    command = [sys.executable, "-c", RUN, "sync", str(corpus), "--index", str(index), "--quiet"]
    environment = os.environ | {"XDG_STATE_HOME": str(work / "state")}
    for number in range(rounds):
        # A sync reads files written just now to see if they changed; this one gets that done.
        time.sleep(SETTLED_NS / 1e9)
        run(command, environment)
        walks.append(run([sys.executable, "-c", WALK, str(corpus)], environment))
        same.append(run(command, environment))
        edited = corpus / "000" / f"{number}.txt"
        edited.write_text(f"Edited in round {number}. {texts[number]}", encoding="utf-8")
        edits.append(run(command, environment))
    walk = statistics.median(seconds for seconds, _ in walks)
    first_rows = [
        ("embedding alone", f"{embedding:.1f}", 1.0),
        ("sync", f"{first:.1f}", first / embedding),
    ]
    rows = [
        _row("os.walk, os.stat", walks, walk),
        _row("nothing new", same, walk),
        _row("a file edited", edits, walk),
    ]
    return [
        f"{len(texts)} files of one sentence each",
        table(("the first sync", "s", "ratio"), first_rows),
        "",
        table(("a process, cold", "s", "ratio", "peak MB"), rows),
        "",
        provenance("cited-qa", "onnxruntime", "numpy"),
    ]


def _row(
    name: str, taken: Sequence[tuple[float, float]], walk: float
) -> tuple[str, str, float, str]:
    seconds = statistics.median(seconds for seconds, _ in taken)
    peak = max(megabytes for _, megabytes in taken)
    return name, f"{seconds:.2f}", seconds / walk, f"{peak:.0f}"


if __name__ == "__main__":
    main()
