"""A corpus open to be asked: what one question, a stream of them and the prompt share."""

import shutil
from collections.abc import Sequence
from types import TracebackType
from typing import Self, TextIO

from index import SHIPPED, Reader, Retriever
from index.readers import named_reader
from qa import progress
from qa.answerer import Answerer
from qa.answers import Answer
from qa.output import Screen, renderer
from qa.settings import Settings, is_used_last, remember
from qa.syncing import bring_up_to_date


class Session:
    """A retriever on the settings' index, and answers as the settings want them."""

    def __init__(self, settings: Settings, retriever: Retriever) -> None:
        self.settings = settings
        self.retriever = retriever
        self._answerer = Answerer(retriever)

    @classmethod
    def open(cls, settings: Settings) -> Self:
        """Syncs the corpus unless told not to, and opens its index. Raises SearchError."""
        reader: str | Reader | None = settings.reader
        if settings.reader is not None and settings.reader != SHIPPED:
            reader = named_reader(settings.reader)  # before a corpus is indexed for nothing
        if settings.syncs and settings.corpus:
            bring_up_to_date(settings, settings.corpus, settings.selection)
        corpus = settings.corpus or None
        retriever = Retriever.open(
            settings.index,
            model=settings.model,
            reader=reader,
            corpus=corpus,
            on_notice=progress.once(settings),
        )
        session = cls(settings, retriever)
        try:
            is_ours = bool(settings.corpus) or session._is_reopened()
        except BaseException:
            session.close()
            raise
        if is_ours:
            remember(settings.index)
        session.say_undated()
        return session

    def _is_reopened(self) -> bool:
        """Whether the index, opened without a corpus, is the one used last.

        The corpus that it names is said, and then synced; another index may have been made by
        somebody else, and what it names is not for it to have read.
        """
        corpus = self.retriever.corpus
        progress.say(f"corpus: {', '.join(corpus)}", self.settings)
        is_last = is_used_last(self.settings.index)
        if self.settings.syncs and is_last:
            bring_up_to_date(self.settings, corpus, self.retriever.selection)
        elif self.settings.syncs:
            progress.say("not synced: to bring it up to date, name the corpus", self.settings)
        return is_last

    def say_undated(self) -> None:
        """Documents that a period leaves out because they state no date are counted."""
        if self.settings.since or self.settings.until:
            documents = self.retriever.documents()
            undated = sum(document.date is None for document, _ in documents)
            if undated:
                line = f"{undated} of {len(documents)} documents state no date and are left out"
                progress.say(line, self.settings)

    def ask(
        self, question: str, history: Sequence[str | Answer] = (), *, k: int | None = None
    ) -> Answer:
        """The answer to a question and the questions, or answers, before it, oldest first.

        In as many citations as the settings say unless `k` is given. Raises SearchError.
        """
        chosen = self.settings
        return self._answerer.ask(
            question,
            history,
            k=k or chosen.k,
            since=chosen.since,
            until=chosen.until,
            within=chosen.within,
            today=chosen.today,
        )

    def screen(self, *, shows_question: bool = False) -> Screen:
        """What answers are written for, as wide as the terminal is now."""
        return Screen(
            width=shutil.get_terminal_size().columns,
            has_color=self.settings.has_color,
            is_terminal=self.settings.is_terminal,
            shows_question=shows_question,
            editor_uri=self.settings.editor_uri,
        )

    def write(self, answer: Answer, stream: TextIO, *, shows_question: bool = False) -> None:
        """Writes an answer in the settings' format."""
        stream.write(self.rendered(answer, shows_question=shows_question))
        stream.flush()

    def rendered(self, answer: Answer, *, shows_question: bool = False) -> str:
        """An answer in the settings' format."""
        render = renderer(self.settings.format)
        return render(answer, self.screen(shows_question=shows_question))

    def sync(self) -> None:
        """Brings the open index up to date, and says what changed. Raises SearchError."""
        bring_up_to_date(
            self.settings, self.retriever.corpus, self.retriever.selection, is_all=True
        )

    def close(self) -> None:
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
