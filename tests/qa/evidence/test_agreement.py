import pytest
from hypothesis import given
from hypothesis import strategies as st

from qa.evidence.agreement import Claim, agree, contradict


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("3,559 people", "3559"),
        ("$ 120 billion", "about 120 billion"),
        ("1.2 million", "1,200,000"),
        ("twenty-one", "21"),
        ("the Netherlands", "NETHERLANDS"),
        ("George Bush", "George W. Bush"),
        ("2021", "August 14, 2021"),
        ("Dec. 15", "15 December 2017"),
        ("Norway’s", "Norway"),
    ],
)
def test_the_same_in_other_words_agrees(one, other):
    for pair in ((one, other), (other, one)):
        assert agree(*map(Claim, pair))
        assert not contradict(*map(Claim, pair))


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Norway", "Mexico"),
        ("10,000 people", "3,559 people"),
        ("1991", "1992"),
        ("14 August 2021", "15 August 2021"),
        ("three", "four"),
    ],
)
def test_two_of_one_kind_with_nothing_in_common_differ(one, other):
    assert not agree(Claim(one), Claim(other))
    assert contradict(Claim(one), Claim(other))


@pytest.mark.parametrize(
    ("one", "other"),
    [("Mexico", "2021"), ("Mexico", "Mexican officials"), ("to win", "to lose"), ("May", "2012")],
)
def test_answers_of_two_kinds_or_of_related_names_or_of_words_do_not(one, other):
    assert not contradict(Claim(one), Claim(other))


@given(st.text(max_size=40), st.text(max_size=40))
def test_any_two_answers_can_be_compared_either_way_round(one, other):
    first, second = Claim(one), Claim(other)
    assert agree(first, first)
    assert agree(first, second) == agree(second, first)
    assert contradict(first, second) == contradict(second, first)
    assert not (agree(first, second) and contradict(first, second))
