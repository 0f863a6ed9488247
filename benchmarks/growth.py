"""How an index holds up as it grows: the same questions at 1,000 sentences and at a million.

One index grows from size to size by `index.sync`. Its documents are those of question sets, and
then recombined ones of 20 sentences each, a file a document (benchmarks/recombining.py says how,
and that their vectors are sums: nothing is embedded for them, so the time of a sync is without
embedding). At every size real questions are asked in a new process, without a reader:

sync s    seconds a thousand sentences added
first     ms to open the index and answer the first question, no page of its file in memory and
          the model loaded before
p50, p95  ms of a question after that; embed is the median of the part that is embedding it
MB        resident memory that opening the index and all the questions added
process   resident memory of the whole process, most of it the model's
bytes     the index's size less that of its sentences' text, a sentence
recall    of the ten best sentences with every vector compared, the share that is among the ten
          best found; same is how often the first is the same
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

from benchmarks.progress import counted
from benchmarks.recombining import Recombining, Source, documents, sources
from benchmarks.sets import SEED, load
from benchmarks.tables import Cell
from index import Retriever, ranking, sync
from index.embedders import named_embedder
from index.pieces import located
from index.ranking import Query
from index.store import database
from index.store.store import Store
from index.store.vectors import opened
from index.vectors import LEVELS

SETS = "xquad_en,selqa_dev,wikiqa_dev,realtimeqa_first,ramdocs_first"
"""Whose documents are real: together they have 100,000 sentences."""
QUESTIONS, COMPARED = 100, 50
"""How many questions are asked at every size, and how many of them compared with every vector."""
FILES_PER_FOLDER = 1_000
DEPTH = 10

Result = TypeVar("Result")


@dataclass(frozen=True, slots=True)
class Asked:
    """What a process that asks questions saw."""

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
    """A thousand sentences."""
    bytes: float
    """A sentence, beyond its text."""
    asked: Asked
    recall: float
    same_first: float


def grown(corpus: Path, texts: Iterator[str], held: int, size: int) -> int:
    """Writes documents until the corpus has `size` sentences; how many it has then."""
    number = sum(1 for _ in corpus.rglob("*.txt"))
    while held < size:
        text = next(texts)
        folder = corpus / f"{number // FILES_PER_FOLDER:04}"
        folder.mkdir(parents=True, exist_ok=True)
        (folder / f"d{number:07}.txt").write_bytes(text.encode())
        number += 1
        held += len(located(text))
    return held


def bytes_beyond_text(index: Path) -> float:
    size = sum(file.stat().st_size for file in index.iterdir())
    with Store.read(index) as store:
        (text, count) = store.db.execute(
            "SELECT sum(length(CAST(text AS BLOB))), count(*) FROM sentence"
        ).fetchone()
    return float(size - text) / float(count)


def ask(index: Path, questions: Sequence[str]) -> Asked:
    """Asks the questions, in this process, of an index no page of which is in memory."""
    embedder = named_embedder(None)
    embedder.embed_question("what is loaded now is not counted")
    forget(index / database.FILE_NAME)
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
    return Asked(
        first_ms=first * 1000,
        p50_ms=statistics.median(others) * 1000,
        p95_ms=statistics.quantiles(others, n=20)[-1] * 1000,
        embed_ms=statistics.median(embedding) * 1000,
        index_mb=after - before,
        process_mb=after,
    )


def forget(file: Path) -> None:
    """Has the system let go of a file's pages."""
    with file.open("rb") as stream:
        os.fsync(stream.fileno())
        os.posix_fadvise(stream.fileno(), 0, 0, os.POSIX_FADV_DONTNEED)


def resident_mb() -> float:
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") / 1e6


def compared(index: Path, questions: Sequence[str]) -> tuple[float, float]:
    """Recall of the ten best, and how often the first is the same, against every vector."""
    embedder = named_embedder(None)
    with Store.read(index) as store:
        model = store.model()
        assert model is not None
        levels = [opened(store.db, level, model.dimension) for level in LEVELS]
        exact = [opened(store.db, level, model.dimension, sys.maxsize) for level in LEVELS]
        shares, firsts = [], []
        for question in counted("compared", questions):
            query = Query(question, embedder.embed_question(question), None)
            found, best = (
                [each.id for each in ranking.rank(store, query, one, two)[:DEPTH]]
                for one, two in (levels, exact)
            )
            shares.append(len(set(found) & set(best)) / max(1, len(best)))
            firsts.append(found[:1] == best[:1])
    return statistics.mean(shares), statistics.mean(firsts)


def alone(function: Callable[..., Result], *arguments: object) -> Result:
    """What a function returns in a process of its own."""
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as pool:
        return pool.submit(function, *arguments).result()


def drawn(folders: Sequence[Path], count: int) -> list[str]:
    """Questions of the sets in these folders, the same each time."""
    asked = [question.text for folder in folders for question in load(folder).questions]
    return random.Random(SEED).sample(asked, min(count, len(asked)))


@dataclass(frozen=True, slots=True)
class Stage:
    """An index grown to a size."""

    index: Path
    sentences: int
    sync_s: float
    """A thousand of the sentences added."""


def stages(
    embedder: Recombining, base: Sequence[Source], sizes: Sequence[int], work: Path
) -> Iterator[Stage]:
    """One index at each of these sizes, in turn; `work`: a folder, empty before."""
    corpus, index = work / "corpus", work / "index"
    texts, held = documents(base), 0
    for size in sorted(sizes):
        before, held = held, grown(corpus, texts, held, size)
        print(f"{held} sentences written", file=sys.stderr, flush=True)
        began = time.perf_counter()
        sync([corpus], index, model=embedder)
        yield Stage(index, held, (time.perf_counter() - began) / (held - before) * 1000)


def measured(stage: Stage, questions: Sequence[str]) -> Size:
    """The figures of a stage; COMPARED of the questions are asked exactly, too."""
    recall, same_first = alone(compared, stage.index, questions[:COMPARED])
    with Store.read(stage.index) as store:
        count = len(store.documents())
    return Size(
        sentences=stage.sentences,
        documents=count,
        sync_s=stage.sync_s,
        bytes=bytes_beyond_text(stage.index),
        asked=alone(ask, stage.index, questions),
        recall=recall,
        same_first=same_first,
    )


HEADS = (
    *("sentences", "documents", "sync s", "first", "p50", "p95", "embed"),
    *("MB", "process", "bytes", "recall", "same"),
)


def row(size: Size) -> list[Cell]:
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

    `base`: how many real sentences at most; `cache`: a folder for their vectors; `work`: an empty
    one.
    """
    questions, real = drawn(folders, QUESTIONS), sources(folders, base)
    embedder = Recombining(named_embedder(None), real, cache)
    for stage in stages(embedder, real, sizes, work):
        yield measured(stage, questions)
