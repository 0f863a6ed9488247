"""Parses the bound of a filter on dates, as people say it, into a day."""

from datetime import date
from reprlib import repr as brief

from index import Period
from index.text.dates import day_range, month_number
from index.text.periods import EVER, find_period


def parse_bound(stated: str, edge: int, today: date | None) -> str:
    """The first (`edge` 0) or the last (1) day of a stated time, as an ISO day.

    `stated`: an ISO year, month or day, or a time that a question may name, such as "August 2021",
    "last week", "two months ago" or "yesterday". `today`: the day that such times are counted from;
    None for the system's date. Raises ValueError for anything else.
    """
    stated = " ".join(stated.split())
    if not any(map(str.isalpha, stated)):
        return day_range(stated)[edge]
    today = today or date.today()
    if stated.casefold() == "today":  # in a question it means nowadays
        return today.isoformat()
    found = find_period(stated, today)
    if found is None or found.text != stated or _is_no_day(found):
        raise _date_error(stated)
    if stated.casefold().endswith(" ago"):
        return _middle(found)  # the period of a question has some days around it
    day = (found.first, found.last)[edge]
    if day in EVER:
        raise _date_error(stated)
    return day


def _is_no_day(found: Period) -> bool:
    """Whether a day that does not exist was read as the whole year: 30 February 2021."""
    is_year = (found.first[4:], found.last[4:]) == ("-01-01", "-12-31")
    return is_year and any(month_number(word.rstrip(",")) for word in found.text.split())


def _middle(found: Period) -> str:
    first, last = date.fromisoformat(found.first), date.fromisoformat(found.last)
    return (first + (last - first) // 2).isoformat()


def _date_error(stated: str) -> ValueError:
    return ValueError(f"not a date: {brief(stated)}; write 2021-08-14, August 2021 or last week")
