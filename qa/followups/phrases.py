"""The words and noun phrases of English questions, found by word lists and capitals."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from qa.followups.word_lists import (
    DEMONSTRATIVES,
    DETERMINERS,
    EMPTY,
    PRONOUNS,
    SUPPORTS,
    VERBS,
)

_WORD = re.compile(r"[^\W_]+(?:[-.&'’][^\W_]+)*")
_YEAR = re.compile(r"(?:1\d|20)\d\d")
_END = re.compile(r"[.?!]\s+")
_JOINS = frozenset("of de la le du von van der the for".split())
_SUBJECTS = frozenset("to i we you he she they i've i'd i'll we've you've they've".split())


@dataclass(frozen=True, slots=True)
class Word:
    """A word of a text, and where it stands."""

    text: str
    start: int
    end: int

    @property
    def lower(self) -> str:
        """In lower case, with a straight apostrophe."""
        return self.text.lower().replace("’", "'")

    @property
    def stem(self) -> str:
        """What it has in common with its plural."""
        return stem(self.text)


@dataclass(frozen=True, slots=True)
class Phrase:
    """Neighbouring words of a text that name something together."""

    text: str
    start: int
    end: int
    stems: frozenset[str]
    """The stems of its words that name a topic."""
    head: str
    """The stem of the last word."""
    is_name: bool
    is_time: bool
    is_definite: bool
    """Whether "the" stands before it."""
    is_plural: bool


def words(text: str) -> list[Word]:
    """The words of a text in their order, without the endings of genitives."""
    return [
        Word(w, m.start(), m.start() + len(w)) for m in _WORD.finditer(text) if (w := _bare(m[0]))
    ]


def stem(word: str) -> str:
    """What a word has in common with its plural; good for comparison only."""
    word = _bare(word).lower()
    if len(word) > 4 and word.endswith("ies"):
        return word[:-3] + "y"
    if len(word) > 3 and word.endswith("s") and not word.endswith(("ss", "us", "is")):
        return word[:-1]
    return word


def stems(text: str) -> frozenset[str]:
    """The stems of the words that name a topic."""
    return frozenset(word.stem for word in words(text) if word.lower not in EMPTY)


def is_year(word: str) -> bool:
    """Whether a word is a year from 1000 to 2099."""
    return bool(_YEAR.fullmatch(word))


def phrases(text: str) -> list[Phrase]:
    """The phrases of a text that later questions could be about, in their order."""
    return [_phrase(text, run) for run in _runs(text)]


def _runs(text: str) -> Iterator[list[Word]]:
    every = words(text)
    verb_at = _find_verb(every)
    run: list[Word] = []
    for number, word in enumerate(every):
        if run and text[run[-1].end : word.start].strip(" -"):
            yield from _trim(run)
            run = []
        is_verb = number == verb_at or _is_verb(every, number)
        opens = _is_capital(word) and (number > 0 or word.lower not in EMPTY)
        names = opens and (word.lower not in EMPTY or _name_goes_on(every, number))
        joins = word.lower in _JOINS and bool(run) and _is_capital(run[-1])
        if not is_verb and (
            names or word.lower not in EMPTY or (joins and _name_goes_on(every, number))
        ):
            run.append(word)
        else:
            yield from _trim(run)
            run = []
    yield from _trim(run)


def _name_goes_on(every: list[Word], number: int) -> bool:
    """Whether a name goes on after a small word in it."""
    following = [word for word in every[number + 1 : number + 3] if word.lower not in _JOINS]
    return bool(following) and _is_capital(following[0]) and following[0].lower not in EMPTY


def _find_verb(every: list[Word]) -> int | None:
    """The number of the verb, if the words before it show it: "who VERB", "did they VERB"."""
    lowers = [word.lower for word in every]
    if lowers[:1] == ["who"] and len(every) > 1 and lowers[1] not in EMPTY:
        return 1
    for number, word in enumerate(lowers[:4]):
        if word in SUPPORTS:
            return _after_subject(every, number + 1)
    return None


def _is_verb(every: list[Word], number: int) -> bool:
    """Whether the word before makes it a verb: "to VERB", "I VERB"."""
    if not number or _is_capital(every[number]):
        return False
    return every[number - 1].lower in _SUBJECTS


def _after_subject(every: list[Word], first: int) -> int | None:
    lowers = [word.lower for word in every]
    if first >= len(every):
        return None
    if lowers[first] in PRONOUNS - DEMONSTRATIVES:
        return first + 1 if first + 1 < len(every) and lowers[first + 1] not in EMPTY else None
    end = first + (lowers[first] in DETERMINERS)
    while end < len(every) and lowers[end] not in EMPTY:
        end += 1
    is_cut = end - first >= 2 and not _is_capital(every[end - 1])
    follows = lowers[end] if end < len(every) else ""
    return end - 1 if is_cut and follows not in VERBS | {"and", "or", "of", "be"} else None


def _trim(run: list[Word]) -> Iterator[list[Word]]:
    while run and not _is_capital(run[-1]) and (run[-1].lower in EMPTY or _is_adverb(run[-1])):
        run = run[:-1]
    if run and any(word.lower not in EMPTY for word in run):
        yield run


def _phrase(text: str, run: list[Word]) -> Phrase:
    start, end = run[0].start, run[-1].end
    before = words(text[:start])[-1:]
    named = [word for word in run if _is_capital(word) and word.start > 0]
    return Phrase(
        text=text[start:end],
        start=start,
        end=end,
        stems=frozenset(word.stem for word in run if word.lower not in EMPTY),
        head=run[-1].stem,
        is_name=bool(named) or (len(run) > 1 and _is_capital(run[0]) and _is_capital(run[-1])),
        is_time=is_year(run[-1].text) and len(run) == 1,
        is_definite=bool(before) and before[0].lower == "the",
        is_plural=run[-1].stem != run[-1].lower,
    )


def _is_capital(word: Word) -> bool:
    return word.text[0].isupper() or (word.text[0].isdigit() and not word.text.isdigit())


def _is_adverb(word: Word) -> bool:
    return word.lower.endswith(("ly", "ed"))


def _bare(word: str) -> str:
    return re.sub(r"['’](?:s|S)?$", "", word)


def sentences(text: str) -> list[int]:
    """The offsets at which the sentences of a question begin; at least one."""
    every = words(text)
    return [0, *(m.end() for m in _END.finditer(text) if every and m.end() <= every[-1].start)]
