"""The date a document states, read from its first lines."""

import re
from calendar import monthrange
from datetime import date

MONTHS = (
    *("january", "february", "march", "april", "may", "june", "july"),
    *("august", "september", "october", "november", "december"),
)
_MONTH = (
    r"(?P<month>jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?"
    r"|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)\.?"
)
_DAY = r"(?P<day>[0-3]?\d)(?:st|nd|rd|th)?"
_YEAR = r"(?P<year>1\d{3}|20\d{2})"
_TIME = r"(?:[T ]\d\d:\d\d(?::\d\d)?(?:[.,]\d+)?(?: ?(?:Z|UTC|[+-]\d\d:?\d\d))?)?"
# All but the first spell the month, so that no order of day and month has to be guessed.
_FORMS = tuple(
    re.compile(form, re.IGNORECASE)
    for form in (
        rf"{_YEAR}(?:-(?P<month>\d\d)(?:-(?P<day>\d\d){_TIME})?)?(?![\w-])",
        rf"{_DAY}\s+(?:of\s+)?{_MONTH},?\s+{_YEAR}\b",
        rf"{_MONTH}\s+{_DAY},?\s+{_YEAR}\b",
        rf"{_MONTH},?\s+{_YEAR}\b",
    )
)
_LABEL = re.compile(
    r"(?:\*\*|__)?(?:date|dated|published|posted|publication date|date published)"
    r"(?:\s+on)?(?:\*\*|__)?(?:\s*:|\s)(?:\*\*|__)?\s*",
    re.IGNORECASE,
)
_WEEKDAY = re.compile(
    r"(?:mon|tues?|wed(?:nes)?|thur?s?|fri|sat(?:ur)?|sun)(?:day)?\.?,?\s+", re.IGNORECASE
)
LEADING_LINES = 5


def leading_date(text: str) -> str | None:
    """The date of a date line among the first lines of `text`: ISO 8601, or None.

    A date line begins with a date after a label ("Date: Aug. 12, 2021", "date 2021-08-14 Talks
    begin"), or is nothing but a date. A date inside prose or a caption is not the document's.
    """
    lines = (line.strip() for line in text[:4_000].splitlines())
    for line in [line for line in lines if line][:LEADING_LINES]:
        label = _LABEL.match(line)
        stated = _date_at(line[label.end() :] if label else line)
        if stated and (label or _is_alone(*stated)):
            return stated[0]
    return None


def _is_alone(iso: str, rest: str) -> bool:
    """Nothing follows the date, and it is more than a number that may be a year."""
    return "-" in iso and not rest.strip(" .")


def iso_date(text: str) -> str | None:
    """The date that `text` begins with, ISO 8601 as precise as stated; None where it is none."""
    stated = _date_at(text.strip())
    return stated[0] if stated else None


def _date_at(text: str) -> tuple[str, str] | None:
    """The ISO date at the beginning of `text` and what follows it."""
    weekday = _WEEKDAY.match(text)
    text = text[weekday.end() :] if weekday else text
    for form in _FORMS:
        if found := form.match(text):
            parts = found.groupdict()
            iso = _iso(int(parts["year"]), parts["month"], parts.get("day"))
            if iso:
                return iso, text[found.end() :]
    return None


def _iso(year: int, month: str | None, day: str | None) -> str | None:
    if month is None:
        return f"{year:04}"
    number = int(month) if month.isdigit() else _month_number(month)
    try:
        date(year, number, int(day or 1))
    except ValueError:
        return None
    return f"{year:04}-{number:02}" + (f"-{int(day):02}" if day else "")


def _month_number(name: str) -> int:
    # Expressions that ignore case take a long s (ſ) for an s.
    return next(i for i, month in enumerate(MONTHS, 1) if month.startswith(name.casefold()[:3]))


def period(stated: str) -> tuple[str, str]:
    """The first and the last day of an ISO date as precise as it is: `2021` is a whole year.

    Raises ValueError where `stated` is no ISO 8601 year, month or day.
    """
    if not re.fullmatch(r"\d{4}(-\d\d(-\d\d)?)?", stated):
        raise ValueError(f"not a date: {stated!r}; write 2021, 2021-08 or 2021-08-14")
    year, *rest = map(int, stated.split("-"))
    try:
        first = date(year, *[*rest, 1, 1][:2])
        month = rest[0] if rest else 12
        last = first if len(rest) == 2 else date(year, month, monthrange(year, month)[1])
    except ValueError as error:
        raise ValueError(f"not a date: {stated!r} ({error})") from error
    return first.isoformat(), last.isoformat()
