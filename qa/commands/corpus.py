"""Commands about the documents and their index."""

from qa.commands.chat import Chat
from qa.maintenance import status_rows
from qa.output.counts import counted
from qa.output.styled import note


def show_sources(chat: Chat, argument: str) -> None:
    """Lists the documents."""
    documents = chat.session.retriever.documents()
    screen = chat.session.screen()
    lines = []
    for document, count in documents:
        parts = [document.path, counted(count, "sentence"), document.date, document.title]
        lines.append(note(" · ".join(part for part in parts if part), screen))
    chat.show("".join([*lines, note(counted(len(documents), "document"), screen)]))


def sync(chat: Chat, argument: str) -> None:
    """Brings the index up to date."""
    chat.session.sync()
    chat.count()


def show_status(chat: Chat, argument: str) -> None:
    """Shows what the index holds, and what it does not."""
    chat.show_rows(status_rows(chat.session.settings))
