"""The differences between a corpus on disk and its index."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from index import loaders
from index.sources import corpus, freshness
from index.sources.corpus import File, Listing, Remark, Root, Why
from index.sources.freshness import Stamp
from index.store.manifest import Manifest
from index.store.rows import StoredFile

MAX_TRIES = 3
"""How often the same bytes are tried, if the reason why they could not be read may pass."""


@dataclass(frozen=True, slots=True)
class Changes:
    """What a sync has to do to bring an index up to date."""

    pending: tuple[tuple[File, StoredFile | None], ...]
    """Files to read, each with its row in the index, if it has one."""
    gone: tuple[tuple[str, StoredFile], ...]
    """Files to remove from the index, each with the path to show."""
    unchanged: tuple[str, ...]
    """Paths of files that have not changed, as the corpus was named."""
    recognised: tuple[tuple[StoredFile, Stamp], ...]
    """Unchanged files with a new stamp, or with one that has become reliable."""
    skipped: tuple[Remark, ...]
    """Files and folders that are not read, and why."""
    unknown: tuple[Remark, ...]
    """Those of the skipped that the index holds. They cannot be read now and may have changed."""
    left_out: Mapping[Why, int]
    """How many files and folders are not selected."""
    kept: int
    """How many files with a document stay in the index as they are, including those that cannot be
    read now."""

    @property
    def is_empty(self) -> bool:
        """Whether the index holds the corpus as it is."""
        return not self.pending and not self.gone


NO_CHANGES = Changes((), (), (), (), (), (), {}, 0)
"""Stands in for a comparison if the corpus is not looked at."""


def compare(
    manifest: Manifest,
    stored: Mapping[str, StoredFile],
    roots: Sequence[Root],
    found: Listing,
    *,
    retries: bool = False,
) -> Changes:
    """Compares a corpus with the manifest and the rows of its index.

    A file with the stamp in its row is not read. Any other stored file is read to see whether it
    changed. A file that could not be read is tried again if the installation now reads more
    formats, if the reason may have passed, or if `retries` is set.
    """
    before, now = manifest.abilities, loaders.abilities()
    comparison = _Comparison(
        stored,
        reads_otherwise=before is not None and before.extraction != now.extraction,
        reads_more=before != now or retries,
        skipped=list(found.skipped),
        unread=dict(found.unreadable),
    )
    for file in found.files:
        comparison.judge(file)
    return comparison.sum_up((*roots, *manifest.roots), found)


@dataclass(slots=True)
class _Comparison:
    """A comparison under way, file by file."""

    stored: Mapping[str, StoredFile]
    reads_otherwise: bool
    """Whether the loaders now make a different text from the same bytes."""
    reads_more: bool
    """Whether to try again what could not be read."""
    skipped: list[Remark]
    unread: dict[str, Remark]
    """Files and folders that cannot be read now, by their paths."""
    pending: list[tuple[File, StoredFile | None]] = field(default_factory=list)
    unchanged: list[str] = field(default_factory=list)
    recognised: list[tuple[StoredFile, Stamp]] = field(default_factory=list)

    def judge(self, file: File) -> None:
        """Decides what to do with a file of the corpus."""
        known = self.stored.get(file.path)
        try:
            if known is None or self._is_due(known) or not _is_same(file, known):
                self.pending.append((file, known))
                return
        except FileNotFoundError:
            self.skipped.append(Remark(file.shown, "gone while it was being read"))
            return
        except OSError as error:
            self.unread[file.path] = Remark(file.shown, error.strerror or str(error))
            self.skipped.append(self.unread[file.path])
            return
        if not known.has(file.stamp) and (seen := freshness.reliable_stamp(file.stamp)):
            self.recognised.append((known, seen))
        if known.reason is not None:
            self.skipped.append(Remark(file.shown, explain(known.reason, known.tries)))
        else:
            self.unchanged.append(file.shown)

    def sum_up(self, roots: Sequence[Root], found: Listing) -> Changes:
        """The changes, once every file is judged. `roots` give the removed files their names."""
        paths = {file.path for file in found.files}
        gone = [
            (corpus.named_path(path, roots), self.stored[path])
            for path in sorted(self.stored.keys() - paths)
            if not any(corpus.contains(folder, path) for folder in self.unread)
        ]
        lost = {file.path for _, file in gone} | {file.path for file, _ in self.pending}
        return Changes(
            tuple(self.pending),
            tuple(gone),
            tuple(self.unchanged),
            tuple(self.recognised),
            tuple(self.skipped),
            tuple(
                remark
                for folder, remark in self.unread.items()
                if any(corpus.contains(folder, path) for path in self.stored)
            ),
            found.left_out,
            sum(f.reason is None and f.path not in lost for f in self.stored.values()),
        )

    def _is_due(self, known: StoredFile) -> bool:
        """Whether to read a stored file again even if it is the same."""
        is_retried = known.reason is not None and (self.reads_more or may_pass(known.tries))
        return self.reads_otherwise or is_retried


def may_pass(tries: int) -> bool:
    """Whether to try a file again after so many tries; 0 tries: its reason never passes."""
    return 0 < tries < MAX_TRIES


def explain(reason: str, tries: int) -> str:
    """Why a file could not be read, and whether it will be tried again."""
    if not tries:
        return reason
    outlook = "the next sync tries again" if may_pass(tries) else f"given up after {tries} tries"
    return f"{reason}; {outlook}"


def _is_same(file: File, known: StoredFile) -> bool:
    """Whether a file is the same as when it was stored. It is read if its stamp differs.

    Raises OSError.
    """
    if known.has(file.stamp):
        return True
    return known.sha256 is not None and freshness.digest(file.path) == known.sha256
