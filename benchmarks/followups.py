"""How well follow-up questions are answered, and whether stand-alone questions suffer.

    python -m benchmarks.followups --data DIR

DIR holds dev/mtrag_human_refsubset, mtrag_human_rewrites, trec_cast_rewrites, canard_rewrites and
xquad_en. Each passage becomes a text file, and a question is asked of all files of its set.
Recall@5 is the share of a question's passages that are among the first five files of the sentences
found; found@5 is how often one is. The rows of a set:

raw          the question as it was asked
glued        the question before it, and then it
product      as qa.Answerer asks it, with the earlier questions
chat         as qa.Answerer asks it, with its own answers to the earlier questions
told         as qa.Answerer asks it, with what people replied to the earlier questions
asked words  the question, and the topic words people added that are in earlier questions
told words   the question, and the topic words people added that are in earlier turns
human        the stand-alone question that people wrote

"closed" is the share of the distance from raw to human that a row closes, with the bounds of 95 in
100 resamples of the questions. "won" counts the questions that find a passage which raw does not
find, "lost" the reverse. "changed" is the share of questions that a row asks in other words.
The product was fitted and tuned on other conversations, but those of mtrag were looked at
meanwhile. Two more tables follow:

words        topic words: the share of those people added that the product adds too (recall), and
             the share of those the product adds that people added too (precision)
alone        questions of xquad_en after another question: how many are asked in other words, and
             how often the right sentence is first and among five
"""

import argparse
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import numpy as np
import numpy.typing as npt

from benchmarks import conversations
from benchmarks.conversations import FollowUp
from benchmarks.figures import RESAMPLES, SEED
from benchmarks.orders import median_ms
from benchmarks.progress import track
from benchmarks.provenance import provenance
from benchmarks.sets import load
from benchmarks.tables import Cell, table
from index import Filter, Hit, QuestionError, Retriever, sync
from index.records import NO_FILTER
from qa import Answer, Answerer
from qa.answerer import order, turns
from qa.followups.features import Turn
from qa.followups.phrases import stems, words
from qa.followups.resolution import MAX_CHARS, resolve

Floats = npt.NDArray[np.float64]
Bools = npt.NDArray[np.bool_]

FIRST = 5
"""How many files count."""
DEEP = 60
"""How many sentences those files come from."""
ALONE = 2_000
"""How many stand-alone questions are asked."""


@dataclass(frozen=True, slots=True)
class Search:
    """The text that was searched for, and the files found."""

    text: str
    found: tuple[str, ...]
    seconds: float


class CachingRetriever:
    """Retrieves DEEP sentences for each question, and keeps them."""

    def __init__(self, retriever: Retriever) -> None:
        self._retriever = retriever
        self._hits: dict[str, tuple[list[Hit], float]] = {}
        self.seconds = 0.0
        """How long all retrieval would have taken without keeping; set it to 0 to start anew."""

    def retrieve(
        self,
        question: str,
        k: int,
        *,
        filter: Filter = NO_FILTER,
        today: date | None = None,
    ) -> list[Hit]:
        """The first `k` hits, at most DEEP. No question of these sets is filtered."""
        if question not in self._hits:
            began = time.perf_counter()
            hits = self._retriever.retrieve(question, DEEP)
            self._hits[question] = (hits, time.perf_counter() - began)
        hits, seconds = self._hits[question]
        self.seconds += seconds
        return hits[:k]


Way = Callable[[FollowUp], Search]


def ways(retriever: CachingRetriever) -> dict[str, Way]:
    """The ways to ask a follow-up, by the names of the rows."""
    answerer = Answerer(retriever)
    answers: dict[tuple[str, ...], Answer] = {}

    def search(text: str, texts: Sequence[str]) -> Search:
        retriever.seconds = 0.0
        found = [retriever.retrieve(each, DEEP) for each in texts]
        seconds = retriever.seconds
        files = dict.fromkeys(Path(hit.document.path).name for hit in order(found))
        return Search(text, tuple(files)[:FIRST], seconds)

    def ask_product(question: FollowUp, turns: Sequence[Turn]) -> Search:
        resolved = resolve(question.text, turns)
        return search(resolved.text, resolved.texts)

    def answer_each(texts: tuple[str, ...]) -> list[Answer]:
        earlier: list[Answer] = []
        for end in range(1, len(texts) + 1):
            if texts[:end] not in answers:
                answers[texts[:end]] = answerer.ask(texts[end - 1], earlier)
            earlier.append(answers[texts[:end]])
        return earlier

    def ask_in_chat(question: FollowUp) -> Search:
        earlier = answer_each(tuple(turn.question for turn in question.asked))
        return ask_product(question, turns(earlier))

    def ask_as_is(text: str) -> Search:
        return search(text, [text])

    return {
        "raw": lambda q: ask_as_is(q.text),
        "glued": lambda q: ask_as_is(f"{q.asked[-1].question} {q.text}"),
        "product": lambda q: ask_product(q, q.asked),
        "chat": ask_in_chat,
        "told": lambda q: ask_product(q, q.told),
        "asked words": lambda q: ask_as_is(_add_words(q, q.asked)),
        "told words": lambda q: ask_as_is(_add_words(q, q.told)),
        "human": lambda q: ask_as_is(q.rewrite),
    }


def _add_words(question: FollowUp, turns: Sequence[Turn]) -> str:
    """The question, and after it the topic words people added that are in these turns."""
    found = {
        stem: word.text
        for turn in turns
        for text in (turn.question, *turn.shown)
        for word in words(text[:MAX_CHARS])
        for stem in stems(word.text) & question.added_stems
    }
    return " ".join([question.text, *dict.fromkeys(found.values())])


def measure_passages(
    name: str, documents: dict[str, str], asked: Sequence[FollowUp], work: Path
) -> None:
    """Prints how well each way finds the passages of a set; `work` is an empty folder."""
    corpus, index = work / "corpus", work / "index"
    corpus.mkdir()
    for file, text in documents.items():
        (corpus / file).write_bytes(text.encode())
    sync([corpus], index)
    with Retriever.open(index, on_notice=lambda line: None) as retriever:
        retriever.load()
        made = {
            way: [ask(question) for question in track(f"{name} {way}", asked)]
            for way, ask in ways(CachingRetriever(retriever)).items()
        }
    left = np.array([question.stands_alone for question in asked])
    print(
        f"{name}: {len(asked)} follow-ups, {int(left.sum())} that people left as they were,"
        f" {len(documents)} passages"
    )
    kinds = {"all": np.ones(len(asked), bool), "people changed": ~left, "left alone": left}
    for kind, chosen in kinds.items():
        rows = list(_rows(asked, made, chosen))
        heads = ("recall@5", "closed", "[95%]", "found@5", "closed", "won", "lost", "changed", "ms")
        print(table((kind, *heads), rows))


def _rows(
    asked: Sequence[FollowUp], made: dict[str, list[Search]], chosen: Bools
) -> Iterator[list[Cell]]:
    def recalls(way: str) -> Floats:
        pairs = zip(asked, made[way], strict=True)
        each = np.array([len(q.gold & set(one.found)) / len(q.gold) for q, one in pairs])
        found: Floats = each[chosen]
        return found

    raw, human = recalls("raw"), recalls("human")
    for way in made:
        mine = recalls(way)
        low, high = _bounds(raw, mine, human)
        changed = [one.text != q.text for q, one in zip(asked, made[way], strict=True)]
        yield [
            way,
            float(mine.mean()),
            _share_closed(raw, mine, human),
            f"[{low:.2f},{high:.2f}]",
            float((mine > 0).mean()),
            _share_closed(np.sign(raw), np.sign(mine), np.sign(human)),
            int(((mine > 0) & (raw == 0)).sum()),
            int(((mine == 0) & (raw > 0)).sum()),
            float(np.array(changed)[chosen].mean()),
            f"{median_ms([one.seconds for one in made[way]]):.0f}",
        ]


def _share_closed(raw: Floats, mine: Floats, human: Floats) -> str:
    distance = float(human.mean() - raw.mean())
    return f"{(mine.mean() - raw.mean()) / distance:.2f}" if abs(distance) > 1e-9 else "-"


def _bounds(raw: Floats, mine: Floats, human: Floats) -> tuple[float, float]:
    """95 % bounds of the share closed; resamples without a distance are left out."""
    drawn = np.random.default_rng(SEED).integers(0, len(raw), (RESAMPLES, len(raw)))
    distances = (human - raw)[drawn].mean(axis=1)
    gains = (mine - raw)[drawn].mean(axis=1)
    has = distances > 1e-9
    low, high = np.quantile(gains[has] / distances[has], (0.025, 0.975)) if has.any() else (0, 0)
    return float(low), float(high)


def measure_words(dev: Path) -> None:
    """Prints how the words that the product adds compare with those that people added."""
    rows: list[list[Cell]] = []
    for name in conversations.REWRITES:
        questions = conversations.load_rewrites(dev, name)
        if name != "mtrag_human_rewrites":
            questions = [question for question in questions if question.is_held_out]
        else:
            measured = {question.conversation for question in conversations.load_mtrag(dev)[1]}
            questions = [q for q in questions if q.conversation in measured]
        for kind in ("asked", "told"):
            rows.append(
                [f"{name.removesuffix('_rewrites')} {kind}", *_compare_words(questions, kind)]
            )
    heads = ("questions", "recall", "precision", "leaning", "changed", "alone", "changed")
    print(table(("words", *heads), rows))


def _compare_words(questions: Sequence[FollowUp], kind: str) -> list[Cell]:
    right = ours = theirs = 0
    changed: dict[bool, list[bool]] = {True: [], False: []}
    for question in questions:
        turns: tuple[Turn, ...] = getattr(question, kind)
        text = resolve(question.text, turns).text
        changed[question.stands_alone].append(text != question.text)
        made = stems(text) - stems(question.text)
        right += len(made & question.added_stems)
        ours += len(made)
        theirs += len(question.added_stems)
    shares = [(len(each), float(np.mean(each))) for each in (changed[False], changed[True])]
    return [len(questions), right / max(1, theirs), right / max(1, ours), *shares[0], *shares[1]]


def measure_alone(folder: Path, work: Path) -> None:
    """Prints how stand-alone questions fare when others were asked before them."""
    chosen = load(folder)
    drawn = conversations.draw_stand_alones(folder, ALONE)
    changed = [q for q in drawn if resolve(q.text, q.asked).text != q.text]
    chosen.write(work / "corpus")
    sync([work / "corpus"], work / "index")
    known = {question.text: question for question in chosen.questions}
    ranks: dict[str, list[int]] = {"raw": [], "product": []}
    with Retriever.open(work / "index") as retriever:
        answerer = Answerer(retriever)
        for question in track("changed", changed):
            for way, history in (("raw", []), ("product", [t.question for t in question.asked])):
                try:
                    answer = answerer.ask(question.text, history)
                except QuestionError:
                    continue
                found = (
                    (c.text, [(Path(c.document.path).name, c.start, c.end)])
                    for c in answer.citations
                )
                ranks[way].append(known[question.text].rank(found))
    raw, product = (np.array(ranks[way]) for way in ("raw", "product"))
    print(
        f"alone: {len(drawn)} questions of {chosen.name} after another: {len(changed)} asked"
        f" in other words ({len(changed) / len(drawn):.4f}); of these the right sentence is first"
        f" for {int((raw == 1).sum())} -> {int((product == 1).sum())}, among five for"
        f" {int((raw > 0).sum())} -> {int((product > 0).sum())}"
    )


def main() -> None:
    """Prints the tables of the sets with passages, then the words, then the line on alone."""
    parser = argparse.ArgumentParser(
        description="Measure how well follow-up questions are answered."
    )
    parser.add_argument("--data", type=Path, required=True, help="folder that holds dev/SET")
    options = parser.parse_args()
    dev = options.data / "dev"
    for name, read in (
        (conversations.MTRAG, conversations.load_mtrag),
        ("trec_cast 2021-22", conversations.load_cast),
    ):
        with tempfile.TemporaryDirectory() as work:
            measure_passages(name, *read(dev), Path(work))
    measure_words(dev)
    with tempfile.TemporaryDirectory() as work:
        measure_alone(dev / "xquad_en", Path(work))
    print(provenance("cited-qa", "torch"))


if __name__ == "__main__":
    main()
