import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from training.lookalikes import change, names

PASSAGE = (
    "In 1912 the engineer Ada Corda built the largest bridge over the Benna."
    " She could sell it to the Duke of Tamar in 1931 for 4,500 crowns."
)
POOL = ["Alba", "Ida Lowe", "Duke of Skye", "Karl Benz Marsh"]
QUESTIONS = [
    "When was the largest bridge over the Benna built?",
    "What did Ada Corda build in 1912?",
    "To whom could she sell it before 1931?",
    "How many crowns did the Duke of Tamar pay, 4,500 or less?",
    "Will the bridge always stand?",
]


def changes(question, count=60, passage=PASSAGE, pool=POOL):
    """What becomes of a question in many draws."""
    made = (change(question, passage, pool, random.Random(seed)) for seed in range(count))
    return {other for other in made if other is not None}


def difference(question, other):
    """The words of either that are not the other's, between those that both begin and end with."""
    before, after = question.split(), other.split()
    while before and after and before[0] == after[0]:
        del before[0], after[0]
    while before and after and before[-1] == after[-1]:
        del before[-1], after[-1]
    return " ".join(before).strip("?,"), " ".join(after).strip("?,")


@pytest.mark.parametrize("question", QUESTIONS)
def test_a_changed_question_differs_in_one_thing(question):
    known = {*names(PASSAGE), *POOL}
    assert changes(question)
    for other in changes(question):
        was, now = difference(question, other)
        assert was != now
        is_number = was.replace(",", "").isdigit() and now.replace(",", "").isdigit()
        is_name = was in names(question) and now in known
        is_opposite = len(was.split()) == len(now.split()) == 1
        assert is_number or is_name or is_opposite


@given(st.text(max_size=60), st.text(max_size=60), st.integers(0, 99))
def test_any_question_is_changed_or_none(question, passage, seed):
    assert change(question, passage, POOL, random.Random(seed)) != question


def test_the_same_draw_changes_the_same():
    for question in QUESTIONS:
        once, again = (change(question, PASSAGE, POOL, random.Random(5)) for _ in range(2))
        assert once == again


def test_a_year_becomes_one_of_the_passage_or_one_near_it():
    years = {difference("How tall, in 1912?", other)[1] for other in changes("How tall, in 1912?")}
    assert len(years) > 5
    assert "1931" in years
    assert "1912" not in years
    assert all(abs(int(year) - 1912) <= 40 for year in years)


def test_another_number_keeps_its_shape():
    for other in changes("How tall, of 12,750?"):
        was, now = difference("How tall, of 12,750?", other)
        assert (was, len(now), now[2]) == ("12,750", 6, ",")


def test_a_name_becomes_one_of_the_passage_or_one_as_long_that_it_does_not_name():
    found = {difference("Why, Eve Holm?", other)[1] for other in changes("Why, Eve Holm?")}
    assert found == {"Ada Corda", "Duke of Tamar", "Benna", "Ida Lowe"}


def test_a_name_is_not_exchanged_for_one_that_the_passage_has():
    question = "Why, Skye?"
    found = {difference(question, other)[1] for other in changes(question, pool=["Benna", "Oslo"])}
    assert "Oslo" in found
    assert changes("Why, Skye?", passage="nothing here", pool=["Two Words"]) == set()


@pytest.mark.parametrize(
    ("question", "other"),
    [
        ("which is the largest?", "which is the smallest?"),
        ("who comes after?", "who comes before?"),
        ("where to sell it?", "where to buy it?"),
        ("why not?", None),
        ("how can it?", "how cannot it?"),
        ("how will it?", "how won't it?"),
        ("how could it?", "how couldn't it?"),
    ],
)
def test_opposites_and_negations_are_those_of_the_words(question, other):
    found = changes(question)
    assert (other in found) if other else found == set()


def test_names_are_capitalised_words_but_for_the_first_of_a_sentence():
    question = "Did Ada Corda, of Benna, meet the Duke of Tamar? She and I did in the US."
    assert names(question) == ["Ada Corda", "Benna", "Duke of Tamar"]
