"""Commands that say which documents are asked."""

from dataclasses import replace

from index.dates import period
from qa.commands.chat import Chat
from qa.settings import Settings

OFF = ("off", "-")


def since(chat: Chat, argument: str) -> None:
    _date(chat, "since", 0, argument)


def until(chat: Chat, argument: str) -> None:
    _date(chat, "until", 1, argument)


def _date(chat: Chat, name: str, edge: int, argument: str) -> None:
    """Sets one end of the period to the first (0) or last (1) day that a date names."""
    settings = chat.session.settings
    if argument:
        try:
            day = None if argument.lower() in OFF else period(argument)[edge]
        except ValueError as error:
            chat.say(str(error))
            return
        settings = replace(settings, since=day) if name == "since" else replace(settings, until=day)
        chat.session.settings = settings
    chat.say(f"asked: {', '.join(described(settings)) or 'all documents'}")
    if argument and (settings.since or settings.until):
        chat.session.say_undated()


def within(chat: Chat, argument: str) -> None:
    settings = chat.session.settings
    if argument:
        path = None if argument.lower() in OFF else argument
        if path is not None and not chat.session.retriever.count(path):
            corpus = ", ".join(map(repr, chat.session.retriever.corpus))
            chat.say(f"no document of {corpus} is in {path!r}")
            return
        settings = replace(settings, within=path)
        chat.session.settings = settings
    chat.say(f"asked: {', '.join(described(settings)) or 'all documents'}")


def described(settings: Settings) -> list[str]:
    """The filters in force, in words."""
    filters = (
        ("since", settings.since),
        ("until", settings.until),
        ("in", settings.within),
    )
    return [f"{name} {value}" for name, value in filters if value]
