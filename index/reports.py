"""Progress and report of a sync."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace

from index.sources.corpus import Remark, Why


@dataclass(frozen=True, slots=True)
class SyncReport:
    """What a sync did. Paths are as the corpus was named."""

    added: tuple[str, ...] = ()
    updated: tuple[str, ...] = ()
    removed: tuple[str, ...] = ()
    unchanged: tuple[str, ...] = ()
    skipped: tuple[Remark, ...] = ()
    """What the index does not hold as it is on disk, and why."""
    unknown: tuple[Remark, ...] = ()
    """Those of the skipped that the index holds. They cannot be read now and may
    have changed."""
    notices: tuple[Remark, ...] = ()
    """What the user should know of how files were read: a guessed encoding."""
    sentences: int = 0
    """How many sentences the added and updated files have."""
    embedded: int = 0
    """How many of these were embedded. Copies count once, and sentences that the index had do not
    count."""
    was_current: bool = False
    """The index already held the corpus as it is, so nothing was done."""
    left_out: Mapping[Why, int] = field(default_factory=dict)
    """How many files and folders are not selected. What such a folder holds is not counted."""


@dataclass(frozen=True, slots=True)
class SyncProgress:
    """How far a sync has come."""

    documents: int
    """How many of the files to be added or updated are done."""
    total: int
    """How many files there are to be added or updated."""
    sentences: int
    """Embedded so far."""
    share: float = 0.0
    """The share of the work that is done, by the size of files, 0 to 1."""
    is_waiting: bool = False
    """Another sync is at work on the same index. This one begins when that is done."""


OnProgress = Callable[[SyncProgress], None]


@dataclass(slots=True)
class Meter:
    """Measures and reports the progress of a sync."""

    tell: OnProgress
    size: int
    """All the work, in bytes."""
    progress: SyncProgress
    done: int = 0
    """The work done, in bytes."""

    def show(self, more: float = 0.0) -> None:
        """Reports the work done, and `more` bytes of the batch at hand."""
        self.tell(replace(self.progress, share=min((self.done + more) / self.size, 1.0)))

    def pass_over(self, size: int, files: int, sentences: int) -> None:
        """Counts a batch of `size` bytes and `files` files as done, and reports it.

        `sentences`: how many have been embedded so far, in all.
        """
        self.done += size
        count = self.progress.documents + files
        self.progress = replace(self.progress, documents=count, sentences=sentences)
        self.show()
