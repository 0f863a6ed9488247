"""Answers as Markdown: a quote a citation, its place below it."""

import re
import string
import unicodedata

from qa.answers import Answer, Citation
from qa.output import Screen
from qa.output.printable import parts, printable
from qa.output.wording import difference, heading, place, remarks, resolved

# Every character that CommonMark lets begin anything, so that no document can.
_MARKUP = re.compile(r"([\\`*_{}\[\]<>()#+\-.!|~&:=\"'@$^])")


def render(answer: Answer, screen: Screen) -> str:
    """A heading with the question, then the citations in order."""
    blocks = [f"## {_escaped(answer.question)}"]
    if words := resolved(answer):
        blocks.append(_escaped(words))
    if words := heading(answer):
        blocks.append(words)
    if differs := difference(answer):
        blocks.append(_escaped(differs))
    for citation in answer.citations:
        blocks.append(f"> {_sentence(citation) if answer.answered else _escaped(citation.text)}")
        below = [f"`{_code(place(citation))}`", *map(_escaped, remarks(answer, citation))]
        blocks.append(f"\\[{citation.rank}\\] " + " · ".join(below))
    return "\n\n".join(blocks) + "\n\n"


def _sentence(citation: Citation) -> str:
    """The sentence with the words that answer in bold, where Markdown lets them be."""
    if citation.answer is None:
        return _escaped(citation.text)
    start = citation.answer.start - citation.start
    cut = parts(citation.text, start, start + len(citation.answer.text))
    before, words, after = (_MARKUP.sub(r"\\\1", part) for part in cut)
    if words and _takes_stars(before[-1:], words[:1]) and _takes_stars(after[:1], words[-1:]):
        return f"{before}**{words}**{after}"
    return before + words + after


def _takes_stars(outside: str, inside: str) -> bool:
    """Whether stars between these two characters begin or end strong emphasis (CommonMark 6.2)."""
    return unicodedata.category(inside)[0] in "LMN" or outside in f" {string.punctuation}"


def _escaped(text: str) -> str:
    return _MARKUP.sub(r"\\\1", printable(text))


def _code(text: str) -> str:
    return text.replace("`", "'")
