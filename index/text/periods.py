"""The time that a question asks about, by a small grammar, and the sentences that name it."""

import re
from collections.abc import Iterator
from datetime import date, timedelta

from index.records import Period
from index.text.dates import DAY, MONTH, YEAR, day_range, iso_date, month_number

EVER = ("0001-01-01", "9999-12-31")
"""The ends of an open period: ISO days before and after all others."""
RECENT_DAYS = 60
"""How far back "recently" reaches."""
_BARE = (
    rf"(?:{YEAR}-[01]\d-[0-3]\d(?![\w-])"
    rf"|{DAY}\s+(?:of\s+)?{MONTH},?\s+{YEAR}"
    rf"|{MONTH}\s+{DAY}\s?,?\s+{YEAR}"
    rf"|{MONTH},?\s+(?:of\s+)?{YEAR}"
    rf"|{YEAR})(?!\d|[.,]\d)"
)
_DATE = rf"(?<![\w$€£.,-]){_BARE}"
_COUNTED = "two three four five six seven eight nine ten".split()
_COUNT = rf"\d{{1,3}}|an?|one|{'|'.join(_COUNTED)}"
_UNITS = {"day": 1, "week": 7, "month": 30, "year": 365}
_UNIT = "|".join(_UNITS)

_TIES = frozenset("in on of at by for from during since early late mid".split())
_LOOSE = re.compile(r"(?<!\s)\s++([?!.,;:])")
"""A punctuation mark after a space, because the words before it were removed."""

# The time that a question asks about is the first of these that it holds.
_SPAN = re.compile(
    rf"(?:(?:between|from)\s*+)?(?P<first>{_DATE})\s*(?:to|and|until|till|through|[-–—])\s*"
    rf"(?P<last>{_BARE})",
    re.IGNORECASE,
)
_BOUND = re.compile(
    r"(?P<side>before|prior to|until|till|up to|after|since|following)\s+"
    rf"(?:\S+\s+){{0,4}}?(?P<date>{_DATE})",
    re.IGNORECASE,
)
_DECADE = re.compile(
    rf"(?:\b(?P<part>early|late|mid)[ -])?(?:the\s+)?\b(?P<decade>{YEAR})s\b", re.I
)
_ONE = re.compile(_DATE, re.IGNORECASE)
_AGO = re.compile(rf"\b(?P<count>{_COUNT})\s+(?P<unit>{_UNIT})s?\s+ago\b", re.IGNORECASE)
_PAST = re.compile(
    rf"\b(?:last|past|previous)\s+(?P<count>\d{{1,3}}|{'|'.join(_COUNTED)})\s+(?P<unit>{_UNIT})s\b",
    re.IGNORECASE,
)
_NEAR = re.compile(r"\b(?P<which>this|last|past|next)\s+(?P<unit>week|month|year)\b", re.I)
_LAST_MONTH = re.compile(rf"\b(?P<which>this|last|past)\s+(?P<month>{MONTH})", re.IGNORECASE)
# "today" is left out: it mostly means nowadays.
_YESTERDAY = re.compile(r"\byesterday\b", re.IGNORECASE)
_WEEKDAY = re.compile(r"\b(?:on|early|late) (?:mon|tues|wednes|thurs|fri|satur|sun)day\b", re.I)
_RECENT = re.compile(r"\b(?:recently|lately|in recent (?:days|weeks))\b", re.IGNORECASE)


def find_period(question: str, today: date) -> Period | None:
    """The time that a question asks about; None if it names no time.

    It may be a year, month or day, a span ("from 2008 to June 2010", "between …"), everything
    before or after a date ("before the election in 2018"), a decade, or a time counted from `today`
    ("last year", "two weeks ago", "this week", "yesterday").
    """
    return next(_periods(question, today), None)


def _periods(question: str, today: date) -> Iterator[Period]:
    if found := _SPAN.search(question):
        first, last = _days(found["first"])[0], _days(found["last"])[1]
        if first <= last:
            yield _of(found, first, last)
    if found := _BOUND.search(question):
        first, last = _days(found["date"])
        if found["side"].casefold() in ("after", "since", "following"):
            yield _of(found, first, EVER[1])
        else:
            yield _of(found, EVER[0], last)
    if found := _DECADE.search(question):
        year = int(found["decade"])
        yield _of(found, f"{year:04}-01-01", f"{year + (99 if year % 100 == 0 else 9):04}-12-31")
    if found := _ONE.search(question):
        yield _of(found, *_days(found[0]))
    yield from _relative(question, today)


def _relative(question: str, today: date) -> Iterator[Period]:
    """The times counted from `today`. A time outside of the calendar is left out."""
    try:
        for form in (_AGO, _PAST):
            if found := form.search(question):
                days = _count(found["count"]) * _UNITS[found["unit"].casefold()]
                slack = _UNITS[found["unit"].casefold()] // 2 if form is _AGO else 0
                first = today - timedelta(days=days + slack)
                last = today if form is _PAST else today - timedelta(days=days - slack)
                yield _of(found, first.isoformat(), last.isoformat())
        if found := _NEAR.search(question):
            yield _of(found, *_near(found["which"].casefold(), found["unit"].casefold(), today))
        if (found := _LAST_MONTH.search(question)) and (month := month_number(found["month"])):
            is_to_come = month > today.month or (
                month == today.month and found["which"].casefold() != "this"
            )
            yield _of(found, *day_range(f"{today.year - is_to_come:04}-{month:02}"))
        if found := _YESTERDAY.search(question):
            day = (today - timedelta(days=1)).isoformat()
            yield _of(found, day, day)
        if found := _WEEKDAY.search(question):
            yield _of(found, *_near("this", "week", today))
        if found := _RECENT.search(question):
            yield _of(found, (today - timedelta(days=RECENT_DAYS)).isoformat(), today.isoformat())
    except (OverflowError, ValueError):
        return


def _near(which: str, unit: str, today: date) -> tuple[str, str]:
    """The first and the last day of this, the last, past or next week, month or year."""
    if which == "past":
        return (today - timedelta(days=_UNITS[unit])).isoformat(), today.isoformat()
    step = {"this": 0, "next": 1}.get(which, -1)
    if unit == "year":
        return day_range(f"{today.year + step:04}")
    if unit == "month":
        months = today.year * 12 + today.month - 1 + step
        return day_range(f"{months // 12:04}-{months % 12 + 1:02}")
    # "This week" means the seven days before today, whatever weekday it is.
    last = today + timedelta(days=7 * step)
    return (last - timedelta(days=7)).isoformat(), last.isoformat()


def _count(word: str) -> int:
    lower = word.casefold()
    return (
        int(lower) if lower.isdecimal() else _COUNTED.index(lower) + 2 if lower in _COUNTED else 1
    )


def _of(found: re.Match[str], first: str, last: str) -> Period:
    text = found[0]
    start = found.start() + len(text) - len(text.lstrip())
    return Period(text.strip(), start, first, last)


def _days(stated: str) -> tuple[str, str]:
    """The first and the last day of a date as it is written."""
    return day_range(iso_date(re.sub(r"\s+,", ",", stated)) or _year(stated))


def _year(stated: str) -> str:
    (year,) = re.findall(YEAR, stated)[-1:]
    return str(year)


def time_words(period: Period) -> str:
    """The words of a period that name its time: "before 2018" of "before the election in 2018"."""
    bound = _BOUND.fullmatch(period.text)
    return f"{bound['side']} {bound['date']}" if bound else period.text


def remove_period(question: str, period: Period) -> str:
    """The question without the words of `period`, and without what ties them to the rest.

    The whole question is returned if those words name more than a time ("before the election in
    2018"), or if nothing else would be left.
    """
    if time_words(period) != period.text:
        return question
    before = _untied(question[: period.start])
    after = question[period.start + len(period.text) :]
    rest = f"{before} {after.lstrip(' ,')}" if before else after.lstrip(" ,")
    return _LOOSE.sub(r"\1", rest).strip() if re.search(r"\w", rest) else question


def _untied(before: str) -> str:
    """The text before a time, without the words that tie it to the time."""
    while before:
        *rest, last = before.rstrip(" ,\n\t").rsplit(maxsplit=1) or [""]
        if last.strip(",").lower() not in _TIES | {""}:
            return before.rstrip(" ,\n\t")
        before = rest[0] if rest else ""
    return ""


def has_date_in(text: str, period: Period) -> bool:
    """Whether a text names a date, with its year, that lies within a period."""
    dates = (_days(found[0]) for found in _ONE.finditer(text))
    return any(period.first <= first and last <= period.last for first, last in dates)
