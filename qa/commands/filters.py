"""Commands that say which documents are asked."""

from dataclasses import replace

from index import Filter
from qa.bounds import parse_bound
from qa.commands.chat import Chat
from qa.settings import Settings

OFF = ("off", "-")


def since(chat: Chat, argument: str) -> None:
    """Asks only documents that state a date from a day on."""
    _set_bound(chat, "since", argument)


def until(chat: Chat, argument: str) -> None:
    """Asks only documents that state a date up to a day."""
    _set_bound(chat, "until", argument)


def _set_bound(chat: Chat, end: str, argument: str) -> None:
    """Sets one end of the period, "since" or "until", to the day that a date names."""
    if argument:
        edge = ("since", "until").index(end)
        try:
            today = chat.session.settings.today
            day = None if argument.lower() in OFF else parse_bound(argument, edge, today)
        except ValueError as error:
            chat.say(str(error))
            return
        _set(chat, replace(chat.session.settings.filter, **{end: day}))
        chat.session.say_undated()
    _say(chat)


def within(chat: Chat, argument: str) -> None:
    """Asks only a file or folder."""
    session = chat.session
    if argument:
        path = None if argument.lower() in OFF else argument
        if path is not None and not session.retriever.count(path):
            corpus = ", ".join(map(repr, session.retriever.corpus))
            chat.say(f"no document of {corpus} is in {path!r}")
            return
        _set(chat, replace(session.settings.filter, within=path))
    _say(chat)


def _set(chat: Chat, filter: Filter) -> None:
    chat.session.settings = replace(chat.session.settings, filter=filter)


def _say(chat: Chat) -> None:
    chat.say(f"asked: {', '.join(describe(chat.session.settings)) or 'all documents'}")


def describe(settings: Settings) -> list[str]:
    """The filters in force, in words."""
    chosen = settings.filter
    filters = (("since", chosen.since), ("until", chosen.until), ("in", chosen.within))
    return [f"{name} {value}" for name, value in filters if value]
