"""A question that leans on earlier ones, made to stand alone with the words that were said."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from qa.followups.coefficients import CARRIED, LEANING
from qa.followups.features import (
    CONNECTIVES,
    Turn,
    candidates,
    leaning,
    opens_about,
    probability,
    pronoun,
)
from qa.followups.phrases import (
    ASKING,
    AUXILIARIES,
    DEMONSTRATIVES,
    EMPTY,
    PERSONS,
    POSSESSIVES,
    PREPOSITIONS,
    PRONOUNS,
    Phrase,
    Word,
    is_english,
    is_year,
    phrases,
    stems,
    words,
)

__all__ = ["Resolved", "Turn", "resolve"]

MAX_TURNS = 12
"""How many earlier turns are looked at: the first and the latest."""
MAX_CHARS = 400
"""A longer question says itself what it is about, and of a longer turn the beginning counts."""
MAX_CARRIED, MAX_CONTEXT = 2, 8
"""How many phrases a question is said with, at most, and how many it is looked for with."""

LEANS = 0.35
"""From this probability on, a question is taken to lean on others."""
CARRIES_FIRST, CARRIES, SURROUNDS = 0.175, 0.35, 0.03
"""From these on, the likeliest phrase is taken up, another one, and those that are only looked for
with it."""


@dataclass(frozen=True, slots=True)
class Resolved:
    """A question as one would ask it without the turns before it."""

    text: str
    """The question itself where it does not lean on others."""
    texts: tuple[str, ...]
    """What is looked for: where it may mean more than `text` says, with all of that, and then as
    it was asked."""
    context: tuple[str, ...] = ()
    """What it may mean, likeliest first, beside what `text` says."""


_TAIL = re.compile(r"\s*[?!]+\s*$|(?<!\.\w)\.\s*$|\s*$")


def resolve(question: str, history: Sequence[Turn]) -> Resolved:
    """The question made to stand alone, without the turns before it, oldest first.

    It is made of its own words, those of earlier questions and those shown. One that is not
    English is left alone.
    """
    turns = [_short(turn) for turn in history if words(turn.question[:MAX_CHARS])]
    if len(turns) > MAX_TURNS:
        turns = [turns[0], *turns[1 - MAX_TURNS :]]
    if not turns or len(question) > MAX_CHARS or not words(question):
        return _alone(question)
    if not is_english(question, turns[-1].question):
        return _alone(question)
    if repeated := _asked_again(question, turns):
        return _alone(repeated)
    if _names_its_own(question):
        return _alone(question)
    if not _is_bare(question) and probability(leaning(question, turns), LEANING) < LEANS:
        return _alone(question)
    meant, around = _meant(question, turns)
    if not meant:
        return _alone(question)
    opened = _opened(question)
    return Resolved(
        composed(opened, meant),
        (composed(opened, [*meant, *around]), question),
        tuple(phrase.text for phrase in around),
    )


def _alone(text: str) -> Resolved:
    return Resolved(text, (text,))


def _names_its_own(question: str) -> bool:
    """Whether a question names somebody or something and points at nothing said before."""
    lowers = [word.lower for word in words(question)]
    points = pronoun(question) or lowers[0] in CONNECTIVES or opens_about(lowers)
    return not points and any(phrase.is_name for phrase in phrases(question))


def _is_bare(question: str) -> bool:
    """Whether a question names nothing ("how many?"), or asks of something else what was asked
    before ("and Norway?", "what about the second round?")."""
    lowers = [word.lower for word in words(question)]
    is_fragment = lowers[0] in CONNECTIVES and not set(lowers) & (ASKING | AUXILIARIES)
    return is_fragment or opens_about(lowers) or not stems(question)


def _opened(question: str) -> str:
    """The question without the "and" that ties it to the one before."""
    every = words(question)
    if len(every) < 3 or every[0].lower not in CONNECTIVES or every[1].lower in EMPTY - ASKING:
        return question
    start = every[1].start
    return question[start].upper() + question[start + 1 :]


def _short(turn: Turn) -> Turn:
    return Turn(turn.question[:MAX_CHARS], tuple(text[:MAX_CHARS] for text in turn.shown))


def _meant(question: str, turns: Sequence[Turn]) -> tuple[list[Phrase], list[Phrase]]:
    """The phrases of earlier turns that the question takes up, and others that it may mean, each
    likeliest first. Where it takes up none, it means none."""
    likely = [(probability(c.features, CARRIED), c.phrase) for c in candidates(question, turns)]
    meant: list[Phrase] = []
    around: list[Phrase] = []
    stands = pronoun(question)
    if stands and stands.lower in PERSONS:  # names first, where there are any
        likely = [each for each in likely if each[1].is_name] or likely
    # What surely means something said before takes up the likeliest, however unlikely.
    first = SURROUNDS if stands or _is_bare(question) else CARRIES_FIRST
    for sure, phrase in sorted(likely, key=lambda each: -each[0]):
        chosen = [*meant, *around]
        if len(chosen) == MAX_CONTEXT or any(phrase.stems & other.stems for other in chosen):
            continue
        if sure >= (CARRIES if meant else first) and len(meant) < MAX_CARRIED:
            meant.append(phrase)
        elif meant and sure >= SURROUNDS:
            around.append(phrase)
    return meant, around


def _asked_again(question: str, turns: Sequence[Turn]) -> str | None:
    """The question before, of another time or place: "what about in 2017?"; or what is asked of
    it: "why?". None where it is neither."""
    every = words(question)
    lowers = [word.lower for word in every]
    first = (lowers[0] in CONNECTIVES) + 2 * opens_about(lowers)
    rest = every[first:]
    if not rest:
        return None
    if len(rest) == 1 and rest[0].lower in ASKING:
        return _added(question, f" ({_predicate(_before(turns))})")
    if first and not set(lowers[first:]) & (ASKING | AUXILIARIES | PRONOUNS):
        added = question[rest[0].start : rest[-1].end]
        return _of_another(_before(turns), rest, added)
    return None


def _before(turns: Sequence[Turn]) -> str:
    return resolve(turns[-1].question, turns[:-1]).text


def _of_another(before: str, rest: Sequence[Word], added: str) -> str | None:
    """An earlier question with the time or place that these words name."""
    years = [word for word in words(before) if is_year(word.text)]
    named = [word for word in rest if is_year(word.text)]
    if len(named) == len(years) == 1 and len(rest) <= 3:
        return before[: years[0].start] + named[0].text + before[years[0].end :]
    if rest[0].lower in PREPOSITIONS:
        return _added(before, f" {added}")
    return _added(before, f" in {added}") if named and len(rest) == 1 else None


def _predicate(question: str) -> str:
    """What is said in a question, without the words that only ask."""
    telling = [word for word in words(question) if word.lower not in ASKING | CONNECTIVES]
    return question[telling[0].start : telling[-1].end] if telling else question


def composed(question: str, chosen: Sequence[Phrase]) -> str:
    """The question with phrases where it means them: the first that fits for its pronoun, one
    that it says in part whole, the others in brackets behind it."""
    rest = list(chosen)
    for phrase in chosen:
        alike = [p for p in phrases(question) if p.head == phrase.head and p.stems < phrase.stems]
        if alike:
            question = question[: alike[0].start] + phrase.text + question[alike[0].end :]
            rest.remove(phrase)
            break
    named = [phrase for phrase in rest if not phrase.is_time]
    stands = pronoun(question)
    if stands and named and not _points(question, stands):
        question = _put(question, stands, named[0])
        rest.remove(named[0])
    if rest:
        question = _added(question, f" ({', '.join(phrase.text for phrase in rest)})")
    return question


def _points(question: str, stands: Word) -> bool:
    """Whether a word points at a noun behind it: "that year"."""
    return stands.lower in DEMONSTRATIVES and _has_noun(question, stands)


def _put(question: str, stands: Word, phrase: Phrase) -> str:
    """The question with a phrase for its pronoun."""
    text = f"the {phrase.text}" if phrase.is_definite else phrase.text
    if stands.lower in POSSESSIVES and (stands.lower != "her" or _has_noun(question, stands)):
        text += "'" if text.endswith("s") else "'s"
    if stands.text[0].isupper():
        text = text[0].upper() + text[1:]
    return question[: stands.start] + text + question[stands.end :]


def _has_noun(question: str, word: Word) -> bool:
    following = [other for other in words(question) if other.start >= word.end]
    return bool(following) and following[0].lower not in EMPTY


def _added(question: str, text: str) -> str:
    """The question with a text before its last mark."""
    tail = _TAIL.search(question)
    end = tail.start() if tail else len(question)
    return question[:end] + text + (question[end:].strip() or "?")
