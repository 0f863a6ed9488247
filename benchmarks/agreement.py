"""Copies folded, differing answers shown together, and whether sources are rightly said to differ.

    python -m benchmarks.agreement --data DIR [--limit N]

DIR holds dev/ramdocs_first, xquad_en and selqa_dev. Prints three tables:

copies      of pairs made here (benchmarks/lookalikes.py) from sentences of the sets: the share that
            is folded, of copies and of sentences that differ in what they say
answers     ramdocs_first, every question asked of all passages: how often all its distinct answers,
            right and wrong, stand in the first three and five citations, and in the first fifteen
            hits. "Reachable": all of them stand in some sentence of its own passages
notice      how often sources are said to differ: of the questions of ramdocs_first with two answers
            and more, of those with one, and of xquad_en, where it is nearly always false. The
            thresholds in qa/groups.py were chosen on the half that is not held out
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
from benchmarks.progress import counted, once
from benchmarks.provenance import provenance
from benchmarks.sets import SEED, is_held_out, load
from benchmarks.tables import Cell, table
from index import Hit, Retriever, sync
from index.embedders import named_embedder
from index.pieces import located
from qa.answerer import FEWEST_HITS, compose
from qa.duplicates import fold
from qa.output.wording import difference

SENTENCES = 500
"""Drawn from each set, to make pairs of."""
CITATIONS = 5
DEPTHS = (3, 5, FEWEST_HITS)
SETS = ("xquad_en", "selqa_dev", "ramdocs_first")


@dataclass(frozen=True, slots=True)
class Disputed:
    """A question of passages that disagree."""

    text: str
    answers: frozenset[tuple[str, ...]]
    """Right and wrong, as words."""
    is_reachable: bool


@dataclass(frozen=True, slots=True)
class Shown:
    """What is cited to one question."""

    question: str
    texts: tuple[str, ...]
    """Of the citations, and of what would be cited next."""
    differs: bool


def disputed(folder: Path) -> Iterator[Disputed]:
    rows = [json.loads(line) for line in (folder / "docs.jsonl").open(encoding="utf-8")]
    texts = {row["id"]: row["text"] for row in rows}
    for line in (folder / "questions.jsonl").open(encoding="utf-8"):
        row = json.loads(line)
        known = frozenset(tuple(words(a)) for a in [*row["answers"], *row["wrong_answers"]])
        own = [s.text for name in row["doc_ids"] for s in located(texts[name])]
        yield Disputed(row["question"], known, all(holds(own, answer) for answer in known))


def holds(texts: Iterable[str], answer: tuple[str, ...]) -> bool:
    """Whether one of these texts has the words of an answer, one after the other."""
    return any(f" {' '.join(answer)} " in f" {' '.join(words(text))} " for text in texts)


def shown(question: str, hits: Sequence[Hit]) -> Shown:
    found = fold(hits[:FEWEST_HITS])
    notice = difference(compose(question, [hits], CITATIONS))
    return Shown(question, tuple(copies[0].text for copies in found), notice is not None)


def copies(folders: Sequence[Path]) -> str:
    """The share of made pairs that is folded, by what was changed and by length."""
    draw = random.Random(SEED)
    texts: list[str] = []
    for folder in folders:
        found = [s.text for text in load(folder).documents.values() for s in located(text)]
        texts += draw.sample(found, min(SENTENCES, len(found)))
    texts = [text for text in dict.fromkeys(texts) if len(text.split()) > 2]
    rows = [*_folded(texts, COPIES), *_folded(texts, NEAR_MISSES)]
    heads = ("copies", *lookalikes.CLASSES, "all", "pairs")
    return table(heads, rows)


def _folded(texts: list[str], changes: dict[str, Change]) -> Iterator[list[Cell]]:
    made: dict[str, dict[str, list[bool]]] = defaultdict(lambda: defaultdict(list))
    for name, text, changed in lookalikes.pairs(texts, changes):
        made[name][lookalikes.length(text)].append(lookalikes.is_folded(text, changed))
    for name, by_length in made.items():
        every = [each for found in by_length.values() for each in found]
        parts = [_share(by_length[length]) for length in lookalikes.CLASSES]
        yield [name, *parts, _share(every), len(every)]


def answers(known: Sequence[Disputed], made: Sequence[Shown]) -> str:
    """How often all answers stand in the first citations."""
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


def notices(named: dict[str, Sequence[Shown]]) -> str:
    """How often sources are said to differ, on either half."""
    rows: list[list[Cell]] = []
    for name, made in named.items():
        halves = [[m.differs for m in made if is_held_out(m.question) == held] for held in (0, 1)]
        rows.append([name, len(made), *map(_share, halves), _share([m.differs for m in made])])
    return table(("notice", "asked", "fitted", "held out", "all"), rows)


def _share(held: Sequence[bool]) -> float:
    return sum(held) / max(1, len(held))


def indexed(folder: Path, work: Path) -> Path:
    """The index of a set's documents."""
    corpus, index = work / folder.name, work / f"{folder.name}.index"
    load(folder).write(corpus)
    sync([corpus], index, model=named_embedder(None))
    return index


def main() -> None:
    parser = argparse.ArgumentParser(description="Measure copies, groups and the notice.")
    parser.add_argument("--data", type=Path, required=True, help="folder that holds dev")
    parser.add_argument("--limit", type=int, default=300, help="questions of xquad_en, drawn")
    options = parser.parse_args()
    folders = {name: options.data / "dev" / name for name in SETS}
    print(copies(list(folders.values())), flush=True)
    known = list(disputed(folders["ramdocs_first"]))
    sample = load(folders["xquad_en"]).sample(options.limit).questions
    with tempfile.TemporaryDirectory() as work:
        retrieved = {
            name: _retrieved(name, indexed(folders[name], Path(work)), texts)
            for name, texts in (
                ("ramdocs_first", [question.text for question in known]),
                ("xquad_en", [question.text for question in sample]),
            )
        }
    made = {name: [shown(*pair) for pair in pairs] for name, pairs in retrieved.items()}
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


def _retrieved(name: str, index: Path, questions: Sequence[str]) -> list[tuple[str, list[Hit]]]:
    with Retriever.open(index, on_notice=once()) as retriever:
        return [(text, retriever.retrieve(text, FEWEST_HITS)) for text in counted(name, questions)]


if __name__ == "__main__":
    main()
