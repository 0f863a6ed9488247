"""Whether two answers say the same in other words, or contradict each other."""

import re
from dataclasses import dataclass
from functools import cached_property

from index.text.dates import YEAR, month_number
from qa.evidence.numerals import join_thousands, write_figures

_ARTICLES = frozenset("a an the".split())
_LINKS = frozenset("of and in on at to for from by with about around nearly some over".split())
_TOKEN = re.compile(r"\d+(?:\.\d+)?|[^\W\d_]+")
_YEAR = re.compile(YEAR)


@dataclass(frozen=True)
class Claim:
    """The words of an answer, in the form in which it is compared with others."""

    text: str

    @cached_property
    def words(self) -> tuple[str, ...]:
        """Lower-case words without punctuation and articles, with numbers as figures."""
        plain = join_thousands(self.text).casefold().replace("’", "'").replace("'s", "")
        return tuple(write_figures([w for w in _TOKEN.findall(plain) if w not in _ARTICLES]))

    @cached_property
    def numbers(self) -> frozenset[float]:
        """The numbers among its words."""
        return frozenset(float(word) for word in self.words if word[0].isdecimal())

    @cached_property
    def date(self) -> dict[str, int]:
        """The "year", "month" and "day" that it names; empty without a year or a month."""
        found: dict[str, int] = {}
        for word in self.words:
            if _YEAR.fullmatch(word):
                found.setdefault("year", int(word))
            elif (month := month_number(word)) and (word != "may" or "May" in self.text):
                found.setdefault("month", month)
            elif word.isdecimal() and 1 <= int(word) <= 31:
                found.setdefault("day", int(word))
        return found if "year" in found or "month" in found else {}

    @cached_property
    def kind(self) -> str:
        """One of "truth" (yes or no), "date", "number", "name", and "words" for anything else."""
        if self.words in (("yes",), ("no",)):
            return "truth"
        date = self.date
        content = [word for word in self.words if word not in _LINKS]
        if date and len(content) <= len(date) + 1:
            return "date"
        if self.numbers:
            return "number"
        written = re.findall(r"[^\W\d_]+", self.text)
        content = [word for word in written if word not in _LINKS | _ARTICLES]
        is_name = bool(content) and all(word[0].isupper() for word in content)
        return "name" if is_name else "words"


def agree(one: Claim, other: Claim) -> bool:
    """Whether both say the same, as far as the less exact of them goes."""
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


def contradict(one: Claim, other: Claim) -> bool:
    """Whether only one of them can be right: they are of one kind and have nothing in common."""
    if one.kind != other.kind or one.kind == "words" or agree(one, other):
        return False
    if one.kind == "date":
        return bool(one.date.keys() & other.date.keys())
    if one.kind == "name":
        # Two parts of one name, or a name and a word derived from it, as Mexico and Mexican.
        return not any(mine[:4] == yours[:4] for mine in one.words for yours in other.words)
    return True
