import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.errors import QuestionError
from index.text.lexicon import MAX_QUESTION_CHARS, MAX_TERMS, checked, spaced, terms


def test_a_question_loses_only_the_space_around_it():
    assert checked(" \n Who mediated  the talks? \t") == "Who mediated  the talks?"


@pytest.mark.parametrize("question", ["", "   ", "\n\t\u3000"])
def test_an_empty_question_is_refused(question):
    with pytest.raises(QuestionError, match="empty"):
        checked(question)


@pytest.mark.parametrize("question", ["?", "... !!", "___", "\U0001f600", '"*" ^ ()'])
def test_a_question_without_a_word_is_refused(question):
    with pytest.raises(QuestionError, match="no word"):
        checked(question)


def test_a_question_may_be_as_long_as_the_limit_and_no_longer():
    assert checked("x" * MAX_QUESTION_CHARS)
    with pytest.raises(QuestionError, match=r"10,001 characters long"):
        checked("x" * (MAX_QUESTION_CHARS + 1))


def test_question_words_are_not_looked_for():
    assert terms("Who was it that mediated the talks?") == [
        "it",
        "that",
        "mediated",
        "the",
        "talks",
    ]


def test_a_question_of_nothing_but_question_words_keeps_them():
    assert terms("Who are what?") == ["who", "are", "what"]


def test_each_word_is_looked_for_once_whatever_its_case():
    assert terms("Talks TALKS talks, peace") == ["talks", "peace"]


def test_of_a_very_long_question_the_first_words_are_looked_for():
    words = [f"word{i}" for i in range(MAX_TERMS + 10)]
    assert terms(" ".join(words)) == words[:MAX_TERMS]


def test_characters_written_without_spaces_are_words_of_their_own():
    assert terms("東京tower") == ["東", "京", "tower"]
    assert spaced("東京tower").split() == ["東", "京", "tower"]


def test_text_with_spaces_is_left_alone():
    text = "Où était-il? Ελλάδα, Москва, हिन्दी, 서울"
    assert spaced(text) == text


@given(st.text(min_size=1, max_size=200))
def test_a_question_that_passes_has_words_to_look_for(text):
    try:
        question = checked(text)
    except QuestionError:
        return
    found = terms(question)
    assert 0 < len(found) <= MAX_TERMS
    assert len(set(found)) == len(found)
    assert not any('"' in term or term.isspace() for term in found)


def test_half_a_character_in_a_question_is_replaced():
    """An argument that is not UTF-8 comes from the shell as such."""
    assert checked("caf\udce9 in Norway") == "caf? in Norway"
