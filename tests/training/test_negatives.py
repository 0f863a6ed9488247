import pytest

from training.corpora import Corpus, Task, Text
from training.negatives import DEEP, KEPT, mine


def corpus(texts, tasks):
    """A set of texts given as sentences, and questions given as (question, text, gold, answers)."""
    return Corpus(
        "made_here",
        tuple(Text("", (), tuple(strings)) for strings in texts),
        tuple(
            Task("made_here", question, text, frozenset(gold), None, answers, ())
            for question, text, gold, answers in tasks
        ),
    )


RIVERS = [
    ["The Alba is a river.", "It is long."],
    ["The Alba has two bridges."],
    ["Cakes need three eggs."],
    ["The bridge over the Alba is long."],
    ["In the Alba, a RIVER - long ago - ships sank."],
]


@pytest.fixture
def found(passages, embedder):
    return mine(passages, embedder)


def test_what_is_near_a_question_and_does_not_answer_it_comes_first(embedder):
    asked = ("How many bridges has the Alba?", 1, [0], ("two bridges",))
    (near,) = mine(corpus(RIVERS, [asked]), embedder)
    assert near[0] == 3
    assert near[-1] == 2


def test_every_task_has_texts_and_none_is_its_own_or_comes_twice(found, passages):
    assert len(found) == len(passages.tasks)
    for task, near in zip(passages.tasks, found, strict=True):
        assert 0 < len(near) <= KEPT
        assert len(set(near)) == len(near)
        assert task.text not in near


def test_no_text_holds_the_answer(found, passages):
    """Though many do that are near: rivers are as long as others, and rise in the same hills."""
    holding = 0
    for task, near in zip(passages.tasks, found, strict=True):
        for answer in task.answers:
            texts = [" ".join(text.strings) for text in passages.texts]
            holding += sum(answer in text for text in texts) > 1
            assert not any(answer in texts[number] for number in near)
    assert holding > DEEP


def test_neither_case_nor_punctuation_hides_an_answer(embedder):
    asked = ("What is the Alba?", 0, [0], ("a river, long ago",))
    (near,) = mine(corpus(RIVERS, [asked]), embedder)
    assert 4 not in near
    assert {1, 3} <= set(near)


def test_a_sentence_that_answers_answers_in_another_text_too(embedder):
    texts = [*RIVERS, ["Look!", "The Alba has two bridges."]]
    asked = ("How many bridges has the Alba?", 1, [0], ())
    (near,) = mine(corpus(texts, [asked]), embedder)
    assert 5 not in near
    assert 3 in near


def test_an_answer_inside_another_word_is_none(embedder):
    asked = ("How many eggs?", 1, [0], ("egg",))
    (near,) = mine(corpus(RIVERS, [asked]), embedder)
    assert 2 in near


def test_a_question_without_a_word_has_what_is_near_by_vector(embedder):
    (near,) = mine(corpus(RIVERS, [("?!", 0, [], ())]), embedder)
    assert set(near) == {1, 2, 3, 4}
