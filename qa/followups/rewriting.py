"""Writes phrases of earlier turns into a question."""

import re
from collections.abc import Sequence

from qa.followups.features import pronoun
from qa.followups.phrases import Phrase, Word, phrases, words
from qa.followups.word_lists import DEMONSTRATIVES, EMPTY, POSSESSIVES

_TAIL = re.compile(r"\s*[?!]+\s*$|(?<!\.\w)\.\s*$|\s*$")


def take_up(question: str, chosen: Sequence[Phrase]) -> str:
    """The question with the chosen phrases written out.

    A phrase that it says in part is completed, the next takes the place of its pronoun, and the
    others stand in brackets at its end.
    """
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
        question = _replace(question, stands, named[0])
        rest.remove(named[0])
    if rest:
        question = append(question, f" ({', '.join(phrase.text for phrase in rest)})")
    return question


def _points(question: str, stands: Word) -> bool:
    """Whether a demonstrative belongs to the noun after it: "that year"."""
    return stands.lower in DEMONSTRATIVES and _has_noun(question, stands)


def _replace(question: str, stands: Word, phrase: Phrase) -> str:
    """The question with a phrase in the place of its pronoun."""
    text = f"the {phrase.text}" if phrase.is_definite else phrase.text
    if stands.lower in POSSESSIVES and (stands.lower != "her" or _has_noun(question, stands)):
        text += "'" if text.endswith("s") else "'s"
    if stands.text[0].isupper():
        text = text[0].upper() + text[1:]
    return question[: stands.start] + text + question[stands.end :]


def _has_noun(question: str, word: Word) -> bool:
    following = [other for other in words(question) if other.start >= word.end]
    return bool(following) and following[0].lower not in EMPTY


def append(question: str, text: str) -> str:
    """The question with a text added before its final mark."""
    tail = _TAIL.search(question)
    end = tail.start() if tail else len(question)
    return question[:end] + text + (question[end:].strip() or "?")
