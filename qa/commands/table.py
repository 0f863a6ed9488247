"""The commands: a table from a name to its function.

A command is added by a function in a module beside this one and a row in COMMANDS.
"""

from collections.abc import Callable
from dataclasses import dataclass
from difflib import get_close_matches

from qa.commands import citations, conversation, corpus, filters, options
from qa.commands.chat import Chat, Leave
from qa.commands.explanations import MORE


@dataclass(frozen=True, slots=True)
class Command:
    """A row of the table."""

    run: Callable[[Chat, str], None]
    """Takes what was typed after the command's name."""
    usage: str
    help: str


KEYS = [
    ("Enter", "asks; Alt-Enter begins a new line, and so does a pasted one"),
    ("Tab", "completes commands, paths, words and names of the documents"),
    ("Up, Ctrl-R", "earlier questions that begin alike, that hold a text"),
    ("Right", "takes the suggestion shown in grey"),
    ("Ctrl-X Ctrl-E", "writes the question in $EDITOR"),
    ("Ctrl-C", "clears the line, cancels a search"),
    ("Ctrl-D", "leaves"),
]


BARE = {"help": "/help", "quit": "/quit", "exit": "/quit", ":q": "/quit"}
"""Lines that are commands, not questions, although they begin with no slash."""
BARE_WORDS = "help, quit, exit and :q alone on a line are commands too"


def command_line(line: str) -> str | None:
    """A line as a command that begins with a slash; None where it is a question."""
    return line if line.startswith("/") else BARE.get(line.lower())


def run(chat: Chat, line: str) -> None:
    """Does what a line that begins with a slash says. Raises Leave at the end."""
    name, _, argument = line[1:].partition(" ")
    if command := _named(chat, name):
        command.run(chat, argument.strip())


def _named(chat: Chat, name: str) -> Command | None:
    """The command of a name; if there is none, that is said with the nearest."""
    command = COMMANDS.get(name.lower())
    if command is None:
        near = get_close_matches(name.lower(), COMMANDS, n=1, cutoff=0.5)
        hint = f"did you mean /{near[0]}?" if near else "see /help"
        chat.say(f"no command /{name}; {hint}")
    return command


def show_help(chat: Chat, argument: str) -> None:
    if argument:
        name = argument.removeprefix("/")
        if command := _named(chat, name):
            more = MORE.get(name.lower())
            chat.show_rows([(command.usage, command.help), *([("", more)] if more else [])])
        return
    rows = [(command.usage, command.help) for command in COMMANDS.values()]
    last = ("", f"anything else is a question; {BARE_WORDS}")
    chat.show_rows([*rows, ("", ""), *KEYS, last])


def leave(chat: Chat, argument: str) -> None:
    raise Leave


COMMANDS = {
    "help": Command(show_help, "/help NAME", "this list, or more of one command"),
    "open": Command(
        citations.show_surroundings, "/open N", "citation N among the sentences around it"
    ),
    "context": Command(citations.set_context, "/context N", "how many on either side /open shows"),
    "why": Command(citations.explain, "/why N", "why citation N stands where it does"),
    "more": Command(citations.show_more, "/more", "more citations for the last question"),
    "copy": Command(citations.copy, "/copy N", "citation N, with its place, to the clipboard"),
    "since": Command(filters.since, "/since DATE", "only documents dated then or later; off: all"),
    "until": Command(filters.until, "/until DATE", "only documents dated then or before; off: all"),
    "in": Command(filters.within, "/in PATH", "only this file or folder; off: all"),
    "history": Command(conversation.show, "/history", "the questions of this conversation"),
    "save": Command(
        conversation.save, "/save FILE", "the conversation as .md, .html or .jsonl, a new file"
    ),
    "clear": Command(conversation.clear, "/clear", "forget the conversation, clear the screen"),
    "sources": Command(corpus.show_sources, "/sources", "the documents"),
    "sync": Command(corpus.sync, "/sync", "bring the index up to date"),
    "status": Command(corpus.show_status, "/status", "what the index holds, and what it does not"),
    "set": Command(options.change, "/set NAME VALUE", "settings, and how they are changed"),
    "quit": Command(leave, "/quit", "leave"),
}
