"""Questions put to a corpus with their documents, and to one of the same size without them."""

import random
from dataclasses import replace
from pathlib import Path

from benchmarks.figures import Refusal, refusal
from benchmarks.progress import once_printer, track
from benchmarks.replies import HITS, retrieve
from benchmarks.sets import SEED, QuestionSet
from index import Embedder, Reader, Retriever, sync
from qa.answerer import compose

QUESTIONS = 150
"""How many are drawn at most."""


def halves(chosen: QuestionSet) -> list[QuestionSet]:
    """Two halves of the documents, each with the questions that only its own documents answer.

    At most QUESTIONS are drawn for both, and every call draws the same.
    """
    names = sorted(chosen.documents)
    draw = random.Random(SEED)
    draw.shuffle(names)
    middle = len(names) // 2
    sides = (set(names[:middle]), set(names[middle:]))
    homes = [{name for name, _, _ in question.gold} for question in chosen.questions]
    asked = [i for i, home in enumerate(homes) if home and any(home <= side for side in sides)]
    drawn = draw.sample(asked, min(QUESTIONS, len(asked)))
    return [
        replace(
            chosen,
            documents={name: text for name, text in chosen.documents.items() if name in side},
            questions=tuple(chosen.questions[i] for i in drawn if homes[i] <= side),
        )
        for side in sides
    ]


def measure(chosen: QuestionSet, embedder: Embedder, reader: Reader, work: Path) -> Refusal:
    """How well confidence tells the half with a question's documents from the half without.

    Writes both halves and their indexes under `work`.
    """
    parts = halves(chosen)
    confidences, answered, is_answerable = [], [], []
    for number, part in enumerate(parts):
        corpus, index = work / f"corpus{number}", work / f"index{number}"
        part.write(corpus)
        sync([corpus], index, model=embedder)
        asked = [(question, each is part) for each in parts for question in each.questions]
        notice = once_printer()
        with Retriever.open(index, model=embedder, reader=reader, on_notice=notice) as retriever:
            for question, is_here in track(f"half {number + 1}", asked):
                answer = compose(question.text, [retrieve(retriever, question, HITS)], 1)
                confidences.append(answer.confidence)
                answered.append(answer.answered)
                is_answerable.append(is_here)
    return refusal(confidences, answered, is_answerable)
