"""A conversation at the prompt, as commands see and change it."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import TextIO

from qa.answers import Answer, Citation
from qa.output.printable import printable
from qa.output.styled import listing, note
from qa.session import Session
from qa.terminal import pager


class Leave(Exception):  # noqa: N818 - it is no error
    """Raised by a command that ends the conversation."""


@dataclass(slots=True)
class Chat:
    """A session, the answers so far, and where to show more."""

    session: Session
    out: TextIO
    answers: list[Answer] = field(default_factory=list)
    """The answers of this conversation, oldest first."""
    documents: int = 0
    """How many documents there were when they were last counted."""

    @property
    def answer(self) -> Answer | None:
        """The last answer; None before the first."""
        return self.answers[-1] if self.answers else None

    def count(self) -> None:
        """Counts the documents again. Raises SearchError."""
        self.documents = self.session.retriever.count()

    def say(self, line: str) -> None:
        """Shows a line of our own."""
        self.out.write(note(line, self.session.screen()))

    def show_rows(self, rows: Iterable[tuple[str, str]]) -> None:
        """Shows names with their descriptions."""
        shown = [(printable(name), printable(about)) for name, about in rows]
        self.show(listing(shown, self.session.screen()))

    def show(self, text: str) -> None:
        """Shows text that is safe to print, in the pager if it is taller than the screen."""
        pager.show(text, self.out, is_wanted=self.session.settings.has_pager)

    def citation(self, argument: str, command: str) -> Citation | None:
        """The citation of the last answer that a command names; if there is none, says so."""
        citations = self.answer.citations if self.answer else ()
        for citation in citations:
            if str(citation.rank) == argument.strip("[]"):
                return citation
        hint = "ask a question first"
        if citations:
            first, last = citations[0].rank, citations[-1].rank
            hint = f"try {command} {first} to {command} {last}"
        self.say(f"no citation {argument or 'named'}: {hint}")
        return None
