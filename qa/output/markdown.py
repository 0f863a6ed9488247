"""Answers as Markdown: a quote a citation, its place below it."""

import re

from qa.answers import Answer
from qa.output import Screen
from qa.output.printable import printable
from qa.output.wording import heading, place, source

# Every character that CommonMark lets begin anything, so that no document can.
_MARKUP = re.compile(r"([\\`*_{}\[\]<>()#+\-.!|~&:=\"'@$^])")


def render(answer: Answer, screen: Screen) -> str:
    """A heading with the question, then the citations in order."""
    parts = [f"## {_escaped(answer.question)}"]
    if words := heading(answer):
        parts.append(words)
    for citation in answer.citations:
        parts.append(f"> {_escaped(citation.text)}")
        below = [f"`{_code(place(citation))}`", *map(_escaped, source(citation))]
        parts.append(f"\\[{citation.rank}\\] " + " · ".join(below))
    return "\n\n".join(parts) + "\n\n"


def _escaped(text: str) -> str:
    return _MARKUP.sub(r"\\\1", printable(text))


def _code(text: str) -> str:
    return text.replace("`", "'")
