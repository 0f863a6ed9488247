"""Answers for a person at a terminal: sentences wrapped to the screen, their places dimmed."""

from collections.abc import Iterable, Sequence
from io import StringIO

from rich.console import Console, Group
from rich.table import Table
from rich.text import Text

from index import Sentence
from qa.answers import Answer, Citation
from qa.output import Screen
from qa.output.printable import parts, printable
from qa.output.wording import difference, heading, place, source

MAX_WIDTH = 100
"""Beyond it lines grow hard to read."""
MIN_WIDTH = 20
ANSWER = "bold green underline"
"""The words that answer: readable on light and dark, and underlined where there is no colour."""


def render(answer: Answer, screen: Screen) -> str:
    """The citations in order, an empty line above each."""
    console = _console(screen)
    with console.capture() as written:
        if screen.shows_question:
            console.print(Text(f"? {printable(answer.question)}", style="bold"))
        if words := heading(answer):
            console.print(Text(words, style="yellow"))
        if differs := difference(answer):
            console.print(Text(differs, style="yellow"))
        for citation in answer.citations:
            console.print()
            console.print(_citation(citation, is_sure=answer.answered))
        console.print()
    return written.get()


def surroundings(citation: Citation, sentences: Sequence[Sentence], screen: Screen) -> str:
    """A citation among the sentences around it, each after its line number, or its page."""
    console = _console(screen)
    rows = Table.grid(padding=(0, 1, 0, 0))
    rows.add_column(justify="right", style="cyan")
    rows.add_column(overflow="fold")
    for sentence in sentences:
        is_cited = sentence.start == citation.start
        number = sentence.line if sentence.page is None else sentence.page
        rows.add_row(
            f"> {number}" if is_cited else str(number),
            Text(printable(sentence.text), style="bold" if is_cited else "dim"),
        )
    with console.capture() as written:
        console.print(Text(" · ".join([place(citation), *source(citation)]), style="cyan"))
        console.print(rows)
    return written.get()


def listing(rows: Iterable[tuple[str, str]], screen: Screen) -> str:
    """Names, each with what is to be said of it beside it."""
    console = _console(screen)
    table = Table.grid(padding=(0, 2, 0, 0))
    table.add_column(no_wrap=True, style="cyan")
    table.add_column(overflow="fold")
    for name, about in rows:
        table.add_row(name, Text(about))
    with console.capture() as written:
        console.print(table)
    return written.get()


def note(line: str, screen: Screen) -> str:
    """A line of our own, wrapped to the screen."""
    console = _console(screen)
    with console.capture() as written:
        console.print(Text(printable(line)))
    return written.get()


def _console(screen: Screen) -> Console:
    return Console(
        file=StringIO(),
        width=max(min(screen.width, MAX_WIDTH), MIN_WIDTH),
        force_terminal=screen.is_terminal,
        # Without a system rich leaves out bold and underline as well.
        color_system="standard" if screen.is_terminal else None,
        no_color=not screen.has_color,
        highlight=False,
        markup=False,
        emoji=False,
        legacy_windows=False,
    )


def _citation(citation: Citation, *, is_sure: bool) -> Table:
    sentence = _sentence(citation) if is_sure else Text(printable(citation.text))
    about = [(f" · {part}", "dim") for part in source(citation)]
    where = Text.assemble((place(citation), "cyan"), *about)
    row = Table.grid(padding=(0, 1, 0, 0))
    row.add_column(no_wrap=True, style="cyan")
    row.add_column(overflow="fold")
    row.add_row(f"[{citation.rank}]", Group(sentence, where))
    return row


def _sentence(citation: Citation) -> Text:
    """The sentence with the words that answer marked."""
    style = "bold" if citation.rank == 1 else ""
    if citation.answer is None:
        return Text(printable(citation.text), style=style)
    start = citation.answer.start - citation.start
    before, words, after = parts(citation.text, start, start + len(citation.answer.text))
    return Text.assemble(before, (words, ANSWER), after, style=style)
