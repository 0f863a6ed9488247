"""The man page, made from the help text: `python -m qa.cli.manual > qa/qa.1`."""

import sys
from collections.abc import Iterable, Iterator
from importlib.metadata import version

from qa.cli.epilog import CONFIDENCE, SEVERAL, STATUSES, USES
from qa.cli.subcommands import SUBCOMMANDS, ask
from qa.cli.usage import OptionUsage, options, summary, synopsis
from qa.commands import BARE_WORDS, COMMANDS
from qa.commands.explanations import MORE

FILES = (
    (
        "~/.local/share/cited-qa/indexes/",
        "The indexes, one for each corpus, unless --index names another place."
        " XDG_DATA_HOME replaces ~/.local/share if it is set.",
    ),
    (
        "~/.local/state/cited-qa/history",
        "The questions asked at the prompt. XDG_STATE_HOME replaces ~/.local/state.",
    ),
    (
        "~/.cache/cited-qa/",
        "The compiled models; may be deleted at any time. XDG_CACHE_HOME replaces ~/.cache.",
    ),
)

OTHER_VARIABLES = {
    "NO_COLOR": "If it is set to anything, no colour is used.",
    "QA_DEBUG": "If it is set to anything, an error shows its traceback.",
    "TERM": "If it is dumb, nothing but text is written.",
}
"""Environment variables that stand for no option."""


def page() -> str:
    """The whole page, in the language of man(7)."""
    sections = (_overview(), _commands(), _prompt(), _surroundings())
    return "\n".join(line for section in sections for line in section) + "\n"


def _overview() -> Iterator[str]:
    """Name, synopsis and description."""
    yield f'.TH QA 1 "" "cited\\-qa {version("cited-qa")}"'
    yield from (".SH NAME", r"qa \- " + _escape(_lower(summary(ask).split(";")[0])))
    yield ".SH SYNOPSIS"
    yield ".nf"
    yield from (rf"\fB{_escape(use)}\fR" for use, _ in USES)
    yield ".fi"
    yield from (".SH DESCRIPTION", _escape(f"{summary(ask)}."))
    for use, about in USES:
        yield from _item(rf"\fB{_escape(use)}\fR", f"{_upper(about)}.")
    yield from (".PP", _escape(CONFIDENCE))


def _commands() -> Iterator[str]:
    """The options of `qa`, and its subcommands with theirs."""
    yield ".SH OPTIONS"
    yield from _options(options(ask))
    shared = set(options(ask))
    yield ".SH SUBCOMMANDS"
    for name, command in SUBCOMMANDS.items():
        yield ".SS " + _escape(f"qa {name} {synopsis(command)}")
        yield _escape(f"{summary(command)}.")
        yield from _options(option for option in options(command) if option not in shared)


def _prompt() -> Iterator[str]:
    """The commands of the chat."""
    yield from (".SH AT THE PROMPT", "A line is a question, unless it begins with a slash:")
    for name, command in COMMANDS.items():
        about = f"{_upper(command.help)}. {MORE.get(name, '')}".rstrip()
        yield from _item(rf"\fB{_escape(command.usage)}\fR", about)
    yield from (".PP", _escape(f"{_upper(BARE_WORDS)}."))


def _surroundings() -> Iterator[str]:
    """Exit statuses, environment variables and files."""
    yield ".SH EXIT STATUS"
    for status, meaning in STATUSES:
        yield from _item(rf"\fB{status}\fR", f"{_upper(meaning)}.")
    yield from (".PP", _escape(SEVERAL))
    yield ".SH ENVIRONMENT"
    for name, about in sorted({**_option_variables(), **OTHER_VARIABLES}.items()):
        yield from _item(rf"\fB{name}\fR", about)
    yield ".SH FILES"
    for path, about in FILES:
        yield from _item(rf"\fI{_escape(path)}\fR", about)


def _option_variables() -> dict[str, str]:
    """The environment variables that stand for options."""
    return {
        str(option.envvar): f"Stands for {'/'.join(option.opts)}."
        for command in (ask, *SUBCOMMANDS.values())
        for option in command.params
        if option.envvar
    }


def _options(listed: Iterable[OptionUsage]) -> Iterator[str]:
    for option in listed:
        names = ", ".join(rf"\fB{_escape(name)}\fR" for name in option.names)
        takes = "|".join(option.values) or option.metavar
        yield from _item(names + (rf" \fI{_escape(takes)}\fR" if takes else ""), f"{option.help}.")


def _item(term: str, about: str) -> Iterator[str]:
    """A term, written in roff, and the paragraph that is indented below it."""
    yield from (".TP", term, _escape(about))


def _escape(text: str) -> str:
    r"""Text that roff shows as it is: hyphens that can be searched for and copied, no request."""
    text = text.replace("\\", r"\e").replace("-", r"\-")
    return rf"\&{text}" if text.startswith((".", "'")) else text


def _upper(text: str) -> str:
    return text[:1].upper() + text[1:]


def _lower(text: str) -> str:
    return text[:1].lower() + text[1:]


if __name__ == "__main__":
    sys.stdout.write(page())
