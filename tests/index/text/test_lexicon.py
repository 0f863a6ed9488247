import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.errors import QuestionError
from index.text.lexicon import MAX_QUESTION_CHARS, MAX_TERMS, clean_question, space_out, terms


def test_a_question_loses_only_the_space_around_it():
    assert clean_question(" \n Who mediated  the talks? \t") == "Who mediated  the talks?"


@pytest.mark.parametrize("question", ["", "   ", "\n\t\u3000"])
def test_an_empty_question_is_refused(question):
    with pytest.raises(QuestionError, match="empty"):
        clean_question(question)


@pytest.mark.parametrize("question", ["?", "... !!", "___", "\U0001f600", '"*" ^ ()'])
def test_a_question_without_a_word_is_refused(question):
    with pytest.raises(QuestionError, match="no word"):
        clean_question(question)


def test_a_question_may_be_as_long_as_the_limit_and_no_longer():
    assert clean_question("x" * MAX_QUESTION_CHARS)
    with pytest.raises(QuestionError, match=r"10,001 characters long"):
        clean_question("x" * (MAX_QUESTION_CHARS + 1))


def test_question_words_are_not_searched_for():
    assert terms("Who was it that mediated the talks?") == [
        "it",
        "that",
        "mediated",
        "the",
        "talks",
    ]


def test_a_question_of_nothing_but_question_words_keeps_them():
    assert terms("Who are what?") == ["who", "are", "what"]


def test_each_word_is_searched_for_once_whatever_its_case():
    assert terms("Talks TALKS talks, peace") == ["talks", "peace"]


def test_the_first_words_of_a_very_long_question_are_searched_for():
    words = [f"word{i}" for i in range(MAX_TERMS + 10)]
    assert terms(" ".join(words)) == words[:MAX_TERMS]


def test_characters_written_without_spaces_are_words_of_their_own():
    assert terms("東京tower") == ["東", "京", "tower"]
    assert space_out("東京tower").split() == ["東", "京", "tower"]


def test_text_with_spaces_is_left_alone():
    text = "Où était-il? Ελλάδα, Москва, हिन्दी, 서울"
    assert space_out(text) == text


@given(st.text(min_size=1, max_size=200))
def test_an_accepted_question_has_words_to_search_for(text):
    try:
        question = clean_question(text)
    except QuestionError:
        return
    found = terms(question)
    assert 0 < len(found) <= MAX_TERMS
    assert len(set(found)) == len(found)
    assert not any('"' in term or term.isspace() for term in found)


def test_a_lone_surrogate_in_a_question_is_replaced():
    """The shell passes an argument that is not UTF-8 with surrogates."""
    assert clean_question("caf\udce9 in Norway") == "caf? in Norway"
