"""How often the right sentence comes first: BM25 alone, vectors alone, and the product's order.

    python -m benchmarks.retrieval --data DIR [--sets xquad_en,selqa_dev,wikiqa_dev]

DIR holds dev/SET/docs.jsonl and questions.jsonl. Every document becomes one text file; all are one
corpus, synced anew; every question is asked of all of it. A sentence is right where it holds the
start of a known answer, or overlaps a sentence known to answer. P@1 and R@k are shares of the
questions that have an answer whose right sentence is first, or among k; MRR the mean of 1/rank
among ten. The product is asked through qa.Answerer, copies folded; the others rank the sentences
of the same index by one signal: FTS5's bm25() on the same words, and the cosine of the vectors.
"""

import argparse
import statistics
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from benchmarks.provenance import provenance
from benchmarks.sets import Place, Question, QuestionSet, load
from index import Retriever, fulltext, lexicon, lookup, sync
from index.embedders import named_embedder
from index.mirror import Mirror
from index.store import Store
from qa import Answerer

DEPTH = 10

Order = Callable[[str], list[tuple[str, list[Place]]]]
"""A question to its sentences, best first, each with the places it stands in."""


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the table."""

    name: str
    ranks: list[int]
    """Of the first right sentence, from 1; 0 where it is not among the first ten."""
    ms: float
    """Median of one question."""

    def share(self, k: int) -> float:
        return sum(0 < rank <= k for rank in self.ranks) / max(1, len(self.ranks))

    def mrr(self) -> float:
        return sum(1 / rank for rank in self.ranks if rank) / max(1, len(self.ranks))


def product(retriever: Retriever) -> Order:
    answerer = Answerer(retriever)

    def order(question: str) -> list[tuple[str, list[Place]]]:
        return [
            (
                citation.text,
                [
                    (Path(citation.document.path).name, citation.start, citation.end),
                    *((Path(copy.path).name, copy.start, copy.end) for copy in citation.also_in),
                ],
            )
            for citation in answerer.ask(question, k=DEPTH).citations
        ]

    return order


def by_ids(store: Store, best: Callable[[str], list[int]]) -> Order:
    names = {number: Path(document.path).name for number, document in store.documents().items()}

    def order(question: str) -> list[tuple[str, list[Place]]]:
        return [
            (row.sentence.text, [(names[row.document], row.sentence.start, row.sentence.end)])
            for row in lookup.sentences(store.db, best(question))
        ]

    return order


def baselines(store: Store) -> dict[str, Order]:
    model = store.model()
    assert model is not None
    embedder = named_embedder(model.name)
    mirror = Mirror("sentence", model.dimension)
    mirror.follow(store.db, store.documents().keys())

    def bm25(question: str) -> list[int]:
        return fulltext.search(store.db, lexicon.terms(question), DEPTH, None)

    def dense(question: str) -> list[int]:
        return list(mirror.search(embedder.embed_question(question), DEPTH, None))

    return {"BM25": by_ids(store, bm25), "dense": by_ids(store, dense)}


def measure(name: str, order: Order, questions: list[Question]) -> Row:
    ranks, seconds = [], []
    for question in questions:
        began = time.perf_counter()
        found = order(question.text)
        seconds.append(time.perf_counter() - began)
        right = (
            rank for rank, (text, places) in enumerate(found, 1) if question.is_right(text, places)
        )
        ranks.append(next(right, 0))
    return Row(name, ranks, statistics.median(seconds) * 1000)


def run(chosen: QuestionSet, work: Path) -> None:
    corpus, index = work / "corpus", work / "index"
    chosen.write(corpus)
    began = time.perf_counter()
    report = sync([corpus], index)
    rate = report.embedded / (time.perf_counter() - began)
    questions = [question for question in chosen.questions if question.gold]
    print(
        f"{chosen.name}: {len(questions)} questions, {len(report.added)} documents,"
        f" {report.embedded} sentences, indexed at {rate:.0f} sentences/s"
    )
    print(f"  {'order':<10}{'P@1':>8}{'R@3':>8}{'R@5':>8}{'MRR':>8}{'ms':>8}")
    with Store.read(index) as store, Retriever.open(index) as retriever:
        for name, order in {**baselines(store), "cited-qa": product(retriever)}.items():
            row = measure(name, order, questions)
            figures = "".join(
                f"{value:>8.3f}" for value in (row.share(1), row.share(3), row.share(5), row.mrr())
            )
            print(f"  {name:<10}{figures}{row.ms:>8.1f}", flush=True)


def main() -> None:
    parser = argparse.ArgumentParser(description="Measure how often the right sentence is first.")
    parser.add_argument("--data", type=Path, required=True, help="folder that holds dev/SET")
    parser.add_argument("--sets", default="xquad_en,selqa_dev,wikiqa_dev", help="comma-separated")
    options = parser.parse_args()
    for name in options.sets.split(","):
        with tempfile.TemporaryDirectory() as work:
            run(load(options.data / "dev" / name), Path(work))
    print(provenance("cited-qa", "sentence-transformers", "torch", "faiss-cpu"))


if __name__ == "__main__":
    main()
