"""What a sync tells: how far it is, and what it did."""

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
    """What is not in the index as it is on disk, and why."""
    unknown: tuple[Remark, ...] = ()
    """Of these, what is in the index and cannot be read now: whether it changed is not known."""
    notices: tuple[Remark, ...] = ()
    """Files read, with something to know of how: a guessed encoding."""
    embedded: int = 0
    """How many sentences were embedded."""
    was_current: bool = False
    """The index held the corpus as it is, and nothing was to be done."""
    left_out: Mapping[Why, int] = field(default_factory=dict)
    """How many files and folders are not selected; what such a folder holds is not counted."""


@dataclass(frozen=True, slots=True)
class SyncProgress:
    """How far a sync is."""

    documents: int
    """Done, of those to be added or updated."""
    total: int
    sentences: int
    """Embedded so far."""
    share: float = 0.0
    """Of the work, by the size of files, 0 to 1."""
    is_waiting: bool = False
    """Another sync is at work on the same index; this one begins when that is done."""


OnProgress = Callable[[SyncProgress], None]


@dataclass(slots=True)
class Meter:
    """Tells how far a sync is."""

    tell: OnProgress
    size: int
    """Of all the work, in bytes."""
    progress: SyncProgress
    done: int = 0
    """In bytes."""

    def show(self, more: float = 0.0) -> None:
        """Tells of the work that is done, and of so many bytes more."""
        self.tell(replace(self.progress, share=min((self.done + more) / self.size, 1.0)))

    def pass_over(self, size: int, files: int, sentences: int) -> None:
        """Takes in that a batch of so many bytes and files is done; `sentences`: all that are
        embedded by now."""
        self.done += size
        count = self.progress.documents + files
        self.progress = replace(self.progress, documents=count, sentences=sentences)
        self.show()
