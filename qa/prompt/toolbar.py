"""The line at the bottom of the screen: which documents are asked, with which model."""

from prompt_toolkit.utils import get_cwidth

from qa.commands import Chat
from qa.commands.filters import describe
from qa.output.counts import counted
from qa.output.printable import printable

NARROWEST, LOWEST = 40, 10
"""A screen with fewer columns or lines has no toolbar."""


def toolbar(chat: Chat, columns: int, lines: int) -> str:
    """Filters, corpus, documents and model, cut to the screen; "" if there is no room.

    It reads no index, for it is drawn at every key.
    """
    if columns < NARROWEST or lines < LOWEST:
        return ""
    retriever = chat.session.retriever
    parts = [
        *describe(chat.session.settings),
        ", ".join(retriever.corpus),
        counted(chat.documents, "document"),
        retriever.model.rpartition("/")[2],
    ]
    return _cut(printable(" · ".join(parts)), columns)


def _cut(text: str, columns: int) -> str:
    if get_cwidth(text) <= columns:
        return text
    while get_cwidth(text) >= columns:
        text = text[:-1]
    return f"{text}…"
