"""Commands that say which documents are asked."""

from collections.abc import Callable
from dataclasses import replace

from qa.bounds import bound
from qa.commands.chat import Chat
from qa.settings import Settings

OFF = ("off", "-")


def since(chat: Chat, argument: str) -> None:
    _bound(chat, argument, 0, lambda day: replace(chat.session.settings, since=day))


def until(chat: Chat, argument: str) -> None:
    _bound(chat, argument, 1, lambda day: replace(chat.session.settings, until=day))


def _bound(
    chat: Chat, argument: str, edge: int, settings: Callable[[str | None], Settings]
) -> None:
    """Sets one end of the period to the first (0) or last (1) day that a date names."""
    if argument:
        try:
            today = chat.session.settings.today
            day = None if argument.lower() in OFF else bound(argument, edge, today)
        except ValueError as error:
            chat.say(str(error))
            return
        chat.session.settings = settings(day)
        chat.session.say_undated()
    _say(chat)


def within(chat: Chat, argument: str) -> None:
    session = chat.session
    if argument:
        path = None if argument.lower() in OFF else argument
        if path is not None and not session.retriever.count(path):
            corpus = ", ".join(map(repr, session.retriever.corpus))
            chat.say(f"no document of {corpus} is in {path!r}")
            return
        session.settings = replace(session.settings, within=path)
    _say(chat)


def _say(chat: Chat) -> None:
    chat.say(f"asked: {', '.join(described(chat.session.settings)) or 'all documents'}")


def described(settings: Settings) -> list[str]:
    """The filters in force, in words."""
    filters = (
        ("since", settings.since),
        ("until", settings.until),
        ("in", settings.within),
    )
    return [f"{name} {value}" for name, value in filters if value]
