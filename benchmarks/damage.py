"""What a damaged index answers, when any bit is flipped or any two pages are swapped.

    python -m benchmarks.damage [--corpus FOLDER] [--flips 2000] [--swaps 500] [--seed 1]

Builds an index of the corpus (the seeds), and copies of it that each have one bit flipped or two
pages swapped. Each copy is asked six questions. "Right" is the order of the sound index. Also
allowed are another order of sentences that are word for word in their files, and a SearchError.
Anything else is a finding: a traceback, or a sentence that its file does not hold. Every
READ_EVERY-th copy is asked with the reader, and checked by status and doctor.
"""

import argparse
import random
import shutil
import tempfile
import traceback
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from benchmarks.cache import CachingEmbedder
from benchmarks.progress import track
from benchmarks.provenance import provenance
from benchmarks.tables import table
from index import Hit, Reader, Retriever, SearchError, sync
from index.embedders import named_embedder
from index.readers import shipped_reader
from index.store.database import FILE_NAME
from index.store.status import status
from index.store.verification import verify

QUESTIONS = (
    "who mediated the 2021 talks?",
    "Which countries acted as guarantors at the talks in Santo Domingo?",
    "Who led the opposition team in Mexico?",
    "what happened in August 2021?",
    "the of and to in a president talks government opposition",
    "zyzzyva?",
)
HITS = 15
READ_EVERY = 20
PAGE_BYTES = 4_096

Order = tuple[tuple[str, int, str], ...]
"""The path, offset and text of each hit."""


def flip_bit(data: bytes, chance: random.Random) -> bytes:
    """A copy with one bit flipped."""
    copy = bytearray(data)
    copy[chance.randrange(len(copy))] ^= 1 << chance.randrange(8)
    return bytes(copy)


def swap_pages(data: bytes, chance: random.Random) -> bytes:
    """A copy with two pages swapped."""
    first, second = sorted(chance.sample(range(len(data) // PAGE_BYTES), 2))
    pages = [data[at : at + PAGE_BYTES] for at in range(0, len(data), PAGE_BYTES)]
    pages[first], pages[second] = pages[second], pages[first]
    return b"".join(pages)


DAMAGES = {"bits flipped": flip_bit, "pages swapped": swap_pages}


class Trial:
    """A sound index of a corpus, to compare damaged copies with."""

    def __init__(self, corpus: Path, work: Path) -> None:
        """Builds the index under `work`."""
        self.work = work
        self.embedder = CachingEmbedder(named_embedder(None))
        self.reader = shipped_reader()
        sync([corpus], work / "sound", model=self.embedder)
        self.data = (work / "sound" / FILE_NAME).read_bytes()
        self.right = {reader: self.orders(work / "sound", reader) for reader in (None, self.reader)}

    def orders(self, index: Path, reader: Reader | None) -> list[Order]:
        """The order of the hits for each question. Raises SearchError."""
        with Retriever.open(
            index, model=self.embedder, reader=reader, on_notice=lambda line: None
        ) as retriever:
            return [_order(retriever.retrieve(each, HITS)) for each in QUESTIONS]

    def outcome(self, data: bytes, *, is_thorough: bool) -> str:
        """How an index of these bytes answers: "right", "refused", "another order" or a finding.

        If `is_thorough`, status and doctor check the index, and the reader reads for each question.
        """
        index = self.work / "damaged"
        shutil.rmtree(index, ignore_errors=True)
        index.mkdir(mode=0o700)
        (index / FILE_NAME).write_bytes(data)
        reader = self.reader if is_thorough else None
        try:
            if is_thorough:
                status(index)
                verify(index, lambda check: None, lambda line: None)
            orders = self.orders(index, reader)
        except SearchError:
            return "refused"
        except Exception:  # this is what the benchmark looks for
            return "FINDING: " + " ".join(traceback.format_exc().split()[-12:])
        if orders == self.right[reader]:
            return "right"
        if all(_is_verbatim(order) for order in orders):
            return "another order"
        return "FINDING: not verbatim"


def _order(hits: list[Hit]) -> Order:
    return tuple((hit.document.path, hit.start, hit.text) for hit in hits)


def _is_verbatim(order: Order) -> bool:
    texts = {path: Path(path).read_text(encoding="utf-8") for path, _, _ in order}
    return all(texts[path][start : start + len(text)] == text for path, start, text in order)


def copies(data: bytes, kind: str, count: int, seed: int) -> Iterator[bytes]:
    """Damaged copies of an index; the same seed makes the same copies."""
    chance = random.Random(f"{kind} {seed}")
    return (DAMAGES[kind](data, chance) for _ in range(count))


def main() -> None:
    """Prints how many copies ended how, and each kind of finding."""
    parser = argparse.ArgumentParser(description="Measure what damaged indexes answer.")
    parser.add_argument("--corpus", type=Path, default=Path("seeds"), help="documents to index")
    parser.add_argument("--flips", type=int, default=2_000, help="copies with a flipped bit")
    parser.add_argument("--swaps", type=int, default=500, help="copies with swapped pages")
    parser.add_argument("--seed", type=int, default=1, help="seed of the damage")
    options = parser.parse_args()
    print(f"{provenance()}\n")
    rows, findings = [], Counter[str]()
    with tempfile.TemporaryDirectory() as work:
        trial = Trial(options.corpus, Path(work))
        for kind, count in zip(DAMAGES, (options.flips, options.swaps), strict=True):
            found = Counter[str]()
            damaged = list(copies(trial.data, kind, count, options.seed))
            for number, data in track(kind, list(enumerate(damaged))):
                found[trial.outcome(data, is_thorough=number % READ_EVERY == 0)] += 1
            other = {name: n for name, n in found.items() if name.startswith("FINDING")}
            findings.update(other)
            sound = [found[name] for name in ("right", "refused", "another order")]
            rows.append([kind, count, *sound, sum(other.values())])
    heads = ("damage", "copies", "right", "refused", "otherwise", "findings")
    print(table(heads, rows))
    for finding, count in findings.most_common():
        print(f"  {count} times {finding}")


if __name__ == "__main__":
    main()
