"""Boundary F1 and speed of sentence splitting, compared with the other splitters installed.

    python -m benchmarks.segmentation --data DIR

DIR holds dev/seg_ud_ewt_dev/docs.jsonl and dev/seg_golden_rules/docs.jsonl, with "text" and
"sentences" on each line. A boundary is the end of a sentence that another one follows, so the end
of a document never counts. A boundary is identified by the number of non-space characters before
it, so that it does not matter how a splitter treats spaces. Precision and recall are over all
boundaries of a set together. Documents marked "concatenation_matches": false are left out, because
their sentences do not add up to their text. Speed is in UTF-8 bytes, for one pass over all
documents; the best of three passes counts.
"""

import argparse
import importlib
import importlib.util
import json
import time
from collections.abc import Callable, Iterable
from itertools import accumulate
from pathlib import Path
from typing import Any

from benchmarks.provenance import provenance
from index.text import sentences

SETS = ("seg_ud_ewt_dev", "seg_golden_rules")

Splitter = Callable[[str], list[str]]


def cited_qa() -> Splitter:
    """The splitter of this project."""
    return lambda text: [text[start:end] for start, end in sentences.split(text)]


def pysbd() -> Splitter:
    """pysbd for English."""
    split: Splitter = importlib.import_module("pysbd").Segmenter(language="en", clean=False).segment
    return split


def syntok() -> Splitter:
    """syntok's segmenter."""
    analyze = importlib.import_module("syntok.segmenter").analyze

    def split(text: str) -> list[str]:
        return [
            text[sentence[0].offset : sentence[-1].offset + len(sentence[-1].value)]
            for paragraph in analyze(text)
            for sentence in paragraph
        ]

    return split


def blingfire() -> Splitter:
    """blingfire, line by line: by itself it takes line ends for spaces."""
    text_to_sentences = importlib.import_module("blingfire").text_to_sentences

    def split(text: str) -> list[str]:
        lines = (line for line in text.split("\n") if line.strip())
        return [sentence for line in lines for sentence in text_to_sentences(line).split("\n")]

    return split


SPLITTERS: dict[str, Callable[[], Splitter]] = {
    "ours": cited_qa,
    "pysbd": pysbd,
    "syntok": syntok,
    "blingfire": blingfire,
}


def boundaries(parts: Iterable[str]) -> set[int]:
    """The number of non-space characters before each boundary of one document."""
    counts = list(accumulate(len("".join(part.split())) for part in parts))
    return set(counts) - set(counts[-1:]) - {0}


def measure(split: Splitter, documents: list[dict[str, Any]]) -> tuple[float, float, float, float]:
    """Precision, recall and F1, each 0 to 1, and speed in MB/s."""
    seconds = []
    for _ in range(3):
        began = time.perf_counter()
        found = [split(document["text"]) for document in documents]
        seconds.append(time.perf_counter() - began)
    right = predicted = expected = 0
    for parts, document in zip(found, documents, strict=True):
        given, gold = boundaries(parts), boundaries(document["sentences"])
        right += len(given & gold)
        predicted += len(given)
        expected += len(gold)
    size = sum(len(document["text"].encode()) for document in documents)
    precision, recall = right / max(predicted, 1), right / max(expected, 1)
    f1 = 2 * right / max(predicted + expected, 1)
    return precision, recall, f1, size / min(seconds) / 1e6


def load(folder: Path) -> list[dict[str, Any]]:
    """The documents of a set whose sentences add up to their text."""
    with (folder / "docs.jsonl").open(encoding="utf-8") as file:
        documents = [json.loads(line) for line in file]
    return [document for document in documents if document.get("concatenation_matches", True)]


def main() -> None:
    """Prints a row for each set and splitter."""
    parser = argparse.ArgumentParser(description="Measure sentence splitting.")
    parser.add_argument("--data", type=Path, required=True, help="folder that holds dev/seg_*")
    folder = parser.parse_args().data
    installed = {
        name: make()
        for name, make in SPLITTERS.items()
        if name == "ours" or importlib.util.find_spec(name)
    }
    print(f"{'set':<18}{'splitter':<11}{'docs':>5}{'P':>7}{'R':>7}{'F1':>7}{'MB/s':>7}")
    for name in SETS:
        documents = load(folder / "dev" / name)
        for splitter, split in installed.items():
            precision, recall, f1, speed = measure(split, documents)
            print(
                f"{name:<18}{splitter:<11}{len(documents):>5}"
                f"{precision:>7.3f}{recall:>7.3f}{f1:>7.3f}{speed:>7.2f}"
            )
    missing = [name for name in SPLITTERS if name not in installed]
    if missing:
        print("not installed:", ", ".join(missing))
    compared = [name for name in installed if name != "ours"]
    print(provenance("cited-qa", *compared))


if __name__ == "__main__":
    main()
