"""The man page, made from the help text: `python -m qa.manual > qa/qa.1`."""

import re
import sys
from collections.abc import Iterator
from importlib.metadata import version

import click

from qa.cli import EPILOG, SUBCOMMANDS, ask
from qa.commands import BARE_WORDS, COMMANDS
from qa.commands.explanations import MORE
from qa.shells import Choice, options, summary

FILES = (
    (
        "~/.local/share/cited-qa/indexes/",
        "The indexes, one a corpus, unless --index names another place."
        " XDG_DATA_HOME is the directory above, where it is set.",
    ),
    (
        "~/.local/state/cited-qa/history",
        "The questions asked at the prompt; XDG_STATE_HOME as above.",
    ),
    (
        "~/.cache/cited-qa/",
        "The models as they were compiled; may be deleted at any time. XDG_CACHE_HOME as above.",
    ),
)

SHARED = {
    "NO_COLOR": "No colour, where it is set to anything.",
    "TERM": "Where it is dumb, nothing but text is written.",
}
"""What is obeyed of the environment besides what stands for options."""


def page() -> str:
    """The whole page, in the language of man(7)."""
    return "\n".join(_lines()) + "\n"


def _lines() -> Iterator[str]:
    usage, paragraphs = _epilog()
    yield f'.TH QA 1 "" "cited\\-qa {version("cited-qa")}"'
    yield from (".SH NAME", r"qa \- " + _escaped(_lower(summary(ask).split(";")[0])))
    yield ".SH SYNOPSIS"
    yield ".nf"
    yield from (rf"\fB{_escaped(command)}\fR" for command, _ in usage)
    yield ".fi"
    yield from (".SH DESCRIPTION", _escaped(f"{summary(ask)}."))
    for command, about in usage:
        yield from (".TP", rf"\fB{_escaped(command)}\fR", _escaped(f"{_upper(about)}."))
    for paragraph in paragraphs:
        yield from (".PP", _escaped(paragraph))
    yield ".SH OPTIONS"
    yield from _options(ask, set())
    shared = set(options(ask))
    yield ".SH SUBCOMMANDS"
    for name, subcommand in SUBCOMMANDS.items():
        yield ".SS " + _escaped(f"qa {name} {_takes(subcommand)}")
        yield _escaped(f"{summary(subcommand)}.")
        yield from _options(subcommand, shared)
    yield from (".SH AT THE PROMPT", "A line is a question. One that begins with a slash is not:")
    for name, told in COMMANDS.items():
        more = MORE.get(name, "")
        yield from (".TP", rf"\fB{_escaped(told.usage)}\fR")
        yield _escaped(f"{_upper(told.help)}. {more}".rstrip())
    yield from (".PP", _escaped(f"{BARE_WORDS}."))
    yield ".SH EXIT STATUS"
    for status, about in _statuses():
        yield from (".TP", rf"\fB{status}\fR", _escaped(f"{_upper(about)}."))
    yield from (".PP", _escaped(_of_statuses()[1]))
    yield ".SH ENVIRONMENT"
    for name, about in sorted({**_variables(), **SHARED}.items()):
        yield from (".TP", rf"\fB{name}\fR", _escaped(about))
    yield ".SH FILES"
    for path, about in FILES:
        yield from (".TP", rf"\fI{_escaped(path)}\fR", _escaped(about))


def _epilog() -> tuple[list[tuple[str, str]], list[str]]:
    """The commands of the help's end with what they do, and the paragraphs below but the last."""
    block, *paragraphs = EPILOG.removeprefix("\b\n").strip().split("\n\n")
    rows = (re.split(r" {2,}", line, maxsplit=1) for line in block.splitlines())
    joined = (" ".join(paragraph.split()) for paragraph in paragraphs)
    return [(row[0], row[1]) for row in rows], [p for p in joined if not _is_of_statuses(p)]


def _is_of_statuses(paragraph: str) -> bool:
    return paragraph.startswith("Exit status: ")


def _statuses() -> list[tuple[str, str]]:
    listed = _of_statuses()[0].removeprefix("Exit status: ").split(", ")
    return [(number, about) for number, _, about in (each.partition(" ") for each in listed)]


def _of_statuses() -> tuple[str, str]:
    """The list of exit statuses at the help's end, and what is said below it."""
    said = next(p for p in EPILOG.split("\n\n") if _is_of_statuses(p))
    listed, _, below = " ".join(said.split()).partition(". ")
    return listed, below


def _variables() -> dict[str, str]:
    """The variables that stand for options."""
    return {
        str(option.envvar): f"Stands for {'/'.join(option.opts)}."
        for command in (ask, *SUBCOMMANDS.values())
        for option in command.params
        if option.envvar
    }


def _takes(command: click.Command) -> str:
    """What a command takes besides options."""
    given = click.Context(command)
    arguments = (p for p in command.params if isinstance(p, click.Argument))
    return " ".join(argument.make_metavar(given) for argument in arguments)


def _options(command: click.Command, shared: set[Choice]) -> Iterator[str]:
    """Those that are not `shared`, each with its help."""
    for choice in options(command):
        if choice in shared:
            continue
        names = ", ".join(rf"\fB{_escaped(name)}\fR" for name in choice.names)
        takes = "|".join(choice.values) or choice.metavar
        yield from (".TP", names + (rf" \fI{_escaped(takes)}\fR" if takes else ""))
        yield _escaped(f"{choice.help}.")


def _escaped(text: str) -> str:
    r"""Text that roff shows as it is: hyphens that can be searched for and copied, no request."""
    text = text.replace("\\", r"\e").replace("-", r"\-")
    return rf"\&{text}" if text.startswith((".", "'")) else text


def _upper(text: str) -> str:
    return text[:1].upper() + text[1:]


def _lower(text: str) -> str:
    return text[:1].lower() + text[1:]


if __name__ == "__main__":
    sys.stdout.write(page())
