"""Dates as text spells them, as ISO 8601, and the date that a document states at its beginning."""

import re
from calendar import monthrange
from datetime import date

MONTHS = (
    *("january", "february", "march", "april", "may", "june", "july"),
    *("august", "september", "october", "november", "december"),
)

# The parts of a written date, as regular expressions without groups, to be matched in any case.
MONTH = (
    r"(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?"
    r"|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)(?![a-z])\.?"
)
YEAR = r"(?:1\d{3}|20\d{2})"
_DAY_NUMBER, _ORDINAL = r"[0-3]?\d", r"(?:st|nd|rd|th)?"
DAY = _DAY_NUMBER + _ORDINAL

_D, _M, _Y = rf"(?P<day>{_DAY_NUMBER}){_ORDINAL}", rf"(?P<month>{MONTH})", rf"(?P<year>{YEAR})"
_TIME = r"(?:[T ]\d\d:\d\d(?::\d\d)?(?:[.,]\d+)?(?: ?(?:Z|UTC|[+-]\d\d:?\d\d))?)?"
# All but the first spell the month, so that no order of day and month has to be guessed.
_FORMS = tuple(
    re.compile(form, re.IGNORECASE)
    for form in (
        rf"{_Y}(?:-(?P<month>\d\d)(?:-(?P<day>\d\d){_TIME})?)?(?![\w-])",
        rf"{_D}\s+(?:of\s+)?{_M},?\s+{_Y}\b",
        rf"{_M}\s+{_D},?\s+{_Y}\b",
        rf"{_M},?\s+{_Y}\b",
    )
)
_MONTH_NAME = re.compile(MONTH, re.IGNORECASE)
_LABEL = re.compile(
    r"(?:\*\*|__)?(?:date|dated|published|posted|publication date|date published)"
    r"(?:\s+on)?(?:\*\*|__)?(?:\s*:|\s)(?:\*\*|__)?\s*",
    re.IGNORECASE,
)
_WEEKDAY = re.compile(
    r"(?:mon|tues?|wed(?:nes)?|thur?s?|fri|sat(?:ur)?|sun)(?:day)?\.?,?\s+", re.IGNORECASE
)
_DIGITS = re.compile(r"\d{4}")
_WORD = re.compile(r"(?<![\w-])\w")
LEADING_LINES = 5
"""How many lines with text are searched for the date of a document."""


def leading_date(text: str) -> str | None:
    """The date that a date line among the first lines of `text` states, ISO 8601; or None.

    A date line is nothing but a date, or begins with a label and a date ("Date: Aug. 12, 2021",
    "date 2021-08-14 Talks begin"). A date in prose or in a caption is not the document's.
    """
    lines = (line.strip() for line in text[:4_000].splitlines())
    for line in [line for line in lines if line][:LEADING_LINES]:
        label = _LABEL.match(line)
        stated = _date_at(line[label.end() :] if label else line)
        if stated and (label or _is_alone(*stated)):
            return stated[0]
    return None


def _is_alone(iso: str, rest: str) -> bool:
    """Whether nothing follows the date, and it is more than a number that may be a year."""
    return "-" in iso and not rest.strip(" .")


def iso_date(text: str) -> str | None:
    """The date that `text` begins with, ISO 8601 as precise as stated; None if it is no date."""
    stated = _date_at(text.strip())
    return stated[0] if stated else None


def heading_date(heading: str) -> str | None:
    """The date that a heading states for what stands below it, ISO 8601 to the month or the day.

    Such as "[1.2.0] - 2023-01-05" or "Meeting of 12 March 2021". None if it states none or several.
    """
    if not _DIGITS.search(heading):
        return None
    starts = (word.start() for word in _WORD.finditer(heading))
    stated = (_date_at(heading[start:]) for start in starts)
    found = {iso for iso, _ in filter(None, stated) if "-" in iso}
    days = {iso for iso in found if len(iso) > len("2021-08")} or found
    return days.pop() if len(days) == 1 else None


def _date_at(text: str) -> tuple[str, str] | None:
    """The ISO date at the beginning of `text`, and the text after it."""
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
    number = int(month) if month.isdigit() else month_number(month)
    if number is None:
        return None
    try:
        date(year, number, int(day or 1))
    except ValueError:
        return None
    return f"{year:04}-{number:02}" + (f"-{int(day):02}" if day else "")


def month_number(word: str) -> int | None:
    """The number of the month, 1 to 12, that `word` is the name of in full or short; else None."""
    if not _MONTH_NAME.fullmatch(word):
        return None
    # A regular expression that ignores case takes a long s (ſ) for an s, and casefold does too.
    return next(i for i, month in enumerate(MONTHS, 1) if month.startswith(word.casefold()[:3]))


def day_range(stated: str) -> tuple[str, str]:
    """The first and the last day of an ISO date: of a year, of a month, or the day itself twice.

    Raises ValueError if `stated` is no ISO 8601 year, month or day.
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
