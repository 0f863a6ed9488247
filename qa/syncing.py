"""Brings the index of a corpus up to date, and reports what changed."""

import os
from collections.abc import Iterator
from contextlib import contextmanager

from index import Selection, sync
from index.errors import StoreError
from index.store.status import identity
from qa import indexes, progress
from qa.settings import Settings


def sync_only(settings: Settings, *, rebuild: bool, retry: bool = False) -> None:
    """Brings the index up to date with its corpus. Raises SearchError."""
    is_named = bool(settings.corpus)
    settings = indexes.recall_corpus(settings)
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
    """Syncs the settings' index with a corpus, and says what changed.

    `is_all`: say in full what was skipped, even if nothing changed. Raises SearchError.
    """
    before = identity(settings.index)
    with progress.show_progress(settings) as on_progress, _suggest_another_place(settings):
        report = sync(
            corpus,
            settings.index,
            model=settings.model,
            rebuild=rebuild,
            retry=retry,
            selection=selection,
            on_progress=on_progress,
            on_notice=progress.make_notifier(settings),
        )
    indexes.record(settings.index, corpus, selection, before)
    progress.say_report(report, settings, in_full=is_all)


@contextmanager
def _suggest_another_place(settings: Settings) -> Iterator[None]:
    """If the default place cannot be written, adds to the error how to keep the index elsewhere."""
    try:
        yield
    except StoreError as error:
        default = indexes.index_directory(settings.corpus, settings.selection)
        if settings.index != default or os.access(default, os.W_OK):
            raise
        why = f"{error.message}; keep it elsewhere with --index DIR or QA_INDEX"
        raise type(error)(why) from error
