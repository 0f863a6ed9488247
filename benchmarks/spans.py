"""What a reader marks as the answer when it gets the one passage that holds it."""

from bisect import bisect_right

from benchmarks.sets import Question
from index import Excerpt, ModelError, Reader
from index.segmentation import locate_sentences
from index.text.passages import group


def words(reader: Reader, question: Question, text: str) -> str:
    """What the reader marks in the sentence that it scores highest, or "".

    `text` is the question's document. The reader gets the passage in which the answer starts, and
    no other.
    """
    _, start, _ = question.gold[0]
    sentences = passage(text, start)
    try:
        (readings,) = reader.read(question.text, [Excerpt("", sentences)])
    except ModelError:  # the question is too long: the product marks nothing either
        return ""
    sentence, best = max(zip(sentences, readings, strict=True), key=lambda pair: pair[1].score)
    return sentence[slice(*best.answer)] if best.answer else ""


def passage(text: str, position: int) -> tuple[str, ...]:
    """The sentences of the passage of `text` that holds the character at `position`."""
    sentences = locate_sentences(text)
    at = min(bisect_right([each.end for each in sentences], position), len(sentences) - 1)
    (near,) = (each for each in group(sentences) if each.first <= at < each.last)
    return tuple(each.text for each in sentences[near.first : near.last])
