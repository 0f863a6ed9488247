"""Answers as unadorned lines, for pipes, logs and screen readers: a sentence, then its place."""

from qa.answers import Answer
from qa.output import Screen
from qa.output.printable import printable
from qa.output.wording import difference, heading, place, remarks, resolved


def render(answer: Answer, screen: Screen) -> str:
    """Two lines a citation, never wrapped, so that each can be searched and cut by line."""
    lines = [f"? {printable(answer.question)}"] if screen.shows_question else []
    if words := resolved(answer):
        lines.append(f"({words})")
    if words := heading(answer):
        lines.append(words)
    if differs := difference(answer):
        lines.append(differs)
    for citation in answer.citations:
        lines.append(f"[{citation.rank}] {printable(citation.text)}")
        lines.append("    " + " · ".join([place(citation), *remarks(answer, citation)]))
    return "\n".join(lines) + "\n" + ("\n" if screen.shows_question else "")
