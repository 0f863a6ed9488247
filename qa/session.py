"""A session on one index: shared by single questions, streams of questions, and the prompt."""

import shutil
from collections.abc import Sequence
from types import TracebackType
from typing import Self, TextIO

from index import SHIPPED, Reader, Retriever
from index.readers import named_reader
from index.store.database import may_be_written_by_others
from qa import indexes, progress
from qa.answerer import Answerer
from qa.answers import Answer
from qa.output import Screen, renderer
from qa.output.counts import counted
from qa.settings import Settings
from qa.syncing import bring_up_to_date


class Session:
    """A retriever on the settings' index, with answers as the settings ask for them."""

    def __init__(self, settings: Settings, retriever: Retriever) -> None:
        self.settings = settings
        self.retriever = retriever
        self._answerer = Answerer(retriever)

    @classmethod
    def open(cls, settings: Settings) -> Self:
        """Syncs the corpus, unless the settings say not to, and opens its index.

        If no corpus is named, it is the one that this user last synced the index with. Raises
        SearchError.
        """
        reader: str | Reader | None = settings.reader
        if settings.reader is not None and settings.reader != SHIPPED:
            reader = named_reader(settings.reader)  # fails before a corpus is indexed for nothing
        is_named = bool(settings.corpus)
        settings = indexes.recall_corpus(settings)
        if settings.corpus and not is_named:
            progress.say(f"corpus: {', '.join(settings.corpus)}", settings)
        if settings.syncs and settings.corpus:
            bring_up_to_date(settings, settings.corpus, settings.selection)
        retriever = Retriever.open(
            settings.index,
            model=settings.model,
            reader=reader,
            corpus=settings.corpus or None,
            is_ours=indexes.is_ours(settings.index),
            on_notice=progress.make_notifier(settings),
        )
        session = cls(settings, retriever)
        session._say_whose()
        if settings.corpus:
            indexes.remember(settings.index)
        session.say_undated()
        return session

    def _say_whose(self) -> None:
        """Says so if others may have written the index, or if its files are not read."""
        settings = self.settings
        if may_be_written_by_others(settings.index):
            line = f"others can write the index at {settings.index}, so it is not trusted as yours"
            progress.say(line, settings)
        if not settings.corpus:
            said = ", ".join(self.retriever.corpus)
            progress.say(
                f"corpus: {said}, according to the index; its files are not read", settings
            )
            progress.say("name the corpus to sync it and to compare citations with files", settings)

    def say_undated(self) -> None:
        """Says how many documents a period leaves out because they state no date."""
        if self.settings.filter.since or self.settings.filter.until:
            documents = self.retriever.documents()
            undated = sum(document.date is None for document, _ in documents)
            if undated:
                verbs = ("states", "is") if undated == 1 else ("state", "are")
                of_all = f"{undated:,} of {counted(len(documents), 'document')}"
                line = f"{of_all} {verbs[0]} no date and {verbs[1]} left out"
                progress.say(line, self.settings)

    def ask(
        self, question: str, history: Sequence[str | Answer] = (), *, k: int | None = None
    ) -> Answer:
        """The answer to a question. `history`: earlier questions or answers, oldest first.

        It has at most `k` citations, by default as many as the settings say. Raises SearchError.
        """
        chosen = self.settings
        return self._answerer.ask(
            question, history, k=k or chosen.k, filter=chosen.filter, today=chosen.today
        )

    def screen(self, *, shows_question: bool = False) -> Screen:
        """The screen to write answers for, as wide as the terminal is now."""
        return Screen(
            width=shutil.get_terminal_size().columns,
            has_color=self.settings.has_color,
            is_terminal=self.settings.is_terminal,
            shows_question=shows_question,
            editor_uri=self.settings.editor_uri,
        )

    def write(self, answer: Answer, stream: TextIO, *, shows_question: bool = False) -> None:
        """Writes an answer in the settings' format."""
        stream.write(self.render(answer, shows_question=shows_question))
        stream.flush()

    def render(self, answer: Answer, *, shows_question: bool = False) -> str:
        """The text of an answer in the settings' format."""
        render = renderer(self.settings.format)
        return render(answer, self.screen(shows_question=shows_question))

    def sync(self) -> None:
        """Brings the open index up to date, and says what changed. Raises SearchError."""
        indexes.require_corpus(self.settings, "qa sync")
        settings = self.settings
        bring_up_to_date(settings, settings.corpus, settings.selection, is_all=True)

    def close(self) -> None:
        """Closes the index."""
        self.retriever.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()
