"""A corpus brought up to date, and what there is to say of it."""

import os
from collections.abc import Iterator
from contextlib import contextmanager

from index import Selection, sync
from index.errors import StoreError
from index.store.status import identity
from qa import indexes, progress
from qa.settings import Settings


def sync_only(settings: Settings, *, rebuild: bool, retry: bool = False) -> None:
    """Brings the index of the settings' corpus, or of the one used last, up to date."""
    is_named = bool(settings.corpus)
    settings = indexes.named(settings)
    indexes.require_corpus(settings, "qa sync")
    if not is_named:
        progress.say(f"corpus: {', '.join(settings.corpus)}", settings)
    corpus, selection = settings.corpus, settings.selection
    bring_up_to_date(settings, corpus, selection, rebuild=rebuild, retry=retry, is_all=True)
    indexes.remember(settings.index)


def bring_up_to_date(
    settings: Settings,
    corpus: tuple[str, ...],
    selection: Selection,
    *,
    rebuild: bool = False,
    retry: bool = False,
    is_all: bool = False,
) -> None:
    """Syncs the settings' index with a corpus, and says what changed: all of it, or in short.

    Raises SearchError.
    """
    before = identity(settings.index)
    with progress.shown(settings) as on_progress, _hinted(settings):
        report = sync(
            corpus,
            settings.index,
            model=settings.model,
            rebuild=rebuild,
            retry=retry,
            selection=selection,
            on_progress=on_progress,
            on_notice=progress.once(settings),
        )
    indexes.record(settings.index, corpus, selection, before)
    progress.say_report(report, settings, in_full=is_all)


@contextmanager
def _hinted(settings: Settings) -> Iterator[None]:
    """Says of an index that cannot be written in the default place how to keep it elsewhere."""
    try:
        yield
    except StoreError as error:
        default = indexes.index_directory(settings.corpus, settings.selection)
        if settings.index != default or os.access(default, os.W_OK):
            raise
        raise type(error)(f"{error}; keep it elsewhere with --index DIR or QA_INDEX") from error
