"""Answers as they are compared: the same in other words, or of one kind and different."""

import re
from dataclasses import dataclass
from functools import cached_property

from index.text.dates import MONTHS

_ARTICLES = frozenset("a an the".split())
_LINKS = frozenset("of and in on at to for from by with about around nearly some over".split())
_UNITS = (
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen"
    " sixteen seventeen eighteen nineteen"
).split()
_TENS = "twenty thirty forty fifty sixty seventy eighty ninety".split()
_NUMBERS = {word: float(number) for number, word in enumerate(_UNITS)} | {
    word: 20.0 + 10 * number for number, word in enumerate(_TENS)
}
_SCALES = {"hundred": 1e2, "thousand": 1e3, "million": 1e6, "billion": 1e9, "trillion": 1e12}
_THOUSANDS = re.compile(r"(?<=\d)\s?,\s?(?=\d{3}(?!\d))")
_TOKEN = re.compile(r"\d+(?:\.\d+)?|[^\W\d_]+")
_YEAR = re.compile(r"1\d{3}|20\d{2}")


@dataclass(frozen=True)
class Wording:
    """An answer, by the words that were marked for it."""

    text: str

    @cached_property
    def words(self) -> tuple[str, ...]:
        """Without case, punctuation and articles, numbers as figures."""
        plain = _THOUSANDS.sub("", self.text).casefold().replace("’", "'").replace("'s", "")
        return tuple(_figures([w for w in _TOKEN.findall(plain) if w not in _ARTICLES]))

    @cached_property
    def numbers(self) -> frozenset[float]:
        return frozenset(float(word) for word in self.words if word[0].isdecimal())

    @cached_property
    def date(self) -> dict[str, int]:
        """The year, month and day it names, those of them that it does."""
        months = {name: n for n, month in enumerate(MONTHS, 1) for name in (month, month[:3])}
        found: dict[str, int] = {}
        for word in self.words:
            if _YEAR.fullmatch(word):
                found.setdefault("year", int(word))
            elif word in months and (word != "may" or "May" in self.text):
                found.setdefault("month", months[word])
            elif word.isdecimal() and 1 <= int(word) <= 31:
                found.setdefault("day", int(word))
        return found if "year" in found or "month" in found else {}

    @cached_property
    def kind(self) -> str:
        """What it is: "truth" (yes or no), "date", "number", "name", or "words" for all else."""
        if self.words in (("yes",), ("no",)):
            return "truth"
        date = self.date
        said = [word for word in self.words if word not in _LINKS]
        if date and len(said) <= len(date) + 1:
            return "date"
        if self.numbers:
            return "number"
        capitals = [word for word in re.findall(r"[^\W\d_]+", self.text) if word not in _LINKS]
        capitals = [word for word in capitals if word not in _ARTICLES]
        is_name = bool(capitals) and all(word[0].isupper() for word in capitals)
        return "name" if is_name else "words"


def agree(one: Wording, other: Wording) -> bool:
    """Whether they say the same, as far as the one says as much as the other."""
    if one.kind == other.kind == "date":
        shared = one.date.keys() & other.date.keys()
        return bool(shared) and all(one.date[part] == other.date[part] for part in shared)
    mine, theirs = (set(each.words) - _LINKS for each in (one, other))
    if not mine or not theirs:
        return one.words == other.words
    if mine <= theirs or theirs <= mine:
        return True
    if one.numbers or other.numbers:
        return one.numbers == other.numbers
    return False


def differ(one: Wording, other: Wording) -> bool:
    """Whether both cannot be meant: of one kind, and with nothing in common."""
    if one.kind != other.kind or one.kind == "words" or agree(one, other):
        return False
    if one.kind == "date":
        return bool(one.date.keys() & other.date.keys())
    if one.kind == "name":
        # Parts of one name or place, or what is called after it: Mexico, the Mexican government.
        return not any(mine[:4] == yours[:4] for mine in one.words for yours in other.words)
    return True


def _figures(words: list[str]) -> list[str]:
    """Numbers that are spelt out as figures, and those followed by a scale as their product."""
    found: list[str] = []
    value: float | None = None
    for word in [*words, ""]:
        number = float(word) if word[:1].isdecimal() else _NUMBERS.get(word)
        if value is not None and word in _SCALES:
            value *= _SCALES[word]
        elif value is not None and word in _UNITS[1:10] and value % 10 == 0 and 20 <= value < 100:
            value += _NUMBERS[word]
        else:
            if value is not None:
                found.append(f"{value:.10g}" if value < 1e10 else f"{value:.0f}")
            value = number
            if number is None and word:
                found.append(word)
    return found
