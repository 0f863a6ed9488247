"""The time that a question asks of, by a small grammar, and whether a sentence tells of it."""

import re
from collections.abc import Iterator
from datetime import date, timedelta

from index.records import Period
from index.text.dates import MONTHS, iso_date, period

EVER = ("0001-01-01", "9999-12-31")
"""The ends of a period that has none."""
RECENT_DAYS = 60
"""How far back "recently" reaches."""
_MONTH = (
    r"(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?"
    r"|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)(?![a-z])\.?"
)
_DAY = r"[0-3]?\d(?:st|nd|rd|th)?"
_YEAR = r"(?:1\d{3}|20\d{2})"
_BARE = (
    rf"(?:{_YEAR}-[01]\d-[0-3]\d(?![\w-])"
    rf"|{_DAY}\s+(?:of\s+)?{_MONTH},?\s+{_YEAR}"
    rf"|{_MONTH}\s+{_DAY}\s?,?\s+{_YEAR}"
    rf"|{_MONTH},?\s+(?:of\s+)?{_YEAR}"
    rf"|{_YEAR})(?!\d|[.,]\d)"
)
_DATE = rf"(?<![\w$€£.,-]){_BARE}"
_COUNTED = "two three four five six seven eight nine ten".split()
_COUNT = rf"\d{{1,3}}|an?|one|{'|'.join(_COUNTED)}"
_UNITS = {"day": 1, "week": 7, "month": 30, "year": 365}
_UNIT = "|".join(_UNITS)

_TIES = frozenset("in on of at by for from during since early late mid".split())
_LOOSE = re.compile(r"(?<!\s)\s++([?!.,;:])")
"""A mark that what stood before it has left."""

# The first of these that a question holds is the time it asks of.
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
    rf"(?:\b(?P<part>early|late|mid)[ -])?(?:the\s+)?\b(?P<decade>{_YEAR})s\b", re.I
)
_ONE = re.compile(_DATE, re.IGNORECASE)
_AGO = re.compile(rf"\b(?P<count>{_COUNT})\s+(?P<unit>{_UNIT})s?\s+ago\b", re.IGNORECASE)
_PAST = re.compile(
    rf"\b(?:last|past|previous)\s+(?P<count>\d{{1,3}}|{'|'.join(_COUNTED)})\s+(?P<unit>{_UNIT})s\b",
    re.IGNORECASE,
)
_NEAR = re.compile(r"\b(?P<which>this|last|past|next)\s+(?P<unit>week|month|year)\b", re.I)
_LAST_MONTH = re.compile(rf"\b(?P<which>this|last|past)\s+(?P<month>{_MONTH})", re.IGNORECASE)
# Not "today", which mostly means nowadays.
_YESTERDAY = re.compile(r"\byesterday\b", re.IGNORECASE)
_WEEKDAY = re.compile(r"\b(?:on|early|late) (?:mon|tues|wednes|thurs|fri|satur|sun)day\b", re.I)
_RECENT = re.compile(r"\b(?:recently|lately|in recent (?:days|weeks))\b", re.IGNORECASE)


def asked(question: str, today: date) -> Period | None:
    """The time that a question asks of; None where it names none.

    Years, months and days, stretches of them ("from 2008 to June 2010", "between …"), all before
    or after one ("before the election in 2018"), decades, and what is counted from `today` ("last
    year", "two weeks ago", "this week", "yesterday").
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
    """What is counted from today; nothing that would lie outside of the calendar."""
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
        if found := _LAST_MONTH.search(question):
            month = [name[:3] for name in MONTHS].index(found["month"].casefold()[:3]) + 1
            is_to_come = month > today.month or (
                month == today.month and found["which"].casefold() != "this"
            )
            yield _of(found, *period(f"{today.year - is_to_come:04}-{month:02}"))
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
    """This, the last or the next week, month or year."""
    if which == "past":
        return (today - timedelta(days=_UNITS[unit])).isoformat(), today.isoformat()
    step = {"this": 0, "next": 1}.get(which, -1)
    if unit == "year":
        return period(f"{today.year + step:04}")
    if unit == "month":
        months = today.year * 12 + today.month - 1 + step
        return period(f"{months // 12:04}-{months % 12 + 1:02}")
    # News of "this week" are of the seven days before, whatever day it is.
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
    return period(iso_date(re.sub(r"\s+,", ",", stated)) or _year(stated))


def _year(stated: str) -> str:
    (year,) = re.findall(_YEAR, stated)[-1:]
    return str(year)


def said(asked_of: Period) -> str:
    """The words of a question that say its time: without the election of "before the election in
    2018"."""
    bound = _BOUND.fullmatch(asked_of.text)
    return f"{bound['side']} {bound['date']}" if bound else asked_of.text


def without(question: str, asked_of: Period) -> str:
    """The question without the words that say its time, and what ties them to the rest.

    The question itself where those say more than a time ("before the election in 2018"), or all.
    """
    if said(asked_of) != asked_of.text:
        return question
    before = _untied(question[: asked_of.start])
    after = question[asked_of.start + len(asked_of.text) :]
    rest = f"{before} {after.lstrip(' ,')}" if before else after.lstrip(" ,")
    return _LOOSE.sub(r"\1", rest).strip() if re.search(r"\w", rest) else question


def _untied(before: str) -> str:
    """What stands before a time, without the words that tie it to that."""
    while before:
        *rest, last = before.rstrip(" ,\n\t").rsplit(maxsplit=1) or [""]
        if last.strip(",").lower() not in _TIES | {""}:
            return before.rstrip(" ,\n\t")
        before = rest[0] if rest else ""
    return ""


def tells(text: str, asked_of: Period) -> bool:
    """Whether a sentence names a date, with its year, that lies in a period."""
    dates = (_days(found[0]) for found in _ONE.finditer(text))
    return any(asked_of.first <= first and last <= asked_of.last for first, last in dates)
