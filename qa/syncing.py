"""A corpus brought up to date, and what there is to say of it."""

from index import CorpusError, Selection, sync
from qa import progress
from qa.settings import Settings, remember


def sync_only(settings: Settings, *, rebuild: bool) -> None:
    """Brings the index of the settings' corpus, or of the one used last, up to date."""
    corpus, selection = settings.corpus, settings.selection
    if not corpus:
        from index import Retriever

        with Retriever.open(settings.index, model=settings.model) as retriever:
            corpus, selection = retriever.corpus, retriever.selection
        progress.say(f"corpus: {', '.join(corpus)}", settings)
    bring_up_to_date(settings, corpus, selection, rebuild=rebuild, is_all=True)
    remember(settings.index)


def bring_up_to_date(
    settings: Settings,
    corpus: tuple[str, ...],
    selection: Selection,
    *,
    rebuild: bool = False,
    is_all: bool = False,
) -> None:
    """Syncs the settings' index with a corpus, and says what changed: all of it, or in short.

    Raises SearchError.
    """
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
