"""The words of an answer, read in the passage that is known to hold them."""

from bisect import bisect_right

from benchmarks.sets import Question
from index import Excerpt, ModelError, Reader
from index.pieces import located
from index.text.passages import group


def words(reader: Reader, question: Question, text: str) -> str:
    """What the reader marks in the sentence it holds for best, or "".

    It reads one passage of the question's document, `text`: the one where the answer starts.
    """
    _, start, _ = question.gold[0]
    sentences = passage(text, start)
    try:
        (readings,) = reader.read(question.text, [Excerpt("", sentences)])
    except ModelError:  # a question too long for it: the product marks nothing either
        return ""
    sentence, best = max(zip(sentences, readings, strict=True), key=lambda pair: pair[1].score)
    return sentence[slice(*best.answer)] if best.answer else ""


def passage(text: str, position: int) -> tuple[str, ...]:
    """The sentences of the passage that holds a character of a document."""
    sentences = located(text)
    at = min(bisect_right([each.end for each in sentences], position), len(sentences) - 1)
    (near,) = (each for each in group(sentences) if each.first <= at < each.last)
    return tuple(each.text for each in sentences[near.first : near.last])
