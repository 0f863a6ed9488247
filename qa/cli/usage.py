"""What a command takes, read from its definition: for the man page and the shells' scripts."""

from dataclasses import dataclass

import click

DIRECTORIES = ("DIR", "NAME")
"""Metavars of what may be a directory. A model is one, or has a name that nobody can list."""


@dataclass(frozen=True, slots=True)
class OptionUsage:
    """An option of a command, and what it takes."""

    names: tuple[str, ...]
    help: str
    metavar: str
    """What it takes; "" for nothing."""
    values: tuple[str, ...]
    """All values that it takes; empty if they cannot be listed."""
    repeats: bool

    @property
    def takes_directory(self) -> bool:
        """Whether a shell should complete directories after it."""
        return self.metavar in DIRECTORIES


def options(command: click.Command) -> list[OptionUsage]:
    """The options of a command, in the order of its help."""
    return [
        OptionUsage(
            names=(*option.opts, *option.secondary_opts),
            help=(option.help or "").rstrip("."),
            metavar="" if option.is_flag or option.count else option.metavar or option.name or "",
            values=_values(option),
            repeats=option.multiple,
        )
        for option in command.params
        if isinstance(option, click.Option) and not option.hidden
    ]


def operands(command: click.Command) -> tuple[str, ...]:
    """The words that a command takes besides options; empty if it takes files."""
    arguments = [p for p in command.params if isinstance(p, click.Argument)]
    return tuple(value for argument in arguments for value in _values(argument))


def synopsis(command: click.Command) -> str:
    """What a command takes besides options, as its help shows it: `[CORPUS]...`."""
    context = click.Context(command)
    arguments = (p for p in command.params if isinstance(p, click.Argument))
    return " ".join(argument.make_metavar(context) for argument in arguments)


def summary(command: click.Command) -> str:
    """What a command does, in one line without a full stop."""
    return (command.help or "").split("\n\n")[0].replace("\n", " ").rstrip(".")


def _values(parameter: click.Parameter) -> tuple[str, ...]:
    kind = parameter.type
    return tuple(map(str, kind.choices)) if isinstance(kind, click.Choice) else ()
