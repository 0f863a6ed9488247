from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.text.dates import MONTHS, day_range, heading_date, iso_date, leading_date, month_number

FORMS = [
    "{day} {month} {year}",
    "{day} {short} {year}",
    "{day} of {month}, {year}",
    "{month} {day}, {year}",
    "{short}. {day} {year}",
    "{iso}",
    "{iso}T12:30:00Z",
    "{weekday}, {month} {day}, {year}",
    "{weekday} {day} {short} {year}",
]


@given(st.dates(date(1000, 1, 1), date(2099, 12, 31)), st.sampled_from(FORMS))
def test_a_day_is_read_in_every_spelling(day, form):
    month = MONTHS[day.month - 1].title()
    stated = form.format(
        day=day.day,
        month=month,
        short=month[:3],
        year=day.year,
        iso=day.isoformat(),
        weekday=("Mon", "Tuesday", "Wed", "Thursday", "Fri", "Sat", "Sunday")[day.weekday()],
    )
    assert iso_date(stated) == day.isoformat()


@pytest.mark.parametrize(
    ("stated", "iso"),
    [
        ("1st May 2020", "2020-05-01"),
        ("May 22nd, 2020", "2020-05-22"),
        ("SEPT. 3, 1999", "1999-09-03"),
        ("August 2021", "2021-08"),
        ("Aug., 2021", "2021-08"),
        ("2021-08", "2021-08"),
        ("2021", "2021"),
        ("29 February 2024", "2024-02-29"),
    ],
)
def test_a_date_is_as_precise_as_it_is_stated(stated, iso):
    assert iso_date(stated) == iso


@pytest.mark.parametrize(
    "text",
    [
        "",
        "yesterday",
        "03/04/2021",
        "30 February 2021",
        "29 February 2023",
        "2021-13",
        "2021-02-30",
        "20210814",
        "2021-08-14-02",
        "12345",
        "May I come in?",
    ],
)
def test_what_is_no_date_or_could_be_two_is_none(text):
    assert iso_date(text) is None


@pytest.mark.parametrize(
    "text",
    [
        "Date: 14 August 2021\n\nTalks began.",
        "Talks in Mexico\n\nPublished on Aug. 14, 2021 by the desk\n",
        "2021-08-14\nTalks began.",
        "\n\n  Saturday, August 14, 2021.  \nTalks began.",
        "**Date:** 2021-08-14\nTalks",
        "date 2021-08-14 Talks begin",
        "posted: 2021-08-14T09:00:00Z",
        "one\r\ntwo\r\nthree\r\nfour\r\n14 August 2021\r\n",
    ],
)
def test_a_date_line_among_the_first_lines_dates_the_document(text):
    assert leading_date(text) == "2021-08-14"


@pytest.mark.parametrize(
    "text",
    [
        "",
        "The talks began on 14 August 2021 in Mexico.",
        "14 August 2021 was a Saturday.",
        "2021",
        "2021 in review",
        "one\ntwo\nthree\nfour\nfive\n14 August 2021",
        "Dates: 14 August 2021",
        "Published: later",
        "3/4/2021",
    ],
)
def test_a_date_in_prose_or_far_below_or_a_bare_year_does_not(text):
    assert leading_date(text) is None


def test_a_labelled_year_is_a_date():
    assert leading_date("Published: 2021\nText.") == "2021"


@pytest.mark.parametrize("number", range(1, 13))
def test_a_month_is_known_by_its_name_and_its_first_three_letters(number):
    name = MONTHS[number - 1]
    for word in (name, name[:3], name.title(), f"{name[:3].title()}."):
        assert month_number(word) == number


@pytest.mark.parametrize("word", ["mayor", "marching", "sun", "8", "", "may 2021"])
def test_another_word_is_no_month(word):
    assert month_number(word) is None


@pytest.mark.parametrize(
    ("heading", "date"),
    [
        ("[1.2.0] - 2023-01-05", "2023-01-05"),
        ("v1.2 (2023-01-05)", "2023-01-05"),
        ("Meeting of 12 March 2021", "2021-03-12"),
        ("Monday, March 12, 2021: the budget", "2021-03-12"),
        ("Changes in September 2020", "2020-09"),
        ("2021-03-12", "2021-03-12"),
        ("2021", None),
        ("Version 2021.3.12", None),
        ("From 1 March 2021 to 3 March 2021", None),
        ("12 angry men", None),
        ("Ticket A-2021-03-12", None),
    ],
)
def test_a_heading_dates_what_is_below_it_if_it_states_one_day_or_month(heading, date):
    assert heading_date(heading) == date


@given(st.text(max_size=300))
def test_the_date_of_any_text_is_a_range_of_days_or_none(text):
    for stated in (leading_date(text), iso_date(text), heading_date(text)):
        if stated is not None:
            assert day_range(stated)[0] <= day_range(stated)[1]


@pytest.mark.parametrize(
    ("stated", "days"),
    [
        ("2021", ("2021-01-01", "2021-12-31")),
        ("2021-04", ("2021-04-01", "2021-04-30")),
        ("2023-02", ("2023-02-01", "2023-02-28")),
        ("2024-02", ("2024-02-01", "2024-02-29")),
        ("2021-08-14", ("2021-08-14", "2021-08-14")),
    ],
)
def test_a_date_covers_all_the_days_it_may_mean(stated, days):
    assert day_range(stated) == days


@pytest.mark.parametrize(
    "stated",
    ["", "21", "2021-8", "2021-13", "2021-02-30", "2021-00", "2021-08-00", "0000", "14 May 2021"],
)
def test_a_malformed_date_is_refused_and_shown(stated):
    with pytest.raises(ValueError, match="not a date") as caught:
        day_range(stated)
    assert repr(stated) in str(caught.value)
