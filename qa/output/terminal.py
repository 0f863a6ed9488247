"""Answers for a person at a terminal: sentences wrapped to the screen, places that can be clicked.

The only colour is ACCENT: of the six it is the one that is read best on black and on white, in the
palettes of the common terminals. All else is bold, underlined or dim, which needs no colour.
"""

from collections.abc import Iterable, Sequence

from index import Sentence
from qa.answers import Answer, Citation
from qa.output import Screen
from qa.output.ink import Line, Run, hung, laid, packed, written
from qa.output.links import address
from qa.output.printable import parts, printable
from qa.output.wording import difference, heading, place, remarks, resolved, source
from qa.output.wrapping import columns

MAX_WIDTH = 100
"""Beyond it lines grow hard to read."""
MIN_WIDTH = 20
ACCENT = "magenta"
ANSWER = f"bold {ACCENT} underline"
"""The words that answer: underlined too, for where there is no colour."""
BETWEEN = Run(" · ", "dim")


def render(answer: Answer, screen: Screen) -> str:
    """The citations in order, an empty line above each."""
    width = _width(screen)
    lines = [line for run in _above(answer, screen) for line in laid([run], width)]
    indent = len(f"[{len(answer.citations)}] ")
    for citation in answer.citations:
        label = Run(f"[{citation.rank}] ".ljust(indent), "bold")
        body = _citation(answer, citation, screen, width - indent)
        lines += [[], *hung(label, body)]
    return written([*lines, []], screen)


def _above(answer: Answer, screen: Screen) -> list[Run]:
    """What is said before the first citation: a paragraph each."""
    said = [Run(f"? {printable(answer.question)}", "bold")] if screen.shows_question else []
    if words := resolved(answer):
        said.append(Run(words, "dim"))
    if words := heading(answer):
        said.append(Run(words, "bold"))
    if words := difference(answer):
        said.append(Run(words, "bold"))
    return said


def _citation(answer: Answer, citation: Citation, screen: Screen, width: int) -> list[Line]:
    """The sentence, and below it where it stands."""
    where = Run(place(citation), "", address(citation, screen.editor_uri))
    about = [[Run(words, "dim")] for words in remarks(answer, citation)]
    sentence = _sentence(citation, is_sure=answer.answered)
    return laid(sentence, width) + packed([[where], *about], width, BETWEEN)


def _sentence(citation: Citation, *, is_sure: bool) -> Line:
    """The sentence with the words that answer marked."""
    style = "bold" if is_sure and citation.rank == 1 else ""
    if citation.answer is None or not is_sure:
        return [Run(printable(citation.text), style)]
    start = citation.answer.start - citation.start
    before, words, after = parts(citation.text, start, start + len(citation.answer.text))
    return [Run(before, style), Run(words, ANSWER), Run(after, style)]


def surroundings(citation: Citation, sentences: Sequence[Sentence], screen: Screen) -> str:
    """A citation among the sentences around it, each after its line number, or its page."""
    width = _width(screen)
    where = Run(place(citation), "", address(citation, screen.editor_uri))
    about = [[Run(words, "dim")] for words in source(citation)]
    lines = packed([[where], *about], width, BETWEEN)
    numbers = [s.line if s.page is None else s.page for s in sentences]
    indent = max((len(f"> {number} ") for number in numbers), default=0)
    for sentence, number in zip(sentences, numbers, strict=True):
        is_cited = sentence.start == citation.start
        label = Run(f"{'> ' if is_cited else ''}{number} ".rjust(indent), "bold" * is_cited)
        text = Run(printable(sentence.text), "bold" if is_cited else "")
        lines += hung(label, laid([text], width - indent))
    return written(lines, screen)


def listing(rows: Iterable[tuple[str, str]], screen: Screen) -> str:
    """Names, each with what is to be said of it beside it, or below where there is no room."""
    rows = [(printable(name), printable(about)) for name, about in rows]
    width = _width(screen)
    indent = max((columns(name) for name, _ in rows), default=0) + 2
    lines: list[Line] = []
    for name, about in rows:
        if indent <= width // 2:
            label = Run(name + " " * (indent - columns(name)), "bold")
            lines += hung(label, laid([Run(about)], width - indent))
        else:
            lines += laid([Run(name, "bold")], width)
            lines += hung(Run("  "), laid([Run(about)], width - 2))
    return written(lines, screen)


def note(line: str, screen: Screen) -> str:
    """A line of our own, wrapped to the screen."""
    return written(laid([Run(printable(line))], _width(screen)) or [[]], screen)


def _width(screen: Screen) -> int:
    return max(min(screen.width, MAX_WIDTH), MIN_WIDTH)
