"""How well copies are folded, differing answers are shown, and sources are said to differ.

    python -m benchmarks.agreement --data DIR [--limit N]

DIR holds dev/ramdocs_first, xquad_en and selqa_dev. Prints three tables:

copies      the share of pairs that is folded, of copies and of sentences that say other things;
            benchmarks/lookalikes.py makes both from sentences of the sets
answers     how often all answers to a question, right and wrong, are among the first three and
            five citations, and the first fifteen hits. Each question of ramdocs_first is asked of
            all its passages. "Reachable": every answer is in a sentence of the question's passages
notice      how often the product says that sources differ: for questions of ramdocs_first with
            two or more answers, for those with one, and for xquad_en, where it is nearly always
            wrong. The thresholds in qa/evidence/groups.py were chosen on the half not held out
"""

import argparse
import json
import random
import tempfile
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from benchmarks import lookalikes
from benchmarks.figures import words
from benchmarks.lookalikes import COPIES, NEAR_MISSES, Change
from benchmarks.progress import once_printer, track
from benchmarks.provenance import provenance
from benchmarks.sets import SEED, is_held_out, load
from benchmarks.tables import Cell, table
from index import Hit, Retriever, sync
from index.embedders import named_embedder
from index.segmentation import locate_sentences
from qa.answerer import FEWEST_HITS, compose
from qa.evidence.duplicates import fold
from qa.output.captions import difference

SENTENCES = 500
"""How many are drawn from each set to make pairs."""
CITATIONS = 5
DEPTHS = (3, 5, FEWEST_HITS)
SETS = ("xquad_en", "selqa_dev", "ramdocs_first")


@dataclass(frozen=True, slots=True)
class DisputedQuestion:
    """A question whose passages disagree."""

    text: str
    answers: frozenset[tuple[str, ...]]
    """Right and wrong ones, each as its words."""
    is_reachable: bool
    """Whether each answer stands in a sentence of the question's passages."""


@dataclass(frozen=True, slots=True)
class Display:
    """What the product shows for a question."""

    question: str
    texts: tuple[str, ...]
    """Of the citations, and of those that would come next."""
    differs: bool
    """Whether it says that sources differ."""


def load_disputed(folder: Path) -> Iterator[DisputedQuestion]:
    """The questions of a set whose passages disagree."""
    rows = [json.loads(line) for line in (folder / "docs.jsonl").open(encoding="utf-8")]
    texts = {row["id"]: row["text"] for row in rows}
    for line in (folder / "questions.jsonl").open(encoding="utf-8"):
        row = json.loads(line)
        known = frozenset(tuple(words(a)) for a in [*row["answers"], *row["wrong_answers"]])
        own = [s.text for name in row["doc_ids"] for s in locate_sentences(texts[name])]
        yield DisputedQuestion(row["question"], known, all(holds(own, answer) for answer in known))


def holds(texts: Iterable[str], answer: tuple[str, ...]) -> bool:
    """Whether one of these texts has the words of an answer in a row."""
    return any(f" {' '.join(answer)} " in f" {' '.join(words(text))} " for text in texts)


def display(question: str, hits: Sequence[Hit]) -> Display:
    """What the product shows for a question with these hits."""
    found = fold(hits[:FEWEST_HITS])
    notice = difference(compose(question, [hits], CITATIONS))
    return Display(question, tuple(copies[0].text for copies in found), notice is not None)


def copies(folders: Sequence[Path]) -> str:
    """The table of the pairs that are folded, by change and by length."""
    draw = random.Random(SEED)
    texts: list[str] = []
    for folder in folders:
        found = [s.text for text in load(folder).documents.values() for s in locate_sentences(text)]
        texts += draw.sample(found, min(SENTENCES, len(found)))
    texts = [text for text in dict.fromkeys(texts) if len(text.split()) > 2]
    rows = [*_fold_rows(texts, COPIES), *_fold_rows(texts, NEAR_MISSES)]
    heads = ("copies", *lookalikes.CLASSES, "all", "pairs")
    return table(heads, rows)


def _fold_rows(texts: list[str], changes: dict[str, Change]) -> Iterator[list[Cell]]:
    made: dict[str, dict[str, list[bool]]] = defaultdict(lambda: defaultdict(list))
    for name, text, changed in lookalikes.pairs(texts, changes):
        made[name][lookalikes.length_class(text)].append(lookalikes.is_folded(text, changed))
    for name, by_length in made.items():
        every = [each for found in by_length.values() for each in found]
        parts = [_share(by_length[length]) for length in lookalikes.CLASSES]
        yield [name, *parts, _share(every), len(every)]


def answers(known: Sequence[DisputedQuestion], made: Sequence[Display]) -> str:
    """The table of how often all answers are among the first citations."""
    several = [pair for pair in zip(known, made, strict=True) if len(pair[0].answers) > 1]
    reachable = [pair for pair in several if pair[0].is_reachable]
    rows: list[list[Cell]] = []
    for name, pairs in (("several", several), ("reachable", reachable)):
        shares = [
            _share([all(holds(m.texts[:k], each) for each in q.answers) for q, m in pairs])
            for k in DEPTHS
        ]
        rows.append([name, len(pairs), *shares])
    return table(("answers", "asked", *(f"all in {k}" for k in DEPTHS)), rows)


def notices(named: dict[str, Sequence[Display]]) -> str:
    """The table of how often the product says that sources differ, on either half."""
    rows: list[list[Cell]] = []
    for name, made in named.items():
        halves = [[m.differs for m in made if is_held_out(m.question) == held] for held in (0, 1)]
        rows.append([name, len(made), *map(_share, halves), _share([m.differs for m in made])])
    return table(("notice", "asked", "fitted", "held out", "all"), rows)


def _share(held: Sequence[bool]) -> float:
    return sum(held) / max(1, len(held))


def build_index(folder: Path, work: Path) -> Path:
    """The index of a set's documents, written under `work`."""
    corpus, index = work / folder.name, work / f"{folder.name}.index"
    load(folder).write(corpus)
    sync([corpus], index, model=named_embedder(None))
    return index


def main() -> None:
    """Prints the three tables."""
    parser = argparse.ArgumentParser(
        description="Measure how copies are folded and differing answers shown."
    )
    parser.add_argument("--data", type=Path, required=True, help="folder that holds dev")
    parser.add_argument(
        "--limit", type=int, default=300, help="how many questions of xquad_en are drawn"
    )
    options = parser.parse_args()
    folders = {name: options.data / "dev" / name for name in SETS}
    print(copies(list(folders.values())), flush=True)
    known = list(load_disputed(folders["ramdocs_first"]))
    sample = load(folders["xquad_en"]).sample(options.limit).questions
    with tempfile.TemporaryDirectory() as work:
        retrieved = {
            name: _retrieve(name, build_index(folders[name], Path(work)), texts)
            for name, texts in (
                ("ramdocs_first", [question.text for question in known]),
                ("xquad_en", [question.text for question in sample]),
            )
        }
    made = {name: [display(*pair) for pair in pairs] for name, pairs in retrieved.items()}
    print(answers(known, made["ramdocs_first"]))
    several, one = (
        [
            m
            for k, m in zip(known, made["ramdocs_first"], strict=True)
            if (len(k.answers) > 1) == is_
        ]
        for is_ in (True, False)
    )
    print(notices({"several answers": several, "one answer": one, "xquad_en": made["xquad_en"]}))
    print(provenance("cited-qa"))


def _retrieve(name: str, index: Path, questions: Sequence[str]) -> list[tuple[str, list[Hit]]]:
    with Retriever.open(index, on_notice=once_printer()) as retriever:
        return [(text, retriever.retrieve(text, FEWEST_HITS)) for text in track(name, questions)]


if __name__ == "__main__":
    main()
