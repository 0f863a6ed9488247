"""A conversation at the prompt: what a command can see and change."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import TextIO

from qa import pager
from qa.answers import Answer, Citation
from qa.output.printable import printable
from qa.output.terminal import listing, note
from qa.session import Session


class Leave(Exception):  # noqa: N818 - no error
    """The conversation is over."""


@dataclass(slots=True)
class Chat:
    """What was asked so far, and how more is asked and shown."""

    session: Session
    out: TextIO
    answers: list[Answer] = field(default_factory=list)
    """Of this conversation, oldest first."""
    documents: int = 0
    """How many there were when they were last counted."""

    @property
    def answer(self) -> Answer | None:
        """The last one shown."""
        return self.answers[-1] if self.answers else None

    def count(self) -> None:
        """Counts the documents. Raises SearchError."""
        self.documents = self.session.retriever.count()

    def say(self, line: str) -> None:
        """Shows a line of our own."""
        self.out.write(note(line, self.session.screen()))

    def show_rows(self, rows: Iterable[tuple[str, str]]) -> None:
        """Shows names, each with what is to be said of it beside it."""
        shown = [(printable(name), printable(about)) for name, about in rows]
        self.show(listing(shown, self.session.screen()))

    def show(self, text: str) -> None:
        """Shows what is fit for the screen, in the pager where it is taller than that."""
        pager.show(text, self.out, is_wanted=self.session.settings.has_pager)

    def citation(self, argument: str, command: str) -> Citation | None:
        """The citation of the last answer that a command names; if none, that is said."""
        citations = self.answer.citations if self.answer else ()
        for citation in citations:
            if str(citation.rank) == argument.strip("[]"):
                return citation
        there_are = "ask a question first"
        if citations:
            first, last = citations[0].rank, citations[-1].rank
            there_are = f"{command} {first} to {command} {last}"
        self.say(f"no citation {argument or 'named'}: {there_are}")
        return None
