"""`qa status` and `qa doctor`: what an index holds, and whether it is sound."""

import json
from collections import Counter
from collections.abc import Sequence
from dataclasses import asdict, replace
from datetime import UTC, datetime
from pathlib import PurePath
from typing import TextIO

from index import Remark
from index.sources import corpus
from index.store import database
from index.store.lock import lock
from index.store.repair import mend, read_model
from index.store.status import Status, status
from index.store.verification import Check, Damage, verify
from qa import indexes, progress
from qa.output.counts import counted
from qa.output.printable import printable
from qa.settings import Settings
from qa.syncing import sync_only

MAX_NAMED = 3
"""How many files of one kind are named. More are counted instead."""


def show_status(settings: Settings, out: TextIO) -> None:
    """Writes the status of the index to `out`, as text or as JSON."""
    found = _status(settings)
    if settings.format in ("json", "jsonl"):
        indent = 2 if settings.format == "json" else None
        out.write(json.dumps(_fields(found), indent=indent) + "\n")
        return
    for name, about in _rows(found):
        out.write(f"{name:<12}{printable(about)}\n")


def status_rows(settings: Settings) -> list[tuple[str, str]]:
    """The status of the index as rows of a name and a text."""
    return _rows(_status(settings))


def _status(settings: Settings) -> Status:
    settings = indexes.recall_corpus(settings)
    return status(settings.index, corpus.roots(settings.corpus) if settings.corpus else ())


def _fields(found: Status) -> dict[str, object]:
    fields = asdict(found)
    fields["synced"] = found.synced.isoformat() if found.synced else None
    return fields


def _rows(found: Status) -> list[tuple[str, str]]:
    age = f", last changed {_ago(found.synced)}" if found.synced else ", not finished"
    rows = [
        ("corpus", ", ".join(found.corpus)),
        ("index", f"{found.directory} ({_size(found.size_bytes)}{age})"),
    ]
    if found.model:
        rows.append(
            ("model", f"{found.model.name} ({counted(found.model.dimension, 'dimension')})")
        )
    rows.append(("documents", f"{found.documents:,} in {counted(found.files, 'file')}"))
    rows.append(("sentences", f"{found.sentences:,} in {counted(found.passages, 'passage')}"))
    for kind, paths in (("new", found.new), ("changed", found.changed), ("gone", found.gone)):
        if paths:
            rows.append((kind, f"{_name_files(paths)}; the next sync takes care of it"))
    rows += [("skipped", line) for line in _summarize_skipped(found.skipped)]
    if ignored := progress.describe_ignored(found.left_out):
        rows.append(("ignored", ignored))
    if not found.is_compared:
        rows.append(("up to date", "not known: name the corpus to compare its files"))
    elif not (found.new or found.changed or found.gone):
        rows.append(("up to date", "yes"))
    return rows


def _summarize_skipped(remarks: Sequence[Remark]) -> list[str]:
    """One line for each reason, with the files named, or counted by suffix."""
    lines = []
    for text, _ in Counter(remark.text for remark in remarks).most_common():
        paths = [remark.path for remark in remarks if remark.text == text]
        lines.append(f"{_name_files(paths)}: {text}")
    return lines


def _name_files(paths: Sequence[str]) -> str:
    if len(paths) <= MAX_NAMED:
        return ", ".join(paths)
    suffixes = Counter(PurePath(path).suffix or "no suffix" for path in paths)
    kinds = ", ".join(f"{count} {suffix}" for suffix, count in suffixes.most_common(MAX_NAMED))
    more = " and others" if len(suffixes) > MAX_NAMED else ""
    return f"{len(paths):,} files ({kinds}{more})"


def _size(size_bytes: int) -> str:
    return f"{size_bytes / 1e6:,.1f} MB"


def _ago(moment: datetime) -> str:
    seconds = (datetime.now(UTC) - moment).total_seconds()
    if seconds < 0:
        return f"on {moment:%Y-%m-%d}, in the future"
    for unit, length in (("day", 86_400), ("hour", 3_600), ("minute", 60)):
        count = int(seconds // length)
        if count:
            return f"{counted(count, unit)} ago"
    return "just now"


def examine(settings: Settings, out: TextIO, *, repairs: bool) -> bool:
    """Verifies an index, and repairs it if `repairs` is set. Returns whether it is sound then."""
    say = progress.make_notifier(settings)
    settings = indexes.recall_corpus(settings)
    follows = bool(settings.corpus)
    if not follows:
        say("files are not compared with the index; name the corpus to compare them")

    def show(check: Check) -> None:
        for fault in check.faults:
            out.write(f"damaged   {check.name:<10}{printable(fault)}\n")
        if not check.faults:
            out.write(f"ok        {check.name:<10}{printable(check.said)}".rstrip() + "\n")
        out.flush()

    damage = verify(settings.index, show, say, reads_files=follows)
    if not damage.is_found:
        return True
    if not repairs:
        return False
    _repair(settings, damage)
    out.write("mended; checking again\n")
    return not verify(settings.index, show, say, reads_files=follows).is_found


def _repair(settings: Settings, damage: Damage) -> None:
    indexes.require_corpus(settings, "qa doctor --repair")
    with lock(settings.index, lambda: progress.say("waiting for a sync to end", settings)):
        model = settings.model or read_model(settings.index)
        if damage.is_deep:
            database.discard(settings.index)
        else:
            mend(settings.index, damage.files)
    sync_only(replace(settings, model=model), rebuild=False)
