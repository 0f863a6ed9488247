"""Features that tell whether a question leans on earlier ones, and which phrases it means."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from qa.followups.phrases import Phrase, Word, phrases, sentences, stems, words
from qa.followups.word_lists import (
    ASKING,
    AUXILIARIES,
    EMPTY,
    PERSONS,
    PREPOSITIONS,
    PRONOUNS,
    SEVERAL,
)
from qa.logistic import logistic

MAX_SHOWN_CHARS = 400
"""So much of the words shown for a question counts; the rest is about something else."""

CONNECTIVES = frozenset("and but so or then also".split())
OTHERS = frozenset("other others another else more also".split())
ONES = frozenset("one ones same such both these those".split())
IMPERSONAL = frozenset("true possible safe legal better worth ok okay necessary important".split())
"""Before these, "it" stands for what follows: "is it true that …"."""

Features = dict[str, float]
"""Values by name; a feature that is missing is 0."""


@dataclass(frozen=True, slots=True)
class Turn:
    """An earlier question, and the words shown for it, best first."""

    question: str
    shown: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Candidate:
    """A phrase of an earlier turn that a question could mean."""

    phrase: Phrase
    features: Features


def probability(features: Features, weights: Features) -> float:
    """The probability, 0 to 1, of a logistic regression with these weights."""
    return logistic(sum(value * weights.get(name, 0.0) for name, value in features.items()))


def pronoun(question: str) -> Word | None:
    """The first pronoun in the last sentence that stands for nothing named in that sentence."""
    start = sentences(question)[-1]
    every = [word for word in words(question) if word.start >= start]
    named = [
        phrase.end
        for phrase in phrases(question)
        if phrase.start >= start and (phrase.is_name or phrase.is_definite)
    ]
    for number, word in enumerate(every):
        following = every[number + 1].lower if number + 1 < len(every) else ""
        if (
            word.lower in PRONOUNS
            and not _means_nothing(word.lower, number, following)
            and not any(end <= word.start for end in named)
        ):
            return word
    return None


def _means_nothing(word: str, number: int, following: str) -> bool:
    """Whether a pronoun stands for nothing: "the year that …", "is it true that …"."""
    if word == "that":
        return bool(number and following) and following not in AUXILIARIES | PREPOSITIONS
    return word == "it" and following in IMPERSONAL


def leaning(question: str, history: Sequence[Turn]) -> Features:
    """The features by which a question leans, or does not, on the turns before it."""
    every, own, said = words(question), phrases(question), stems(question)
    lowers = [word.lower for word in every]
    present = set(lowers)
    stands = pronoun(question)
    last, before = _said(history[-1:]), _said(history)
    definite = [phrase for phrase in own if phrase.is_definite and not phrase.is_name]
    names = [phrase for phrase in own if phrase.is_name]
    pairs = pairwise(lowers)
    return _present(
        {
            "intercept": 1.0,
            f"pronoun {_kind(stands)}": 1.0,
            f"topic words {min(len(said), 5)}": 1.0,
            f"words {min(len(every) // 2, 5) * 2}": 1.0,
            f"names {min(len(names), 2)}": 1.0,
            "pronoun late": bool(stands and stands.start > len(question) / 2),
            "pronoun bound": not stands and bool(present & (PERSONS | SEVERAL)),
            "opens with and": lowers[:1] != [] and lowers[0] in CONNECTIVES,
            "opens with about": opens_about(lowers),
            "asks nothing": not present & (ASKING | AUXILIARIES),
            "asks at the end": lowers[-1:] != [] and lowers[-1] in ASKING | PREPOSITIONS,
            "there": "there" in lowers[-2:],
            "other": bool(present & OTHERS),
            "one": bool(present & ONES),
            "this noun": any(a in ("this", "that") and b not in EMPTY for a, b in pairs),
            "number": any(word.text[0].isdigit() for word in every),
            "definite": bool(definite),
            "definite, said": any(phrase.stems <= before for phrase in definite),
            "definite, bare": any(len(phrase.stems) == 1 for phrase in definite),
            "said last": len(said & last) / max(1, len(said)),
            "said before": len(said & before) / max(1, len(said)),
            "name, said": any(name.stems & before for name in names),
            "name, new": any(not name.stems & before for name in names),
            "first person": bool(present & {"i", "my", "me", "we"}),
            "second turn": len(history) == 1,
        }
    )


def opens_about(lowers: Sequence[str]) -> bool:
    """Whether a question begins with "what about" or "how about", or with "and" before that."""
    rest = lowers[1:] if lowers and lowers[0] in CONNECTIVES else lowers
    return list(rest[:2]) in (["what", "about"], ["how", "about"])


def candidates(question: str, history: Sequence[Turn]) -> list[Candidate]:
    """The phrases of earlier turns that the question does not say itself.

    The latest mention of a phrase gives its features, but one in a question comes before any in
    what was shown.
    """
    said, own, kind = stems(question), phrases(question), _kind(pronoun(question))
    heads = {phrase.head for phrase in own}
    about: Features = {
        "intercept": 1.0,
        f"pronoun {kind}": 1.0,
        "names itself": any(phrase.is_name for phrase in own),
        "own phrases": min(len(own), 3),
    }
    sources = list(_sources(history))
    mentions = Counter(stem for source in sources for stem in stems(source.text))
    found: dict[frozenset[str], Candidate] = {}
    for source in sources:
        theirs = phrases(source.text)
        for number, phrase in enumerate(theirs):
            if phrase.stems <= said:
                continue
            known = found.get(phrase.stems)
            if known and source.is_shown and "shown" not in known.features:
                continue
            features: Features = {
                **about,
                **_mention(source, number, len(theirs)),
                "first turn": source.is_first or bool(known and "first turn" in known.features),
                "twice": min(mentions[stem] for stem in phrase.stems) == 2,
                "often": min(mentions[stem] for stem in phrase.stems) > 2,
                "name": phrase.is_name,
                "time": phrase.is_time,
                "definite": phrase.is_definite,
                "plural": phrase.is_plural,
                f"length {min(len(phrase.stems), 3)}": 1.0,
                "head said": phrase.head in heads and len(phrase.stems) > 1,
                "part said": bool(phrase.stems & said),
            }
            found[phrase.stems] = Candidate(phrase, _cross(_present(features), kind))
    return list(found.values())


@dataclass(frozen=True, slots=True)
class _Source:
    """A text of an earlier turn."""

    text: str
    is_shown: bool
    """Whether it was shown; if not, it was asked."""
    is_first: bool
    distance: int
    """How many later turns name something themselves."""


def _sources(history: Sequence[Turn]) -> Iterator[_Source]:
    """The texts of turns, oldest first."""
    distances: list[int] = []
    distance = 0
    for turn in reversed(history):
        distances.append(distance)
        distance += bool(phrases(turn.question) or turn.shown)
    for number, (turn, distance) in enumerate(zip(history, reversed(distances), strict=True)):
        yield _Source(turn.question, False, number == 0, distance)
        for text in turn.shown:
            yield _Source(text[:MAX_SHOWN_CHARS], True, number == 0, distance)


def _mention(source: _Source, number: int, count: int) -> Features:
    near = f"near {min(source.distance, 2)}"
    return {
        near: 1.0,
        "shown": source.is_shown,
        f"shown {near}": source.is_shown,
        "shown first": source.is_shown and number == 0,
        "shown short": source.is_shown and len(words(source.text)) <= 6,
        "begins": number == 0,
        "ends": number == count - 1,
        "only": count == 1,
    }


_WITH_PRONOUN = (
    "name",
    "plural",
    "near 0",
    "near 1",
    "first turn",
    "shown",
    "length 3",
    "ends",
    "time",
)
_WITH_NAME = ("first turn", "begins", "ends", "twice", "often", "near 0", "definite", "shown")


def _cross(features: Features, kind: str) -> Features:
    """The features, and products of those that tell more together."""
    crossed = {f"{kind}, {name}": 1.0 for name in _WITH_PRONOUN if name in features}
    if "name" in features:
        crossed |= {f"name, {name}": 1.0 for name in _WITH_NAME if name in features}
    return features | crossed


def _present(features: Features) -> Features:
    return {name: float(value) for name, value in features.items() if value}


def _kind(word: Word | None) -> str:
    if word is None:
        return "none"
    if word.lower in PERSONS:
        return "person"
    if word.lower in SEVERAL:
        return "several"
    return word.lower if word.lower in ("this", "that") else "thing"


def _said(history: Sequence[Turn]) -> frozenset[str]:
    return frozenset().union(*(stems(turn.question) for turn in history))
