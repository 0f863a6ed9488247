"""Resolves a question that leans on earlier ones, so that it stands alone."""

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
from qa.followups.language import is_english
from qa.followups.phrases import Phrase, Word, is_year, phrases, stems, words
from qa.followups.rewriting import append, take_up
from qa.followups.word_lists import (
    ASKING,
    AUXILIARIES,
    EMPTY,
    PERSONS,
    PREPOSITIONS,
    PRONOUNS,
)

__all__ = ["Resolved", "Turn", "resolve"]

MAX_TURNS = 12
"""So many earlier turns are used: the first and the latest."""
MAX_CHARS = 400
"""A longer question says itself what it is about. Of a longer turn only the beginning is used."""
MAX_CARRIED, MAX_CONTEXT = 2, 8
"""The most phrases that are written into a question, and the most that it is searched with."""

LEANS = 0.35
"""From this probability on, a question counts as leaning on others."""
CARRIES_FIRST, CARRIES, SURROUNDS = 0.175, 0.35, 0.03
"""The least probabilities of the first phrase that is taken up, of a second one, and of those that
are only searched with."""


@dataclass(frozen=True, slots=True)
class Resolved:
    """A question as it would be asked without the turns before it."""

    text: str
    """The question itself if it does not lean on others."""
    texts: tuple[str, ...]
    """The texts to search with. A question that leans has two: `text` with all of `context`, then
    the question as it was asked."""
    context: tuple[str, ...] = ()
    """Phrases that it may mean besides those in `text`, likeliest first."""


def resolve(question: str, history: Sequence[Turn]) -> Resolved:
    """The question made to stand alone; `history`: the turns before it, oldest first.

    It consists of its own words, those of earlier questions and those shown. A question that is not
    English is returned as it is.
    """
    turns = [_shorten(turn) for turn in history if words(turn.question[:MAX_CHARS])]
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
    opening = _without_and(question)
    return Resolved(
        take_up(opening, meant),
        (take_up(opening, [*meant, *around]), question),
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
    """Whether a question names nothing ("how many?"), or asks the previous question of something
    else ("and Norway?", "what about the second round?")."""
    lowers = [word.lower for word in words(question)]
    is_fragment = lowers[0] in CONNECTIVES and not set(lowers) & (ASKING | AUXILIARIES)
    return is_fragment or opens_about(lowers) or not stems(question)


def _without_and(question: str) -> str:
    """The question without an opening "and"."""
    every = words(question)
    if len(every) < 3 or every[0].lower not in CONNECTIVES or every[1].lower in EMPTY - ASKING:
        return question
    start = every[1].start
    return question[start].upper() + question[start + 1 :]


def _shorten(turn: Turn) -> Turn:
    return Turn(turn.question[:MAX_CHARS], tuple(text[:MAX_CHARS] for text in turn.shown))


def _meant(question: str, turns: Sequence[Turn]) -> tuple[list[Phrase], list[Phrase]]:
    """The phrases of earlier turns that the question takes up, and others that it may mean.

    Both are ordered, likeliest first. Without the former there are none of the latter.
    """
    likely = [(probability(c.features, CARRIED), c.phrase) for c in candidates(question, turns)]
    meant: list[Phrase] = []
    around: list[Phrase] = []
    unbound = pronoun(question)
    if unbound and unbound.lower in PERSONS:  # only names, if there are any
        likely = [each for each in likely if each[1].is_name] or likely
    # A question that surely means something said before takes up the likeliest, however unlikely.
    first = SURROUNDS if unbound or _is_bare(question) else CARRIES_FIRST
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
    """The previous question for another time or place ("what about in 2017?"), or with a question
    about it ("why?"); None if it is neither."""
    every = words(question)
    lowers = [word.lower for word in every]
    first = (lowers[0] in CONNECTIVES) + 2 * opens_about(lowers)
    rest = every[first:]
    if not rest:
        return None
    if len(rest) == 1 and rest[0].lower in ASKING:
        return append(question, f" ({_predicate(_before(turns))})")
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
        return append(before, f" {added}")
    return append(before, f" in {added}") if named and len(rest) == 1 else None


def _predicate(question: str) -> str:
    """A question without the words at its beginning and end that only ask."""
    telling = [word for word in words(question) if word.lower not in ASKING | CONNECTIVES]
    return question[telling[0].start : telling[-1].end] if telling else question
