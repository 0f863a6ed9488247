"""The commands: a table from a name to its function.

To add a command, write a function in a module beside this one, and a row in COMMANDS.
"""

from collections.abc import Callable
from dataclasses import dataclass
from difflib import get_close_matches

from qa.commands import citations, conversation, corpus, filters, options
from qa.commands.chat import Chat, Leave
from qa.commands.explanations import MORE


@dataclass(frozen=True, slots=True)
class Command:
    """A command, in a row of the table."""

    run: Callable[[Chat, str], None]
    """Takes what was typed after the command's name."""
    usage: str
    help: str
    """What it does, in a line."""


KEYS = [
    ("Enter", "ask; Alt-Enter, or a pasted line break, begins a new line"),
    ("Tab", "complete commands, paths, words and names of the documents"),
    ("Up, Ctrl-R", "find earlier questions: by how they begin, by a text in them"),
    ("Right", "take the suggestion shown in grey"),
    ("Ctrl-X Ctrl-E", "write the question in $EDITOR"),
    ("Ctrl-C", "clear the line, or cancel a search"),
    ("Ctrl-D", "leave"),
]
"""The keys of the prompt, and what they do."""

BARE = {"help": "/help", "quit": "/quit", "exit": "/quit", ":q": "/quit"}
"""Lines that are commands although they begin with no slash."""
BARE_WORDS = "help, quit, exit and :q alone on a line are commands too"


def as_command(line: str) -> str | None:
    """A line as a command that begins with a slash; None if it is a question."""
    return line if line.startswith("/") else BARE.get(line.lower())


def run(chat: Chat, line: str) -> None:
    """Runs a line that begins with a slash. Raises Leave if it ends the conversation."""
    name, _, argument = line[1:].partition(" ")
    if command := _find(chat, name):
        command.run(chat, argument.strip())


def _find(chat: Chat, name: str) -> Command | None:
    """The command of a name; if there is none, says so and names the nearest."""
    command = COMMANDS.get(name.lower())
    if command is None:
        near = get_close_matches(name.lower(), COMMANDS, n=1, cutoff=0.5)
        hint = f"did you mean /{near[0]}?" if near else "see /help"
        chat.say(f"no command /{name}; {hint}")
    return command


def show_help(chat: Chat, argument: str) -> None:
    """Lists the commands and keys, or explains one command."""
    if argument:
        name = argument.removeprefix("/")
        if command := _find(chat, name):
            more = MORE.get(name.lower())
            chat.show_rows([(command.usage, command.help), *([("", more)] if more else [])])
        return
    rows = [(command.usage, command.help) for command in COMMANDS.values()]
    last = ("", f"anything else is a question; {BARE_WORDS}")
    chat.show_rows([*rows, ("", ""), *KEYS, last])


def leave(chat: Chat, argument: str) -> None:
    """Ends the conversation."""
    raise Leave


COMMANDS = {
    "help": Command(show_help, "/help NAME", "show this list, or more about one command"),
    "open": Command(
        citations.show_surroundings, "/open N", "show citation N among the sentences around it"
    ),
    "context": Command(
        citations.set_context, "/context N", "set how many sentences /open shows on either side"
    ),
    "why": Command(citations.explain, "/why N", "explain why citation N stands where it does"),
    "more": Command(citations.show_more, "/more", "show more citations for the last question"),
    "copy": Command(citations.copy, "/copy N", "copy citation N, with its place, to the clipboard"),
    "since": Command(
        filters.since, "/since DATE", "ask only documents dated DATE or later; off: all"
    ),
    "until": Command(
        filters.until, "/until DATE", "ask only documents dated DATE or before; off: all"
    ),
    "in": Command(filters.within, "/in PATH", "ask only this file or folder; off: all"),
    "history": Command(conversation.show, "/history", "list the questions of this conversation"),
    "save": Command(
        conversation.save, "/save FILE", "save the conversation in a new .md, .html or .jsonl file"
    ),
    "clear": Command(conversation.clear, "/clear", "forget the conversation, clear the screen"),
    "sources": Command(corpus.show_sources, "/sources", "list the documents"),
    "sync": Command(corpus.sync, "/sync", "bring the index up to date"),
    "status": Command(corpus.show_status, "/status", "show what is indexed, and what is not"),
    "set": Command(options.change, "/set NAME VALUE", "change a setting, or list them all"),
    "quit": Command(leave, "/quit", "leave"),
}
