"""The day that a filter on dates begins or ends with, from a date as people say it."""

from datetime import date
from reprlib import repr as brief

from index import Period
from index.text.dates import MONTHS, period
from index.text.periods import EVER, asked

_MONTHS = frozenset(month[:3] for month in MONTHS)


def bound(stated: str, edge: int, today: date | None) -> str:
    """The first (0) or the last (1) day of a time as it is stated, as an ISO day.

    `stated`: an ISO year, month or day, or what a question may name: "August 2021", "last week",
    "two months ago", "yesterday". That is counted from `today`; None for the day it is. Raises
    ValueError for anything else.
    """
    stated = " ".join(stated.split())
    if not any(map(str.isalpha, stated)):
        return period(stated)[edge]
    today = today or date.today()
    if stated.casefold() == "today":  # which in a question means nowadays
        return today.isoformat()
    found = asked(stated, today)
    if found is None or found.text != stated or _is_no_day(found):
        raise _refused(stated)
    if stated.casefold().endswith(" ago"):
        return _middle(found)  # a question is given some days before and after it too
    day = (found.first, found.last)[edge]
    if day in EVER:
        raise _refused(stated)
    return day


def _is_no_day(found: Period) -> bool:
    """Whether a day that its month has not was taken for the whole year: 30 February 2021."""
    is_year = (found.first[4:], found.last[4:]) == ("-01-01", "-12-31")
    return is_year and any(word[:3] in _MONTHS for word in found.text.casefold().split())


def _middle(found: Period) -> str:
    first, last = date.fromisoformat(found.first), date.fromisoformat(found.last)
    return (first + (last - first) // 2).isoformat()


def _refused(stated: str) -> ValueError:
    return ValueError(f"not a date: {brief(stated)}; write 2021-08-14, August 2021 or last week")
