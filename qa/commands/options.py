"""The command that lists and changes the settings of a conversation."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from difflib import get_close_matches

from qa.commands.chat import Chat
from qa.output import FORMATS
from qa.settings import Settings

MOST = 100
"""The highest number that a setting takes."""
SWITCH = ("on", "off")


@dataclass(frozen=True, slots=True)
class Option:
    """A setting, in a row of the table."""

    value: Callable[[Settings], str]
    change: Callable[[Settings, str], Settings]
    """Takes one of `values`, or a number from `least` to MOST if there are none."""
    help: str
    values: tuple[str, ...] = ()
    """All that it may have; empty for a number."""
    least: int = 0


def change(chat: Chat, argument: str) -> None:
    """Lists the settings, shows one, or changes one."""
    name, _, value = argument.replace("=", " ", 1).partition(" ")
    name, value = name.lower(), value.strip().lower()
    settings = chat.session.settings
    if not name:
        chat.show_rows(
            (f"{name} {option.value(settings)}", f"{option.help} ({_values(option)})")
            for name, option in OPTIONS.items()
        )
        return
    option = OPTIONS.get(name)
    if option is None:
        near = get_close_matches(name, OPTIONS, n=1, cutoff=0.5)
        hint = f"did you mean {near[0]}?" if near else f"choose from {', '.join(OPTIONS)}"
        chat.say(f"no setting {name!r}; {hint}")
        return
    if value:
        if not _is_valid(option, value):
            chat.say(f"{name} must be {_values(option)}, not {value!r}")
            return
        settings = chat.session.settings = option.change(settings, value)
    chat.say(f"{name} {option.value(settings)}")


def _is_valid(option: Option, value: str) -> bool:
    if option.values:
        return value in option.values
    return value.isdecimal() and len(value) <= len(str(MOST)) and option.least <= int(value) <= MOST


def _values(option: Option) -> str:
    return " or ".join(option.values) if option.values else f"{option.least} to {MOST}"


def _switch(is_on: bool) -> str:
    return "on" if is_on else "off"


OPTIONS = {
    "k": Option(
        lambda settings: str(settings.k),
        lambda settings, value: replace(settings, k=int(value)),
        "citations per answer",
        least=1,
    ),
    "context": Option(
        lambda settings: str(settings.context),
        lambda settings, value: replace(settings, context=int(value)),
        "sentences that /open shows on either side",
    ),
    "format": Option(
        lambda settings: settings.format,
        lambda settings, value: replace(settings, format=value),
        "the format of answers",
        tuple(sorted(FORMATS)),
    ),
    "color": Option(
        lambda settings: _switch(settings.has_color),
        lambda settings, value: replace(settings, has_color=value == "on"),
        "colour",
        SWITCH,
    ),
    "pager": Option(
        lambda settings: _switch(settings.has_pager),
        lambda settings, value: replace(settings, has_pager=value == "on"),
        "show text taller than the screen in $PAGER, or less",
        SWITCH,
    ),
    "vi": Option(
        lambda settings: _switch(settings.is_vi),
        lambda settings, value: replace(settings, is_vi=value == "on"),
        "the keys of vi instead of Emacs",
        SWITCH,
    ),
}
