"""Answers as bare lines, for pipes, logs and screen readers: a sentence, then its place."""

from qa.answers import Answer
from qa.output import Screen
from qa.output.captions import difference, heading, place, remarks, resolution, section
from qa.output.printable import printable


def render(answer: Answer, screen: Screen) -> str:
    """Two lines for each citation, never wrapped, so that each can be searched and cut by line."""
    lines = [f"? {printable(answer.question)}"] if screen.shows_question else []
    if words := resolution(answer):
        lines.append(f"({words})")
    if words := heading(answer):
        lines.append(words)
    if words := difference(answer):
        lines.append(words)
    for citation in answer.citations:
        lines.append(f"[{citation.rank}] {printable(citation.text)}")
        about = [place(citation), section(citation), *remarks(answer, citation)]
        lines.append("    " + " · ".join(filter(None, about)))
    return "\n".join(lines) + "\n" + ("\n" if screen.shows_question else "")
