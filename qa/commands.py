"""What can be typed at the prompt besides questions: a table from a command to its function.

A command is added by a function here and a row in COMMANDS.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from difflib import get_close_matches
from typing import TextIO

from qa.answers import Answer
from qa.output.terminal import listing, note, surroundings
from qa.output.wording import place
from qa.session import Session

CONTEXT_SENTENCES = 4
"""Shown by /open on either side."""


class Leave(Exception):  # noqa: N818 - no error
    """The conversation is over."""


@dataclass(slots=True)
class Chat:
    """What a command can see and change."""

    session: Session
    out: TextIO
    answers: list[Answer] = field(default_factory=list)
    """Those that a question may lean on, oldest first."""
    answer: Answer | None = None
    """The last one shown."""

    def say(self, line: str) -> None:
        self.out.write(note(line, self.session.screen()))


@dataclass(frozen=True, slots=True)
class Command:
    """A row of the table."""

    run: Callable[[Chat, str], None]
    """Takes what was typed after the command's name."""
    usage: str
    help: str


def run(chat: Chat, line: str) -> None:
    """Does what a line that begins with a slash says. Raises Leave at the end."""
    name, _, argument = line[1:].partition(" ")
    command = COMMANDS.get(name.lower())
    if command:
        command.run(chat, argument.strip())
        return
    near = get_close_matches(name.lower(), COMMANDS, n=1, cutoff=0.5)
    hint = f"did you mean /{near[0]}?" if near else "see /help"
    chat.say(f"no command /{name}; {hint}")


def show_help(chat: Chat, argument: str) -> None:
    rows = [(command.usage, command.help) for command in COMMANDS.values()]
    chat.out.write(listing(rows, chat.session.screen()))
    chat.say("Anything else is a question. Ctrl-C clears the line, Ctrl-D leaves.")


def show_sources(chat: Chat, argument: str) -> None:
    documents = chat.session.retriever.documents()
    for document, count in documents:
        parts = [document.path, f"{count} sentences", document.date, document.title]
        chat.say(" · ".join(part for part in parts if part))
    chat.say(f"{len(documents)} documents")


def show_surroundings(chat: Chat, argument: str) -> None:
    citations = chat.answer.citations if chat.answer else ()
    chosen = [citation for citation in citations if str(citation.rank) == argument.strip("[]")]
    if not chosen:
        numbers = f"/open 1 to /open {len(citations)}" if citations else "ask a question first"
        chat.say(f"no citation {argument or 'named'}: {numbers}")
        return
    citation = chosen[0]
    near = chat.session.retriever.surroundings(citation.document, citation.start, CONTEXT_SENTENCES)
    if not near:
        chat.say(f"{place(citation)} has changed since; ask again")
        return
    chat.out.write(surroundings(citation, near, chat.session.screen()))


def forget(chat: Chat, argument: str) -> None:
    chat.answers.clear()
    chat.say("The next question stands alone.")


def leave(chat: Chat, argument: str) -> None:
    raise Leave


COMMANDS = {
    "help": Command(show_help, "/help", "this list"),
    "open": Command(show_surroundings, "/open N", "citation N among the sentences around it"),
    "sources": Command(show_sources, "/sources", "the documents that are asked"),
    "new": Command(forget, "/new", "forget the questions so far: the next one stands alone"),
    "quit": Command(leave, "/quit", "leave"),
}
