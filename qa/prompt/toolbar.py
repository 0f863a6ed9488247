"""The line at the bottom of the screen: which documents are asked, and how."""

from prompt_toolkit.utils import get_cwidth

from qa.commands import Chat
from qa.commands.filters import described
from qa.output.counts import counted
from qa.output.printable import printable

NARROWEST, LOWEST = 40, 10
"""On a screen of fewer columns or lines there is none."""


def toolbar(chat: Chat, columns: int, lines: int) -> str:
    """Filters, corpus, documents and model, cut to the screen; "" where there is no room.

    Asks no index: it is drawn at every key.
    """
    if columns < NARROWEST or lines < LOWEST:
        return ""
    retriever = chat.session.retriever
    parts = [
        *described(chat.session.settings),
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
