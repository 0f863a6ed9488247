import time
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.text.periods import EVER, find_period, has_date_in, remove_period, time_words

TODAY = date(2026, 3, 14)


@pytest.mark.parametrize(
    ("question", "text", "first", "last"),
    [
        ("who mediated the 2021 talks?", "2021", "2021-01-01", "2021-12-31"),
        ("who led in August 2021?", "August 2021", "2021-08-01", "2021-08-31"),
        ("who spoke on 5 May 2012?", "5 May 2012", "2012-05-05", "2012-05-05"),
        ("who spoke on 2012-05-05?", "2012-05-05", "2012-05-05", "2012-05-05"),
        ("who led from 1990 to Feb 1995?", "from 1990 to Feb 1995", "1990-01-01", "1995-02-28"),
        ("between 2019 and 2021 who led?", "between 2019 and 2021", "2019-01-01", "2021-12-31"),
        ("who led in 2019-2021?", "2019-2021", "2019-01-01", "2021-12-31"),
        ("who won the 2001-02 season?", "2001", "2001-01-01", "2001-12-31"),
        (
            "who led before the election in 2018?",
            "before the election in 2018",
            EVER[0],
            "2018-12-31",
        ),
        ("what changed since March 2020?", "since March 2020", "2020-03-01", EVER[1]),
        ("who led in the 1990s?", "the 1990s", "1990-01-01", "1999-12-31"),
        ("who won last year?", "last year", "2025-01-01", "2025-12-31"),
        ("who won this year?", "this year", "2026-01-01", "2026-12-31"),
        ("who won last month?", "last month", "2026-02-01", "2026-02-28"),
        ("who won this week?", "this week", "2026-03-07", "2026-03-14"),
        ("who won in the past year?", "past year", "2025-03-14", "2026-03-14"),
        ("who came in the last two weeks?", "last two weeks", "2026-02-28", "2026-03-14"),
        ("who came two days ago?", "two days ago", "2026-03-12", "2026-03-12"),
        ("what opened on Wednesday?", "on Wednesday", "2026-03-07", "2026-03-14"),
        ("who came yesterday?", "yesterday", "2026-03-13", "2026-03-13"),
        ("who won last August?", "last August", "2025-08-01", "2025-08-31"),
        ("who won last March?", "last March", "2025-03-01", "2025-03-31"),
        ("who won this March?", "this March", "2026-03-01", "2026-03-31"),
    ],
)
def test_a_time_expression_is_a_period_and_stands_in_the_question(question, text, first, last):
    found = find_period(question, TODAY)
    assert (found.text, found.first, found.last) == (text, first, last)
    assert question[found.start :].startswith(text)


@pytest.mark.parametrize(
    "question",
    [
        "",
        "who mediated the talks?",
        "how many of the 1,500 men?",
        "is 2.018 a number?",
        "what may I do?",
        "what is it called today?",
        "who last saw it this way?",
        "what costs $2000?",
        "route 12021?",
    ],
)
def test_what_names_no_time_is_no_period(question):
    assert find_period(question, TODAY) is None


def test_the_event_that_a_date_belongs_to_is_not_one_of_its_words():
    assert time_words(find_period("who led before the election in 2018?", TODAY)) == "before 2018"
    assert time_words(find_period("who led last year?", TODAY)) == "last year"


@given(st.text(max_size=80), st.dates())
def test_any_question_on_any_day_has_a_period_of_some_days_or_none(question, today):
    found = find_period(question, today)
    assert found is None or EVER[0] <= found.first <= found.last <= EVER[1]


@given(st.dates())
def test_a_time_beyond_the_calendar_is_no_error(today):
    for question in ("next year", "nine years ago", "last month", "yesterday", "next week"):
        for day in (today, date.min, date.max):
            find_period(question, day)


@pytest.mark.parametrize(
    ("question", "text", "does"),
    [
        ("in 2021", "They met on August 13, 2021.", True),
        ("in 2021", "They met in 2020, and 2021 was calm.", True),
        ("in 2021", "They met in 2019 and in 2023.", False),
        ("in August 2021", "They met in 2021.", False),
        ("on 5 May 2021", "They met in 2021.", False),
        ("in May 2021", "They met on 5 May 2021.", True),
        ("before 2018", "They met in 1950.", True),
        ("after 2018", "They met in 1950.", False),
        ("in 2021", "They met.", False),
    ],
)
def test_a_sentence_has_a_date_in_a_period_if_it_names_one(question, text, does):
    assert has_date_in(text, find_period(question, TODAY)) is does


@pytest.mark.parametrize(
    ("question", "rest"),
    [
        ("Who hosted the 2021 talks?", "Who hosted the talks?"),
        ("In 2021, who hosted them?", "who hosted them?"),
        ("who hosted talks in August 2021?", "who hosted talks?"),
        ("Who won on 4 May 2021, and why?", "Who won and why?"),
        ("What happened between 2019 and 2021 in Peru", "What happened in Peru"),
        ("Which phone comes out early next month?", "Which phone comes out?"),
        ("Who led before the election in 2018?", "Who led before the election in 2018?"),
        ("2021?", "2021?"),
        ("Who spoke, in, 2021 and why?", "Who spoke and why?"),
        ("Who spoke\nin 2021?", "Who spoke?"),
    ],
)
def test_a_period_is_removed_with_the_words_that_tie_it(question, rest):
    assert remove_period(question, find_period(question, TODAY)) == rest


@pytest.mark.parametrize("question", ["a{}b", "in 2021{}b?", "from{}b", "2019{}?", "2019 to{}b"])
@pytest.mark.parametrize("space", [" ", "\n", "\u3000"])
def test_no_question_takes_long_however_much_space_it_holds(question, space):
    """Ten thousand spaces took over twenty seconds."""
    began = time.process_time()
    text = question.format(space * 9_900)
    if (found := find_period(text, TODAY)) is not None:
        remove_period(text, found)
    assert time.process_time() - began < 1
