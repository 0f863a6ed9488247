"""Progress, notices and reports on stderr."""

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
from qa.terminal.spinner import hide_spinner, show_spinner

MAX_NAMED = 3
"""How many files of one kind are named. More are counted instead."""


def say(line: str, settings: Settings) -> None:
    """Prints a line to stderr, unless the settings are quiet."""
    if not settings.is_quiet:
        with hide_spinner():
            print(printable(line), file=sys.stderr, flush=True)  # noqa: T201


def make_notifier(settings: Settings) -> Callable[[str], None]:
    """A function that says each line only the first time."""
    said = set()

    def say_once(line: str) -> None:
        if line not in said:
            said.add(line)
            say(line, settings)

    return say_once


def say_report(report: SyncReport, settings: Settings, *, in_full: bool = False) -> None:
    """Says what a sync changed, how files in odd encodings were read, and what it skipped and why.

    `in_full`: also if nothing changed.
    """
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
        if report.sentences:
            done.append(counted(report.sentences, "sentence"))
        if report.embedded < report.sentences:
            done.append(f"{report.embedded:,} of them new")
        say(f"index: {', '.join(done)}", settings)
    elif in_full:
        say(f"index: {len(report.unchanged)} unchanged", settings)
    elif report.was_current:
        # An earlier run has reported the other skipped files, and `qa status` shows them again.
        for line in _summarize(report.unknown, "cannot check "):
            say(line, settings)
        return
    for line in (*_summarize(report.notices), *_summarize(report.skipped, "skipped ")):
        say(line, settings)
    if line := describe_ignored(report.left_out):
        say(line, settings)


def describe_ignored(left_out: Mapping[Why, int]) -> str:
    """A line on how much of the corpus a .gitignore keeps out of the index, or ""."""
    count = left_out.get("ignored", 0)
    what = "file or folder" if count == 1 else "files and folders"
    return f"{count:,} {what} ignored by .gitignore; --no-ignore includes them" if count else ""


def _summarize(remarks: Sequence[Remark], verb: str = "") -> Iterator[str]:
    for text, count in Counter(remark.text for remark in remarks).most_common():
        paths = [remark.path for remark in remarks if remark.text == text]
        named = ", ".join(paths) if count <= MAX_NAMED else f"{count} files"
        yield f"{verb}{named}: {text}"


@contextmanager
def show_progress(settings: Settings) -> Iterator[Callable[[SyncProgress], None]]:
    """Shows a progress bar if stderr is a terminal. Yields the function that moves it."""
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
def show_searching(settings: Settings) -> Iterator[None]:
    """Shows a spinner during the block, if stderr is a terminal that can show one."""
    if settings.is_quiet or not sys.stderr.isatty() or os.environ.get("TERM") == "dumb":
        yield
        return
    with show_spinner("searching", moves=settings.format != "plain"):
        yield
