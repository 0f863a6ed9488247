"""A corpus open to be asked: what one question, a stream of them and the prompt share."""

import shutil
from collections.abc import Sequence
from types import TracebackType
from typing import Self, TextIO

from index import SHIPPED, CorpusError, Reader, Retriever, Selection, sync
from index.readers import named_reader
from qa import progress
from qa.answerer import Answerer
from qa.answers import Answer
from qa.output import Screen, renderer
from qa.settings import Settings, remember


class Session:
    """A retriever on the settings' index, and answers as the settings want them."""

    def __init__(self, settings: Settings, retriever: Retriever) -> None:
        self.settings = settings
        self.retriever = retriever
        self._answerer = Answerer(retriever)
        self._render = renderer(settings.format)

    @classmethod
    def open(cls, settings: Settings) -> Self:
        """Syncs the corpus unless told not to, and opens its index. Raises SearchError."""
        reader: str | Reader | None = settings.reader
        if settings.reader is not None and settings.reader != SHIPPED:
            reader = named_reader(settings.reader)  # before a corpus is indexed for nothing
        if settings.syncs and settings.corpus:
            _sync(settings, settings.corpus, settings.selection)
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
            if not settings.corpus:
                session._reopened()
        except BaseException:
            session.close()
            raise
        remember(settings.index)
        session._say_undated()
        return session

    def _reopened(self) -> None:
        """The corpus of an index opened without one is said, and synced like any other."""
        corpus = self.retriever.corpus
        progress.say(f"corpus: {', '.join(corpus)}", self.settings)
        if self.settings.syncs:
            _sync(self.settings, corpus, self.retriever.selection)

    def _say_undated(self) -> None:
        """Documents that a period leaves out because they state no date are counted."""
        if self.settings.since or self.settings.until:
            documents = self.retriever.documents()
            undated = sum(document.date is None for document, _ in documents)
            if undated:
                line = f"{undated} of {len(documents)} documents state no date and are left out"
                progress.say(line, self.settings)

    def ask(self, question: str, history: Sequence[str] = ()) -> Answer:
        """The answer to a question. Raises QuestionError."""
        chosen = self.settings
        return self._answerer.ask(
            question,
            history,
            k=chosen.k,
            since=chosen.since,
            until=chosen.until,
            today=chosen.today,
        )

    def screen(self, *, shows_question: bool = False) -> Screen:
        """What answers are written for, as wide as the terminal is now."""
        return Screen(
            width=shutil.get_terminal_size().columns,
            has_color=self.settings.has_color,
            is_terminal=self.settings.is_terminal,
            shows_question=shows_question,
        )

    def write(self, answer: Answer, stream: TextIO, *, shows_question: bool = False) -> None:
        """Writes an answer in the settings' format."""
        stream.write(self._render(answer, self.screen(shows_question=shows_question)))
        stream.flush()

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


def sync_only(settings: Settings, *, rebuild: bool) -> None:
    """Brings the index of the settings' corpus, or of the one used last, up to date."""
    corpus, selection = settings.corpus, settings.selection
    if not corpus:
        with Retriever.open(settings.index, model=settings.model) as retriever:
            corpus, selection = retriever.corpus, retriever.selection
        progress.say(f"corpus: {', '.join(corpus)}", settings)
    _sync(settings, corpus, selection, rebuild=rebuild, is_all=True)
    remember(settings.index)


def _sync(
    settings: Settings,
    corpus: tuple[str, ...],
    selection: Selection,
    *,
    rebuild: bool = False,
    is_all: bool = False,
) -> None:
    if not corpus:
        raise CorpusError(f"the index at {settings.index} is of no corpus yet; name one")
    with progress.shown(settings) as on_progress:
        report = sync(
            corpus,
            settings.index,
            model=settings.model,
            rebuild=rebuild,
            selection=selection,
            on_progress=on_progress,
            on_notice=progress.once(settings),
        )
    progress.say_report(report, settings, in_full=is_all)
