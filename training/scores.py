"""How well a reader does on the development sets during training, through the product."""

import math
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from benchmarks.replies import is_right
from benchmarks.sets import QuestionSet, load
from index import Reader, Retriever, sync

SETS = ("xquad_en", "selqa_dev", "wikiqa_dev")
DEEP = 100
"""How many hits count: seldom fewer than the reader reads."""
MAX_COST = 10.0
"""Of a question without a right hit."""


@dataclass(frozen=True, slots=True)
class Trial:
    """A development set with its index, and the questions to ask."""

    source: QuestionSet
    index: Path

    def scores(self, reader: Reader) -> tuple[float, float]:
        """The share of questions whose first sentence is right, 0 to 1, and the mean cost.

        The cost of a question is the cross-entropy of the softmax over the scores of the DEEP best
        sentences, and MAX_COST if none of them is right.
        """
        first, costs = 0, []
        with Retriever.open(self.index, reader=reader) as retriever:
            for question in self.source.questions:
                hits = retriever.retrieve(question.text, DEEP)
                right = [is_right(question, hit) for hit in hits]
                first += right[0]
                scores = np.array([hit.score for hit in hits])
                chances = np.exp(scores - scores.max())
                chance = chances[right].sum() / chances.sum()
                costs.append(-math.log(max(chance, math.exp(-MAX_COST))))
        return first / len(costs), sum(costs) / len(costs)


def trials(data: Path, out: Path, count: int) -> dict[str, Trial]:
    """A trial with `count` questions for each set of SETS that `data` holds; none if `count` is 0.

    Their indexes are kept in the folder `out`.
    """
    found = {}
    for name in SETS:
        if count and (data / "dev" / name).is_dir():
            source = load(data / "dev" / name)
            corpus, index = out / "dev" / name / "corpus", out / "dev" / name / "index"
            source.write(corpus)
            sync([corpus], index)
            answerable = [question for question in source.questions if question.gold]
            step = max(1, len(answerable) // count)
            asked = tuple(answerable[::step][:count])
            found[name] = Trial(QuestionSet(name, source.documents, asked), index)
    return found
