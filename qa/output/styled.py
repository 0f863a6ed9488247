"""Answers for a person at a terminal: sentences wrapped to the screen, places that can be clicked.

ACCENT is the only colour: of the six it reads best on black and on white, in the palettes of the
common terminals. All else is bold, underlined or dim, which needs no colour.
"""

from collections.abc import Iterable, Sequence

from index import Sentence
from qa.answers import Answer, Citation
from qa.output import Screen
from qa.output.captions import difference, heading, place, remarks, resolution, section, source
from qa.output.layout import Line, Run, hang, lay_out, pack, write
from qa.output.links import address
from qa.output.marking import split_at_answer
from qa.output.printable import printable
from qa.output.wrapping import columns

MAX_WIDTH = 100
"""Longer lines are hard to read."""
MIN_WIDTH = 20
ACCENT = "magenta"
ANSWER = f"bold {ACCENT} underline"
"""The words that answer; underlined too, for screens without colour."""
SEPARATOR = Run(" · ", "dim")


def render(answer: Answer, screen: Screen) -> str:
    """The citations in order, an empty line above each."""
    width = _width(screen)
    lines = [line for run in _above(answer, screen) for line in lay_out([run], width)]
    indent = len(f"[{len(answer.citations)}] ")
    for citation in answer.citations:
        label = Run(f"[{citation.rank}] ".ljust(indent), "bold")
        body = _section(citation, width - indent)
        body += lay_out(_sentence(answer, citation), width - indent)
        body += _origin(citation, remarks(answer, citation), screen, width - indent)
        lines += [[], *hang(label, body)]
    return write([*lines, []], screen)


def _above(answer: Answer, screen: Screen) -> list[Run]:
    """The paragraphs above the first citation."""
    above = [Run(f"? {printable(answer.question)}", "bold")] if screen.shows_question else []
    if words := resolution(answer):
        above.append(Run(words, "dim"))
    if words := heading(answer):
        above.append(Run(words, "bold"))
    if words := difference(answer):
        above.append(Run(words, "bold"))
    return above


def _sentence(answer: Answer, citation: Citation) -> Line:
    """The sentence with the words that answer marked."""
    style = "bold" if answer.answered and citation.rank == 1 else ""
    before, words, after = split_at_answer(answer, citation)
    return [Run(before, style), Run(words, ANSWER), Run(after, style)]


def _section(citation: Citation, width: int) -> list[Line]:
    """What stands above a citation, in one dim line: the innermost entries, as many as fit."""
    above = section(citation)
    if columns(above) > width:
        entries = above.split(" › ")
        while len(entries) > 1 and columns("… › " + " › ".join(entries)) > width:
            entries.pop(0)
        above = " › ".join(["…", *entries])
    return lay_out([Run(above, "dim")], width)[:1] if above else []


def _origin(citation: Citation, about: Sequence[str], screen: Screen, width: int) -> list[Line]:
    """The place of a citation, a link, and remarks about it."""
    where = Run(place(citation), "", address(citation, screen.editor_uri))
    return pack([[where], *([Run(words, "dim")] for words in about)], width, SEPARATOR)


def surroundings(citation: Citation, sentences: Sequence[Sentence], screen: Screen) -> str:
    """A citation among the sentences around it, each after its line number, or its page."""
    width = _width(screen)
    lines = _section(citation, width) + _origin(citation, source(citation), screen, width)
    numbers = [s.line if s.page is None else s.page for s in sentences]
    indent = max((len(f"> {number} ") for number in numbers), default=0)
    for sentence, number in zip(sentences, numbers, strict=True):
        is_cited = sentence.start == citation.start
        label = Run(f"{'> ' if is_cited else ''}{number} ".rjust(indent), "bold" * is_cited)
        text = Run(printable(sentence.text), "bold" * is_cited)
        lines += hang(label, lay_out([text], width - indent))
    return write(lines, screen)


def listing(rows: Iterable[tuple[str, str]], screen: Screen) -> str:
    """Names with their descriptions, beside them, or below them if the screen is narrow."""
    rows = [(printable(name), printable(about)) for name, about in rows]
    width = _width(screen)
    indent = max((columns(name) for name, _ in rows), default=0) + 2
    lines: list[Line] = []
    for name, about in rows:
        if indent <= width // 2:
            label = Run(name + " " * (indent - columns(name)), "bold")
            lines += hang(label, lay_out([Run(about)], width - indent))
        else:
            lines += lay_out([Run(name, "bold")], width)
            lines += hang(Run("  "), lay_out([Run(about)], width - 2))
    return write(lines, screen)


def note(line: str, screen: Screen) -> str:
    """A line of our own, wrapped to the screen."""
    return write(lay_out([Run(printable(line))], _width(screen)) or [[]], screen)


def _width(screen: Screen) -> int:
    return max(min(screen.width, MAX_WIDTH), MIN_WIDTH)
