"""What keeping an index up to date costs, of many small files.

    python -m benchmarks.sync --data DIR [--files 20000] [--out benchmarks/results/sync.txt]

The files hold a sentence each, of the set that --set names. The first sync is compared with
embedding the same texts alone, before and after, in the same process and calls as large; a sync of
nothing new and one of an edited file are processes of their own, `qa sync` from cold, and stand
beside one that only walks the tree with os.walk and os.stat. Medians of --rounds.
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
from index.pieces import located
from index.sources.freshness import SETTLED_NS

FILES_IN_A_FOLDER = 100
WALK = (
    "import os, sys\n"
    "for folder, _, names in os.walk(sys.argv[1]):\n"
    "    for name in names:\n"
    "        os.stat(os.path.join(folder, name))"
)


def main() -> None:
    parser = argparse.ArgumentParser(description="Measure what syncing many small files costs.")
    parser.add_argument("--data", type=Path, required=True, help="folder that holds train/SET")
    parser.add_argument("--set", default="train/squad_train_union", help="whose sentences they are")
    parser.add_argument("--files", type=int, default=20_000)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--out", type=Path, help="file for what is printed")
    options = parser.parse_args()
    texts = sentences(options.data / options.set, options.files)
    with tempfile.TemporaryDirectory() as work:
        printed = "\n".join(measured(texts, Path(work), options.rounds))
    print(printed)
    if options.out:
        options.out.write_text(printed + "\n", encoding="utf-8")


def sentences(folder: Path, count: int) -> list[str]:
    """Sentences of a set, each another; fewer where it has fewer."""
    found: dict[str, None] = {}
    for text in load(folder).documents.values():
        found.update((sentence.text, None) for sentence in located(text))
        if len(found) >= count:
            break
    return list(found)[:count]


def first_sync(texts: Sequence[str], corpus: Path, index: Path) -> tuple[float, float]:
    """How long embedding takes alone, and then the first sync, in seconds."""
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


def measured(texts: Sequence[str], work: Path, rounds: int) -> list[str]:
    """The lines of the report."""
    corpus, index = work / "corpus", work / "index"
    for number, text in enumerate(texts):
        folder = corpus / f"{number // FILES_IN_A_FOLDER:03}"
        folder.mkdir(parents=True, exist_ok=True)
        (folder / f"{number}.txt").write_text(text, encoding="utf-8")
    # In a process of its own: the peak of one that begins below is this one's at least.
    with ProcessPoolExecutor(1, multiprocessing.get_context("spawn")) as pool:
        embedding, first = pool.submit(first_sync, texts, corpus, index).result()
    walks, same, edits = [], [], []
    command = [sys.executable, "-c", RUN, "sync", str(corpus), "--index", str(index), "--quiet"]
    environment = os.environ | {"XDG_STATE_HOME": str(work / "state")}
    for number in range(rounds):
        # Files that were written just now are read to tell, and by this known from then on.
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
        f"{len(texts)} files of a sentence each",
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
