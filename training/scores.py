"""How a reader does on the development sets meanwhile, through the product's read path."""

from dataclasses import dataclass
from pathlib import Path

from benchmarks.sets import QuestionSet, load
from index import Reader, Retriever, sync

SETS = ("xquad_en", "selqa_dev", "wikiqa_dev")


@dataclass(frozen=True, slots=True)
class Trial:
    """A development set, indexed, and as many of its questions as are asked each time."""

    source: QuestionSet
    index: Path

    def first_right(self, reader: Reader) -> float:
        """The share of the questions whose first sentence is right."""
        right = 0
        with Retriever.open(self.index, reader=reader) as retriever:
            for question in self.source.questions:
                (hit,) = retriever.retrieve(question.text, 1)
                place = (Path(hit.document.path).name, hit.start, hit.end)
                right += question.is_right(hit.text, [place])
        return right / len(self.source.questions)


def trials(data: Path, out: Path, count: int) -> dict[str, Trial]:
    """Of the sets that are there; their indexes are kept in the output folder."""
    made = {}
    for name in SETS:
        if count and (data / "dev" / name).is_dir():
            source = load(data / "dev" / name)
            corpus, index = out / "dev" / name / "corpus", out / "dev" / name / "index"
            source.write(corpus)
            sync([corpus], index)
            answerable = [question for question in source.questions if question.gold]
            step = max(1, len(answerable) // count)
            asked = tuple(answerable[::step][:count])
            made[name] = Trial(QuestionSet(name, source.documents, asked), index)
    return made
