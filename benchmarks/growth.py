"""Speed and size of an index as it grows, from 1,000 sentences to a million.

`index.sync` makes one index grow from size to size. Each document is a file: first those of
question sets, then recombined ones of 20 sentences each. benchmarks/recombining.py makes the latter
with vectors that are sums, so the time of a sync does not include embedding. At every size a new
process asks the same real questions without a reader:

sync s    seconds per thousand sentences added
first     ms to open the index and answer the first question, with the model loaded and no page of
          the index's file in memory
p50, p95  ms for a question after that
embed     the median ms of embedding a question, which is part of p50
MB        resident memory that opening the index and asking the questions added
process   resident memory of the whole process, most of it the model's
bytes     size of the index without the text of its sentences, per sentence
recall    share of the ten best sentences by all vectors that are among the ten found
same      how often the first of both is the same
"""

import os
import random
import statistics
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from multiprocessing import get_context
from pathlib import Path
from typing import TypeVar

from benchmarks.progress import track
from benchmarks.recombining import RecombiningEmbedder, Source, documents, sources
from benchmarks.sets import SEED, load
from benchmarks.tables import Cell
from index import Retriever, ranking, sync
from index.embedders import named_embedder
from index.ranking import Query
from index.segmentation import locate_sentences
from index.store import database
from index.store.pool import Pool
from index.store.store import Store
from index.store.vectors import CROSSOVER

SETS = "xquad_en,selqa_dev,wikiqa_dev,realtimeqa_first,ramdocs_first"
"""Sets whose documents are the real ones; together they have 100,000 sentences."""
QUESTIONS, COMPARED = 100, 50
"""How many questions are asked at every size, and how many of them are compared exactly."""
FILES_PER_FOLDER = 1_000
DEPTH = 10

Result = TypeVar("Result")


@dataclass(frozen=True, slots=True)
class Session:
    """Times and memory of a process that asks questions."""

    first_ms: float
    p50_ms: float
    p95_ms: float
    embed_ms: float
    index_mb: float
    process_mb: float


@dataclass(frozen=True, slots=True)
class Size:
    """The figures of one size."""

    sentences: int
    documents: int
    sync_s: float
    """Seconds per thousand sentences added."""
    bytes: float
    """Per sentence, without its text."""
    asked: Session
    recall: float
    same_first: float


def grow(corpus: Path, texts: Iterator[str], held: int, size: int) -> int:
    """Adds documents to a corpus of `held` sentences until it has `size`; how many it has then."""
    number = sum(1 for _ in corpus.rglob("*.txt"))
    while held < size:
        text = next(texts)
        folder = corpus / f"{number // FILES_PER_FOLDER:04}"
        folder.mkdir(parents=True, exist_ok=True)
        (folder / f"d{number:07}.txt").write_bytes(text.encode())
        number += 1
        held += len(locate_sentences(text))
    return held


def bytes_beyond_text(index: Path) -> float:
    """Size of the index without the text of its sentences, in bytes per sentence."""
    size = sum(file.stat().st_size for file in index.iterdir())
    with Store.read(index) as store:
        (text, count) = store.db.execute(
            "SELECT sum(length(CAST(text AS BLOB))), count(*) FROM sentence"
        ).fetchone()
    return float(size - text) / float(count)


def ask(index: Path, questions: Sequence[str]) -> Session:
    """Times and memory of asking the questions; before, no page of the index is in memory."""
    embedder = named_embedder(None)
    embedder.embed_question("what is loaded now is not counted")
    evict(index / database.FILE_NAME)
    before = resident_mb()
    began = time.perf_counter()
    taken, embedding = [], []
    with Retriever.open(index, model=embedder, reader=None) as retriever:
        for question in questions:
            retriever.retrieve(question, DEPTH)
            taken.append(time.perf_counter() - began)
            began = time.perf_counter()
            embedder.embed_question(question)
            embedding.append(time.perf_counter() - began)
            began = time.perf_counter()
        after = resident_mb()
    first, *others = taken
    return Session(
        first_ms=first * 1000,
        p50_ms=statistics.median(others) * 1000,
        p95_ms=statistics.quantiles(others, n=20)[-1] * 1000,
        embed_ms=statistics.median(embedding) * 1000,
        index_mb=after - before,
        process_mb=after,
    )


def evict(file: Path) -> None:
    """Asks the system to drop the file's pages from memory."""
    with file.open("rb") as stream:
        os.fsync(stream.fileno())
        os.posix_fadvise(stream.fileno(), 0, 0, os.POSIX_FADV_DONTNEED)


def resident_mb() -> float:
    """Resident memory of this process, in megabytes."""
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") / 1e6


def compare(index: Path, questions: Sequence[str]) -> tuple[float, float]:
    """Recall of the ten best by all vectors, and how often the first is the same, each 0 to 1."""
    embedder = named_embedder(None)
    pools = [Pool(Store.read(index), crossover) for crossover in (CROSSOVER, sys.maxsize)]
    shares, firsts = [], []
    with pools[0].take() as shipped, pools[1].take() as exact:
        for question in track("compared", questions):
            query = Query(question, embedder.embed_question(question), None)
            found, best = (
                [each.id for each in ranking.rank(snapshot, query)[:DEPTH]]
                for snapshot in (shipped, exact)
            )
            shares.append(len(set(found) & set(best)) / max(1, len(best)))
            firsts.append(found[:1] == best[:1])
    for pool in pools:
        pool.close()
    return statistics.mean(shares), statistics.mean(firsts)


def run_alone(function: Callable[..., Result], *arguments: object) -> Result:
    """What a function returns when a new process runs it."""
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as pool:
        return pool.submit(function, *arguments).result()


def draw_questions(folders: Sequence[Path], count: int) -> list[str]:
    """`count` questions of the sets in these folders; every call draws the same."""
    asked = [question.text for folder in folders for question in load(folder).questions]
    return random.Random(SEED).sample(asked, min(count, len(asked)))


@dataclass(frozen=True, slots=True)
class Stage:
    """An index that has grown to a size."""

    index: Path
    sentences: int
    sync_s: float
    """Seconds per thousand sentences added."""


def stages(
    embedder: RecombiningEmbedder, base: Sequence[Source], sizes: Sequence[int], work: Path
) -> Iterator[Stage]:
    """One index, at each of these sizes in turn; `work` is an empty folder to keep it in."""
    corpus, index = work / "corpus", work / "index"
    texts, held = documents(base), 0
    for size in sorted(sizes):
        before, held = held, grow(corpus, texts, held, size)
        print(f"{held} sentences written", file=sys.stderr, flush=True)
        began = time.perf_counter()
        sync([corpus], index, model=embedder)
        yield Stage(index, held, (time.perf_counter() - began) / (held - before) * 1000)


def measure(stage: Stage, questions: Sequence[str]) -> Size:
    """The figures of a stage; the first COMPARED of the questions are also compared exactly."""
    recall, same_first = run_alone(compare, stage.index, questions[:COMPARED])
    with Store.read(stage.index) as store:
        count = len(store.documents())
    return Size(
        sentences=stage.sentences,
        documents=count,
        sync_s=stage.sync_s,
        bytes=bytes_beyond_text(stage.index),
        asked=run_alone(ask, stage.index, questions),
        recall=recall,
        same_first=same_first,
    )


HEADS = (
    *("sentences", "documents", "sync s", "first", "p50", "p95", "embed"),
    *("MB", "process", "bytes", "recall", "same"),
)


def row(size: Size) -> list[Cell]:
    """The cells of a size, below HEADS."""
    ms = (size.asked.first_ms, size.asked.p50_ms, size.asked.p95_ms, size.asked.embed_ms)
    return [
        *(f"{size.sentences:,}", size.documents, size.sync_s),
        *(f"{each:.1f}" for each in ms),
        *(f"{size.asked.index_mb:.0f}", f"{size.asked.process_mb:.0f}", f"{size.bytes:.0f}"),
        *(size.recall, size.same_first),
    ]


def measurements(
    folders: Sequence[Path], sizes: Sequence[int], base: int, cache: Path, work: Path
) -> Iterator[Size]:
    """The figures of each size in turn, from the sets in these folders.

    At most `base` sentences are real. `cache` is a folder for their vectors, `work` an empty one.
    """
    questions, real = draw_questions(folders, QUESTIONS), sources(folders, base)
    embedder = RecombiningEmbedder(named_embedder(None), real, cache)
    for stage in stages(embedder, real, sizes, work):
        yield measure(stage, questions)
