"""How often the right sentence comes first, and how well the product knows when it does.

    python -m benchmarks.retrieval --data DIR [--sets xquad_en,selqa_dev,wikiqa_dev]
    python -m benchmarks.retrieval --set DIR [--set DIR …]

`--data DIR` holds dev/SET, and `--set DIR` is a set itself: docs.jsonl and questions.jsonl. Every
document of a set becomes a text file, and each question is asked of all of them, in a new index. A
sentence is right if it holds the start of a known answer, or overlaps a sentence known to answer.
P@1 and R@k are the shares of the questions with an answer that have a right sentence first, or
among the first k. MRR is the mean of 1/rank among ten, and ms the median time of a question. The
last column is P@1 less that of the row above, with the bounds of 95 in 100 paired resamples of the
questions, and a two-sided p.

cited-qa is the product as qa.Answerer asks it, with copies folded; hybrid is the product without a
reader. BM25 and dense rank the sentences of the same index by one signal. These tables are about
cited-qa alone:

reading     covered: how often the reader read a passage with a right sentence
span        SQuAD's exact match and F1, of the words marked in citation 1, and of the words that
            the reader marks if it gets the passage with the answer and no other
refusal     how well confidence tells questions with an answer from those without. "As labelled"
            takes the questions that the set says have none; "removed" (with --removed) asks half
            the documents questions of the other half. Precision and recall are those of refusing;
            answered is the share of the questions with an answer that got one
calibration expected calibration error of confidence as the chance that citation 1 is right, on all
            questions, and on those that nothing was fitted to (held out)
"""

import argparse
import tempfile
import time
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from pathlib import Path

from benchmarks import orders, removal, replies, report, spans
from benchmarks.cache import CachingEmbedder
from benchmarks.figures import Match, Refusal, match, refusal
from benchmarks.orders import Row
from benchmarks.progress import once_printer, track
from benchmarks.provenance import provenance
from benchmarks.replies import Reply
from benchmarks.sets import QuestionSet, load
from index import Embedder, Reader, Retriever, sync
from index.embedders import named_embedder
from index.readers import named_reader, shipped_reader
from index.store.store import Store

BASELINES = ("bm25", "dense", "hybrid")


@dataclass(frozen=True, slots=True)
class Setup:
    """What to measure."""

    embedder: Embedder
    reader: Reader
    """The product's reader."""
    baselines: Collection[str]
    """Names from BASELINES, to compare the product with."""
    removes: bool
    """Whether to ask questions also without their documents."""


def run(chosen: QuestionSet, setup: Setup, work: Path) -> None:
    """Prints the tables of one set; `work` is an empty folder."""
    corpus, index = work / "corpus", work / "index"
    embedder = CachingEmbedder(setup.embedder) if setup.removes else setup.embedder
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
    given = ask_product(chosen, setup, index)
    print(report.ranking([*rows, replies.row("cited-qa", given)]))
    asked = [reply for reply in given if reply.question.gold]
    is_read = any(reply.is_read for reply in asked)
    if is_read:
        print(report.coverage(asked))
    if matches := match_spans(asked, chosen, setup.reader if is_read else None):
        print(report.spans(matches))
    judged = judge_refusal(given)
    if setup.removes and len(chosen.documents) > 1:
        judged["removed"] = removal.measure(chosen, embedder, setup.reader, work)
    if judged:
        print(report.refusals(judged))
    print(report.calibration(given), flush=True)


def baselines(chosen: QuestionSet, setup: Setup, index: Path) -> Iterator[Row]:
    """The rows of the baselines."""
    asked = [question for question in chosen.questions if question.gold]
    with Store.read(index) as store:
        if "bm25" in setup.baselines:
            yield orders.measure("BM25", orders.bm25(store), asked)
        if "dense" in setup.baselines:
            yield orders.measure("dense", orders.dense(store, setup.embedder), asked)
    if "hybrid" in setup.baselines:
        with Retriever.open(index, model=setup.embedder, reader=None) as retriever:
            yield replies.row("hybrid", list(replies.replies("hybrid", retriever, asked)))


def ask_product(chosen: QuestionSet, setup: Setup, index: Path) -> list[Reply]:
    """The product's reply to each question of the set."""
    model, reader = setup.embedder, setup.reader
    with Retriever.open(index, model=model, reader=reader, on_notice=once_printer()) as retriever:
        return list(replies.replies("cited-qa", retriever, chosen.questions))


def match_spans(asked: list[Reply], chosen: QuestionSet, reader: Reader | None) -> dict[str, Match]:
    """How well the words marked in citation 1 match, and those in the known passage.

    The latter only with a reader; empty if no question has known words.
    """
    spanned = [reply for reply in asked if reply.question.answers]
    known = [reply.question.answers for reply in spanned]
    marked = {"citation 1": [reply.words for reply in spanned]}
    if reader:
        marked["known passage"] = [
            spans.words(reader, reply.question, chosen.documents[reply.question.gold[0][0]])
            for reply in track("known passage", spanned)
        ]
    return {name: match(words, known) for name, words in marked.items() if known}


def judge_refusal(given: list[Reply]) -> dict[str, Refusal]:
    """How well the set's own questions without an answer are refused; empty if it has none."""
    is_answerable = [bool(reply.question.gold) for reply in given]
    if len(set(is_answerable)) < 2:
        return {}
    confidences = [reply.answer.confidence for reply in given]
    answered = [reply.answer.answered for reply in given]
    return {"as labelled": refusal(confidences, answered, is_answerable)}


def main() -> None:
    """Prints the tables of each set."""
    parser = argparse.ArgumentParser(description="Measure how often the right sentence is first.")
    parser.add_argument("--data", type=Path, help="folder that holds dev/SET")
    parser.add_argument(
        "--sets", default="xquad_en,selqa_dev,wikiqa_dev", help="sets in dev, comma-separated"
    )
    parser.add_argument(
        "--set", type=Path, action="append", default=[], help="folder of a set; may be repeated"
    )
    parser.add_argument(
        "--limit", type=int, help="ask only this many questions of each set, drawn at random"
    )
    for name in BASELINES:
        parser.add_argument(
            f"--{name}",
            action="append_const",
            dest="baselines",
            const=name,
            help=f"compare with {name}; without such an option all baselines are compared",
        )
    parser.add_argument("--reader", help="a CrossEncoder for a reader: a directory or a hub name")
    parser.add_argument(
        "--removed", action="store_true", help="ask questions also without their documents"
    )
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
