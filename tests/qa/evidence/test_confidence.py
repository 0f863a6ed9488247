import pytest

from index import Document, Hit, Sentence
from index.records import Signals
from qa.evidence.confidence import MAX_LEAD, confidence, holds_answer


def hit(coverage, cosine, reading=None, score=10.0):
    return Hit(
        rank=1,
        score=score,
        signals=Signals(coverage, cosine, 1.0, 1.0, reading),
        document=Document("a.txt", "", None, "0" * 64),
        sentence=Sentence("Text.", 0, 5, 1),
        answer=None,
        before="",
        after="",
        stale=False,
    )


def test_nothing_found_is_no_confidence():
    assert confidence([]) == 0
    assert not holds_answer([])


@pytest.mark.parametrize("coverage", [0.0, 0.5, 1.0])
@pytest.mark.parametrize("cosine", [-1.0, 0.0, 1.0])
@pytest.mark.parametrize("reading", [None, -1000.0, -5.0, 0.0, 15.0, 1000.0])
def test_confidence_is_a_probability(coverage, cosine, reading):
    assert 0 <= confidence([hit(coverage, cosine, reading)]) <= 1


def test_more_of_the_words_and_a_nearer_vector_make_surer():
    assert confidence([hit(0.6, 0.5)]) > confidence([hit(0.5, 0.5)])
    assert confidence([hit(0.5, 0.6)]) > confidence([hit(0.5, 0.5)])


def test_a_sentence_far_from_the_question_is_no_answer_and_a_near_one_is():
    assert not holds_answer([hit(0.2, 0.1)])
    assert holds_answer([hit(0.9, 0.8)])


def test_a_sentence_that_reads_as_an_answer_is_surer_than_one_that_does_not():
    assert holds_answer([hit(0.5, 0.5, reading=6.0)])
    assert not holds_answer([hit(0.5, 0.5, reading=-6.0)])


def test_a_sentence_far_ahead_of_the_next_is_surer_than_one_with_a_rival():
    first = hit(0.5, 0.5, reading=2.0)
    rivalled, ahead = (
        confidence([first, hit(0.5, 0.5, reading=1.0, score=score)]) for score in (9.9, 5.0)
    )
    assert rivalled < ahead < confidence([first])


def test_beyond_a_limit_a_greater_lead_says_no_more():
    first, far, farther = (
        hit(0.5, 0.5, reading=1.0, score=score) for score in (10.0, 10 - MAX_LEAD, -1e6)
    )
    assert confidence([first, far]) == confidence([first, farther]) == confidence([first])


def test_a_rival_makes_the_first_hit_less_sure_but_not_that_there_is_an_answer():
    """Two sentences that both read as answers: one of them will do."""
    hits = [hit(0.5, 0.5, reading=4.0), hit(0.5, 0.5, reading=3.9, score=9.9)]
    assert confidence(hits) < 0.5
    assert holds_answer(hits)
