from datetime import date

import pytest

from qa.bounds import parse_bound

TODAY = date(2021, 8, 14)


@pytest.mark.parametrize(
    ("stated", "first", "last"),
    [
        ("2021", "2021-01-01", "2021-12-31"),
        ("2021-08", "2021-08-01", "2021-08-31"),
        ("2021-08-14", "2021-08-14", "2021-08-14"),
        ("August 2021", "2021-08-01", "2021-08-31"),
        ("Aug. 14,  2021", "2021-08-14", "2021-08-14"),
        ("today", "2021-08-14", "2021-08-14"),
        ("Yesterday", "2021-08-13", "2021-08-13"),
        ("last week", "2021-07-31", "2021-08-07"),
        ("last year", "2020-01-01", "2020-12-31"),
        ("the 1990s", "1990-01-01", "1999-12-31"),
    ],
)
def test_a_bound_is_the_first_or_the_last_day_of_what_is_stated(stated, first, last):
    assert parse_bound(stated, 0, TODAY) == first
    assert parse_bound(stated, 1, TODAY) == last


@pytest.mark.parametrize(
    ("stated", "day"),
    [
        ("3 days ago", "2021-08-11"),
        ("two months ago", "2021-06-15"),
        ("a year ago", "2020-08-14"),
    ],
)
def test_what_is_so_long_ago_is_a_day_and_not_the_days_around_it(stated, day):
    assert parse_bound(stated, 0, TODAY) == parse_bound(stated, 1, TODAY) == day


@pytest.mark.parametrize(
    "stated",
    [
        *("soon", "", "August", "2021 or so", "yesterday's news", "2021-13", "2021-02-30"),
        *("30 February 2021", "February 30, 2021", "8/14/2021", "x" * 10_000, "\0", "\udce9"),
    ],
)
def test_what_names_no_time_is_refused_in_a_line(stated):
    with pytest.raises(ValueError, match=r"^not a date: .{,150}$"):
        parse_bound(stated, 0, TODAY)


def test_a_bound_that_is_none_is_refused():
    assert parse_bound("after 2020", 0, TODAY) == "2020-01-01"
    assert parse_bound("before 2020", 1, TODAY) == "2020-12-31"
    for stated, edge in (("after 2020", 1), ("before 2020", 0)):
        with pytest.raises(ValueError, match="not a date"):
            parse_bound(stated, edge, TODAY)


def test_without_a_day_to_count_from_it_is_counted_from_today():
    assert parse_bound("today", 0, None) == date.today().isoformat()
