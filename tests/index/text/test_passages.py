from hypothesis import given
from hypothesis import strategies as st

from index.records import Sentence
from index.text.passages import MAX_WORDS, group


def of_lengths(lengths):
    return [Sentence("word " * length, 0, 0, 1) for length in lengths]


def words(lengths, passage):
    return sum(lengths[passage.first : passage.last])


def test_a_document_without_sentences_has_no_passage():
    assert group([]) == []


def test_a_short_document_is_one_passage():
    (passage,) = group(of_lengths([20, 30, 40]))
    assert (passage.first, passage.last) == (0, 3)


def test_a_document_a_little_too_long_is_cut_in_the_middle():
    """A full passage and a short rest would leave the rest without context."""
    first, second = group(of_lengths([10] * (MAX_WORDS // 10 + 1)))
    assert abs((first.last - first.first) - (second.last - second.first)) <= 1


def test_a_sentence_longer_than_a_passage_is_one_of_its_own():
    passages = group(of_lengths([10, MAX_WORDS * 2, 10]))
    assert (1, 2) in [(passage.first, passage.last) for passage in passages]


@given(st.lists(st.integers(0, 60) | st.integers(0, 400), max_size=60))
def test_every_sentence_is_in_exactly_one_passage_and_in_order(lengths):
    passages = group(of_lengths(lengths))
    covered = [i for passage in passages for i in range(passage.first, passage.last)]
    assert covered == list(range(len(lengths)))


@given(st.lists(st.integers(1, 400), max_size=60))
def test_only_a_single_sentence_makes_a_passage_too_long(lengths):
    for passage in group(of_lengths(lengths)):
        assert words(lengths, passage) <= MAX_WORDS or passage.last - passage.first == 1
