"""How often the right sentence comes first, and how well the product knows when it does.

    python -m benchmarks.retrieval --data DIR [--sets xquad_en,selqa_dev,wikiqa_dev]
    python -m benchmarks.retrieval --set DIR [--set DIR …]

`--data DIR` holds dev/SET, `--set DIR` is a set itself; a set is docs.jsonl and questions.jsonl.
Every document becomes one text file; all are one corpus, synced anew; every question is asked of
all of it. A sentence is right where it holds the start of a known answer, or overlaps a sentence
known to answer. P@1 and R@k are shares of the questions that have an answer whose right sentence
is first, or among k; MRR the mean of 1/rank among ten; ms the median of a question. A row's P@1
less that of the row before has the bounds of 95 in 100 paired resamples of the questions, and a
two-sided p.

cited-qa is the product, asked as qa.Answerer asks, copies folded; hybrid is the same without a
reader. BM25 and dense rank the sentences of the same index by one signal. Of cited-qa alone:

reading     how often a right sentence was in a passage that was read (covered)
span        SQuAD's exact match and F1 of the words marked in citation 1, and of those the reader
            marks when it is given the passage that holds the answer, and no other
refusal     how well confidence tells questions with an answer from those without: as the set
            labels them; and (removed, with --removed) asked of the half of the documents that has
            the answer, and of the other half. Precision and recall are of refusing, answered is
            the share of the questions with an answer that got one
calibration the expected error of confidence as the chance that citation 1 is right, on all
            questions, and on those that nothing was fitted to (held out)
"""

import argparse
import tempfile
import time
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from pathlib import Path

from benchmarks import orders, removed, replies, report, spans
from benchmarks.figures import Match, Refusal, match, refusal
from benchmarks.orders import Row
from benchmarks.progress import counted, once
from benchmarks.provenance import provenance
from benchmarks.remembering import Remembering
from benchmarks.replies import Reply
from benchmarks.sets import QuestionSet, load
from index import Embedder, Reader, Retriever, sync
from index.embedders import named_embedder
from index.readers import named_reader, shipped_reader
from index.store.store import Store

BASELINES = ("bm25", "dense", "hybrid")


@dataclass(frozen=True, slots=True)
class Setup:
    """What is measured."""

    embedder: Embedder
    reader: Reader
    """Of the product's row."""
    baselines: Collection[str]
    """Which of BASELINES stand beside it."""
    removes: bool
    """Whether questions are also asked where their documents are not."""


def run(chosen: QuestionSet, setup: Setup, work: Path) -> None:
    """Prints the figures of one set; `work` is an empty folder."""
    corpus, index = work / "corpus", work / "index"
    embedder = Remembering(setup.embedder) if setup.removes else setup.embedder
    chosen.write(corpus)
    began = time.perf_counter()
    synced = sync([corpus], index, model=embedder)
    rate = synced.embedded / (time.perf_counter() - began)
    answerable = sum(bool(question.gold) for question in chosen.questions)
    print(
        f"{chosen.name}: {answerable} questions, {len(chosen.questions) - answerable} without an"
        f" answer, {len(synced.added)} documents, {synced.embedded} sentences,"
        f" indexed at {rate:.0f} sentences/s"
    )
    rows = list(baselines(chosen, setup, index))
    made = product(chosen, setup, index)
    print(report.ranking([*rows, replies.row("cited-qa", made)]))
    asked = [reply for reply in made if reply.question.gold]
    is_read = any(reply.is_read for reply in asked)
    if is_read:
        print(report.coverage(asked))
    if matches := matched(asked, chosen, setup.reader if is_read else None):
        print(report.spans(matches))
    judged = refused(made)
    if setup.removes and len(chosen.documents) > 1:
        judged["removed"] = removed.measure(chosen, embedder, setup.reader, work)
    if judged:
        print(report.refusals(judged))
    print(report.calibration(made), flush=True)


def baselines(chosen: QuestionSet, setup: Setup, index: Path) -> Iterator[Row]:
    """The rows beside the product's."""
    asked = [question for question in chosen.questions if question.gold]
    with Store.read(index) as store:
        if "bm25" in setup.baselines:
            yield orders.measure("BM25", orders.bm25(store), asked)
        if "dense" in setup.baselines:
            yield orders.measure("dense", orders.dense(store, setup.embedder), asked)
    if "hybrid" in setup.baselines:
        with Retriever.open(index, model=setup.embedder, reader=None) as retriever:
            yield replies.row("hybrid", list(replies.replies("hybrid", retriever, asked)))


def product(chosen: QuestionSet, setup: Setup, index: Path) -> list[Reply]:
    """What it makes of each question."""
    model, reader = setup.embedder, setup.reader
    with Retriever.open(index, model=model, reader=reader, on_notice=once()) as retriever:
        return list(replies.replies("cited-qa", retriever, chosen.questions))


def matched(asked: list[Reply], chosen: QuestionSet, reader: Reader | None) -> dict[str, Match]:
    """Of the words marked in citation 1, and in the known passage if there is a reader."""
    spanned = [reply for reply in asked if reply.question.answers]
    known = [reply.question.answers for reply in spanned]
    marked = {"citation 1": [reply.words for reply in spanned]}
    if reader:
        marked["known passage"] = [
            spans.words(reader, reply.question, chosen.documents[reply.question.gold[0][0]])
            for reply in counted("known passage", spanned)
        ]
    return {name: match(words, known) for name, words in marked.items() if known}


def refused(made: list[Reply]) -> dict[str, Refusal]:
    """Of the set's own questions, where some have an answer and some have none."""
    is_answerable = [bool(reply.question.gold) for reply in made]
    if len(set(is_answerable)) < 2:
        return {}
    confidences = [reply.answer.confidence for reply in made]
    return {"as labelled": refusal(confidences, [r.answer.answered for r in made], is_answerable)}


def main() -> None:
    parser = argparse.ArgumentParser(description="Measure how often the right sentence is first.")
    parser.add_argument("--data", type=Path, help="folder that holds dev/SET")
    parser.add_argument("--sets", default="xquad_en,selqa_dev,wikiqa_dev", help="comma-separated")
    parser.add_argument("--set", type=Path, action="append", default=[], help="folder of a set")
    parser.add_argument("--limit", type=int, help="ask so many questions of each set, drawn")
    for name in BASELINES:
        parser.add_argument(
            f"--{name}", action="append_const", dest="baselines", const=name, help="a row beside it"
        )
    parser.add_argument("--reader", help="another reader: a directory or a hub name")
    parser.add_argument("--removed", action="store_true", help="ask without the documents, too")
    options = parser.parse_args()
    folders = (
        [options.data / "dev" / name for name in options.sets.split(",")] if options.data else []
    )
    folders += options.set
    if not folders:
        parser.error("name the sets: --data DIR or --set DIR")
    setup = Setup(
        named_embedder(None),
        named_reader(options.reader) if options.reader else shipped_reader(),
        options.baselines or BASELINES,
        options.removed,
    )
    for folder in folders:
        chosen = load(folder)
        with tempfile.TemporaryDirectory() as work:
            run(chosen.sample(options.limit) if options.limit else chosen, setup, Path(work))
    print(provenance("cited-qa", "sentence-transformers", "torch", "faiss-cpu"))


if __name__ == "__main__":
    main()
