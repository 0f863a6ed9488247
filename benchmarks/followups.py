"""How well questions that lean on earlier ones are answered, and what that does to others.

    python -m benchmarks.followups --data DIR

DIR holds dev/mtrag_human_refsubset, mtrag_human_rewrites, trec_cast_rewrites, canard_rewrites and
xquad_en. Passages become one text file each; a question is asked of all of a set. Recall@5 is the
share of its passages that are among the first five files of the sentences found, found@5 how often
one is. The rows of a set:

raw          the question as it was asked
glued        the question before it, and it
product      as qa.Answerer asks, given the earlier questions
chat         the same, given its own answers to them
told         the same, given what people said to them
asked words  the question with those words for topics that people added and that had been asked
told words   the same, or that had been said
human        the stand-alone question that people wrote

closed is the share of the distance from raw to human that a row closes, with the bounds of 95 in
100 resamples of the questions. won and lost are how many questions find a passage that raw does
not, and the other way round; changed is the share that a row asks otherwise. What is measured here
was fitted and chosen on other conversations; those of mtrag were looked at, too, while it was.

words        of the words for topics that people added, how many the product adds (recall), and of
             those it adds how many people did (precision): for the sets without passages
alone        questions of xquad_en after another of the set, of the same document and not: how many
             are asked otherwise, and how often the right sentence is first and among five
"""

import argparse
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt

from benchmarks import conversations
from benchmarks.conversations import FollowUp
from benchmarks.figures import RESAMPLES, SEED
from benchmarks.orders import median_ms
from benchmarks.progress import counted
from benchmarks.provenance import provenance
from benchmarks.sets import load
from benchmarks.tables import Cell, table
from index import Hit, QuestionError, Retriever, sync
from qa import Answer, Answerer
from qa.answerer import ordered, turns
from qa.followups.features import Turn
from qa.followups.phrases import stems, words
from qa.followups.resolution import MAX_CHARS, resolve

Floats = npt.NDArray[np.float64]
Bools = npt.NDArray[np.bool_]

FIRST = 5
"""Passages that count."""
DEEP = 60
"""Sentences that they are looked for in."""
ALONE = 2_000
"""Questions asked after another."""


@dataclass(frozen=True, slots=True)
class Asked:
    """What a question was asked as, and the passages found."""

    text: str
    found: tuple[str, ...]
    seconds: float


class Deep:
    """A Retriever that finds DEEP sentences at least, and finds those of a question once."""

    def __init__(self, retriever: Retriever) -> None:
        self._retriever = retriever
        self._hits: dict[str, tuple[list[Hit], float]] = {}
        self.seconds = 0.0
        """What has been found would have taken, each time anew."""

    def retrieve(self, question: str, k: int, **period: str | None) -> list[Hit]:
        if question not in self._hits:
            began = time.perf_counter()
            hits = self._retriever.retrieve(question, DEEP)
            self._hits[question] = (hits, time.perf_counter() - began)
        hits, seconds = self._hits[question]
        self.seconds += seconds
        return hits[:k]


Way = Callable[[FollowUp], Asked]


def ways(retriever: Deep) -> dict[str, Way]:
    """How a follow-up may be asked."""
    answerer = Answerer(retriever)  # type: ignore[arg-type]  # all that it asks of one
    answers: dict[tuple[str, ...], Answer] = {}

    def asked(text: str, texts: Sequence[str]) -> Asked:
        retriever.seconds = 0.0
        found = [retriever.retrieve(each, DEEP) for each in texts]
        seconds = retriever.seconds
        files = dict.fromkeys(Path(hit.document.path).name for hit in ordered(found))
        return Asked(text, tuple(files)[:FIRST], seconds)

    def product(question: FollowUp, turns: Sequence[Turn]) -> Asked:
        resolved = resolve(question.text, turns)
        return asked(resolved.text, resolved.texts)

    def chatted(texts: tuple[str, ...]) -> list[Answer]:
        earlier: list[Answer] = []
        for end in range(1, len(texts) + 1):
            if texts[:end] not in answers:
                answers[texts[:end]] = answerer.ask(texts[end - 1], earlier)
            earlier.append(answers[texts[:end]])
        return earlier

    def chat(question: FollowUp) -> Asked:
        earlier = chatted(tuple(turn.question for turn in question.asked))
        return product(question, turns(earlier))

    def plain(text: str) -> Asked:
        return asked(text, [text])

    return {
        "raw": lambda q: plain(q.text),
        "glued": lambda q: plain(f"{q.asked[-1].question} {q.text}"),
        "product": lambda q: product(q, q.asked),
        "chat": chat,
        "told": lambda q: product(q, q.told),
        "asked words": lambda q: plain(_with_words(q, q.asked)),
        "told words": lambda q: plain(_with_words(q, q.told)),
        "human": lambda q: plain(q.rewrite),
    }


def _with_words(question: FollowUp, turns: Sequence[Turn]) -> str:
    """The question, and those of the words that people added that stand in these turns."""
    found = {
        stem: word.text
        for turn in turns
        for text in (turn.question, *turn.shown)
        for word in words(text[:MAX_CHARS])
        for stem in stems(word.text) & question.added
    }
    return " ".join([question.text, *dict.fromkeys(found.values())])


def passages(name: str, documents: dict[str, str], asked: Sequence[FollowUp], work: Path) -> None:
    """Prints how the ways to ask do on a set with passages."""
    corpus, index = work / "corpus", work / "index"
    corpus.mkdir()
    for file, text in documents.items():
        (corpus / file).write_bytes(text.encode())
    sync([corpus], index)
    with Retriever.open(index, on_notice=lambda line: None) as retriever:
        retriever.load()
        made = {
            way: [ask(question) for question in counted(f"{name} {way}", asked)]
            for way, ask in ways(Deep(retriever)).items()
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
    asked: Sequence[FollowUp], made: dict[str, list[Asked]], chosen: Bools
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
            _closed(raw, mine, human),
            f"[{low:.2f},{high:.2f}]",
            float((mine > 0).mean()),
            _closed(np.sign(raw), np.sign(mine), np.sign(human)),
            int(((mine > 0) & (raw == 0)).sum()),
            int(((mine == 0) & (raw > 0)).sum()),
            float(np.array(changed)[chosen].mean()),
            f"{median_ms([one.seconds for one in made[way]]):.0f}",
        ]


def _closed(raw: Floats, mine: Floats, human: Floats) -> str:
    distance = float(human.mean() - raw.mean())
    return f"{(mine.mean() - raw.mean()) / distance:.2f}" if abs(distance) > 1e-9 else "-"


def _bounds(raw: Floats, mine: Floats, human: Floats) -> tuple[float, float]:
    """Of the share of the distance closed; a resample without a distance has none."""
    drawn = np.random.default_rng(SEED).integers(0, len(raw), (RESAMPLES, len(raw)))
    distances = (human - raw)[drawn].mean(axis=1)
    gains = (mine - raw)[drawn].mean(axis=1)
    has = distances > 1e-9
    low, high = np.quantile(gains[has] / distances[has], (0.025, 0.975)) if has.any() else (0, 0)
    return float(low), float(high)


def added(dev: Path) -> None:
    """Prints how the product's words compare with people's."""
    rows: list[list[Cell]] = []
    for name in conversations.REWRITES:
        questions = conversations.rewritten(dev, name)
        if name != "mtrag_human_rewrites":
            questions = [question for question in questions if question.is_held_out]
        else:
            measured = {question.conversation for question in conversations.mtrag(dev)[1]}
            questions = [q for q in questions if q.conversation in measured]
        for kind in ("asked", "told"):
            rows.append([f"{name.removesuffix('_rewrites')} {kind}", *_overlap(questions, kind)])
    heads = ("questions", "recall", "precision", "leaning", "changed", "alone", "changed")
    print(table(("words", *heads), rows))


def _overlap(questions: Sequence[FollowUp], kind: str) -> list[Cell]:
    right = ours = theirs = 0
    changed: dict[bool, list[bool]] = {True: [], False: []}
    for question in questions:
        turns: tuple[Turn, ...] = getattr(question, kind)
        text = resolve(question.text, turns).text
        changed[question.stands_alone].append(text != question.text)
        made = stems(text) - stems(question.text)
        right += len(made & question.added)
        ours += len(made)
        theirs += len(question.added)
    shares = [(len(each), float(np.mean(each))) for each in (changed[False], changed[True])]
    return [len(questions), right / max(1, theirs), right / max(1, ours), *shares[0], *shares[1]]


def alone(folder: Path, work: Path) -> None:
    """Prints what becomes of questions that stand alone when others were asked before them."""
    chosen = load(folder)
    drawn = conversations.stand_alones(folder, ALONE)
    changed = [q for q in drawn if resolve(q.text, q.asked).text != q.text]
    chosen.write(work / "corpus")
    sync([work / "corpus"], work / "index")
    known = {question.text: question for question in chosen.questions}
    ranks: dict[str, list[int]] = {"raw": [], "product": []}
    with Retriever.open(work / "index") as retriever:
        answerer = Answerer(retriever)
        for question in counted("changed", changed):
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
        f" otherwise ({len(changed) / len(drawn):.4f}); of these the right sentence is first for"
        f" {int((raw == 1).sum())} -> {int((product == 1).sum())}, among five for"
        f" {int((raw > 0).sum())} -> {int((product > 0).sum())}"
    )


def main() -> None:
    parser = argparse.ArgumentParser(description="Measure questions that lean on earlier ones.")
    parser.add_argument("--data", type=Path, required=True, help="folder that holds dev/SET")
    options = parser.parse_args()
    dev = options.data / "dev"
    for name, read in (
        (conversations.MTRAG, conversations.mtrag),
        ("trec_cast 2021-22", conversations.cast),
    ):
        with tempfile.TemporaryDirectory() as work:
            passages(name, *read(dev), Path(work))
    added(dev)
    with tempfile.TemporaryDirectory() as work:
        alone(dev / "xquad_en", Path(work))
    print(provenance("cited-qa", "torch"))


if __name__ == "__main__":
    main()
