"""What is said on stderr while a corpus is indexed and when it is done."""

import os
import sys
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager

from index import Remark, SyncProgress, SyncReport
from index.sources.corpus import Why
from qa.output.counts import counted
from qa.output.printable import printable
from qa.settings import Settings
from qa.spinner import aside, spinning

MAX_NAMED = 3
"""More files of one kind are counted, not named."""


def say(line: str, settings: Settings) -> None:
    """One line on stderr, unless told to be quiet."""
    if not settings.is_quiet:
        with aside():
            print(printable(line), file=sys.stderr, flush=True)  # noqa: T201


def once(settings: Settings) -> Callable[[str], None]:
    """Says each line the first time only."""
    said = set()

    def say_once(line: str) -> None:
        if line not in said:
            said.add(line)
            say(line, settings)

    return say_once


def say_report(report: SyncReport, settings: Settings, *, in_full: bool = False) -> None:
    """What changed, how files in odd encodings were read, and what was skipped and why."""
    done = [
        f"{len(paths)} {verb}"
        for paths, verb in (
            (report.added, "added"),
            (report.updated, "updated"),
            (report.removed, "removed"),
        )
        if paths
    ]
    if done:
        # "New", for status counts more: copies are embedded once, what was known is not.
        embedded = counted(report.embedded, "new sentence")
        say(f"index: {', '.join(done)}, {embedded} embedded", settings)
    elif in_full:
        say(f"index: {len(report.unchanged)} unchanged", settings)
    elif report.was_current:
        # What else was skipped has been said, and `qa status` says it again.
        for line in _summed(report.unknown, "not known whether changed: "):
            say(line, settings)
        return
    for line in (*_summed(report.notices), *_summed(report.skipped, "skipped ")):
        say(line, settings)
    if line := ignored(report.left_out):
        say(line, settings)


def ignored(left_out: Mapping[Why, int]) -> str:
    """How much of the corpus a .gitignore keeps out of the index, or ""."""
    count = left_out.get("ignored", 0)
    what = "file or folder" if count == 1 else "files and folders"
    return f"{count:,} {what} ignored by .gitignore; --no-ignore takes them" if count else ""


def _summed(remarks: Sequence[Remark], verb: str = "") -> Iterator[str]:
    for text, count in Counter(remark.text for remark in remarks).most_common():
        paths = [remark.path for remark in remarks if remark.text == text]
        named = ", ".join(paths) if count <= MAX_NAMED else f"{count} files"
        yield f"{verb}{named}: {text}"


@contextmanager
def shown(settings: Settings) -> Iterator[Callable[[SyncProgress], None]]:
    """A bar on stderr while it is a terminal; what the sync reports moves it."""
    if settings.is_quiet:
        yield lambda progress: None
    elif not sys.stderr.isatty():
        yield lambda progress: _say_waiting(progress, settings)
    else:
        with _bar(settings) as move:
            yield move


def _say_waiting(progress: SyncProgress, settings: Settings) -> None:
    if progress.is_waiting:
        say("another sync is at work on this index; waiting for it", settings)


@contextmanager
def _bar(settings: Settings) -> Iterator[Callable[[SyncProgress], None]]:
    from rich.console import Console
    from rich.progress import (
        BarColumn,
        Progress,
        TextColumn,
        TimeRemainingColumn,
    )

    columns = (
        TextColumn("indexing"),
        BarColumn(bar_width=None),
        TextColumn("{task.fields[done]}"),
        TimeRemainingColumn(),
    )
    console = Console(stderr=True, no_color=not settings.has_color)
    with Progress(*columns, console=console, transient=True) as bar:
        task = bar.add_task("indexing", total=1.0, visible=False, done="")

        def move(progress: SyncProgress) -> None:
            _say_waiting(progress, settings)
            elapsed = bar.tasks[0].elapsed or 0.0
            rate = f", {progress.sentences / elapsed:.0f} sentences/s" if elapsed > 1 else ""
            bar.update(
                task,
                completed=progress.share,
                visible=progress.total > 0,
                done=f"{progress.documents}/{progress.total}{rate}",
            )

        yield move


@contextmanager
def searching(settings: Settings) -> Iterator[None]:
    """Something that moves on stderr, where that is a terminal, while an answer takes its time."""
    if settings.is_quiet or not sys.stderr.isatty() or os.environ.get("TERM") == "dumb":
        yield
        return
    with spinning("searching", moves=settings.format != "plain"):
        yield
