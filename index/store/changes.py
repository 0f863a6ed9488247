"""What differs between a corpus on disk and the store of it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from index import loaders
from index.sources import corpus, freshness
from index.sources.corpus import File, Listing, Remark, Root, Why
from index.sources.freshness import Stamp
from index.store.store import Store, StoredFile

MAX_TRIES = 3
"""How often the same bytes are read when the reason that they could not be read may pass."""


@dataclass(frozen=True, slots=True)
class Changes:
    """What there is to do to bring a store up to date."""

    pending: tuple[tuple[File, StoredFile | None], ...]
    """Files to be read, each with what is stored of it."""
    gone: tuple[tuple[str, StoredFile], ...]
    """Files to be forgotten, each with the path it is shown by."""
    unchanged: tuple[str, ...]
    """As the corpus was named."""
    recognised: tuple[tuple[StoredFile, Stamp], ...]
    """Those of the unchanged whose stamp is another, or can now be relied on."""
    skipped: tuple[Remark, ...]
    """What is not to be read, and why."""
    unknown: tuple[Remark, ...]
    """What of the skipped is in the index and cannot be read now, files and folders: whether it
    changed is not known."""
    left_out: Mapping[Why, int]
    """How many files and folders are not selected."""
    kept: int
    """How many files with a document stay as they are, those that cannot be read now among
    them."""

    @property
    def is_empty(self) -> bool:
        """Whether the store holds the corpus as it is."""
        return not self.pending and not self.gone


NO_CHANGES = Changes((), (), (), (), (), (), {}, 0)
"""Of a corpus that is not looked at."""


def compare(
    store: Store, roots: Sequence[Root], found: Listing, *, retries: bool = False
) -> Changes:
    """What to do so that the store holds this corpus. Raises StoreError where it is of another.

    A file with the stamp it is known by is not read; any other that is stored is, to tell. What
    could not be read is to be tried again where more can be read now, where the reason may have
    passed, and where it `retries` everything.
    """
    store.require_corpus(roots)
    stored = store.files()
    before, now = store.abilities(), loaders.abilities()
    reads_otherwise = before is not None and before.extraction != now.extraction
    reads_more = before != now or retries
    pending: list[tuple[File, StoredFile | None]] = []
    unchanged: list[str] = []
    recognised: list[tuple[StoredFile, Stamp]] = []
    skipped, unread = list(found.skipped), dict(found.unreadable)
    for file in found.files:
        known = stored.get(file.path)
        is_due = known is None or reads_otherwise or _is_tried_again(known, reads_more)
        try:
            if is_due or not _is_same(file, known):
                pending.append((file, known))
                continue
        except FileNotFoundError:
            skipped.append(Remark(file.shown, "gone while it was being read"))
            continue
        except OSError as error:
            unread[file.path] = Remark(file.shown, error.strerror or str(error))
            skipped.append(unread[file.path])
            continue
        assert known is not None
        if not known.has(file.stamp) and (seen := freshness.settled(file.stamp)):
            recognised.append((known, seen))
        if known.reason is not None:
            skipped.append(Remark(file.shown, explained(known.reason, known.tries)))
        else:
            unchanged.append(file.shown)
    paths = {file.path for file in found.files}
    either = (*roots, *store.roots())
    gone = [
        (corpus.named_path(path, either), stored[path])
        for path in sorted(stored.keys() - paths)
        if not any(corpus.contains(folder, path) for folder in unread)
    ]
    lost = {file.path for _, file in gone} | {file.path for file, _ in pending}
    return Changes(
        tuple(pending),
        tuple(gone),
        tuple(unchanged),
        tuple(recognised),
        tuple(skipped),
        tuple(
            remark
            for folder, remark in unread.items()
            if any(corpus.contains(folder, path) for path in stored)
        ),
        found.left_out,
        sum(file.reason is None and file.path not in lost for file in stored.values()),
    )


def may_pass(tries: int) -> bool:
    """Whether a file that could not be read so often, for a reason that may pass, is read again."""
    return 0 < tries < MAX_TRIES


def explained(reason: str, tries: int) -> str:
    """Why a file could not be read, and what becomes of it."""
    if not tries:
        return reason
    outlook = "the next sync tries again" if may_pass(tries) else f"given up after {tries} tries"
    return f"{reason}; {outlook}"


def _is_tried_again(known: StoredFile, reads_more: bool) -> bool:
    """Whether a file that could not be read is read again though it may be the same."""
    return known.reason is not None and (reads_more or may_pass(known.tries))


def _is_same(file: File, known: StoredFile | None) -> bool:
    """Whether a file is what is stored of it; it is read to tell where its stamp is another.

    Raises OSError.
    """
    if known is None or known.has(file.stamp):
        return known is not None
    return known.sha256 is not None and freshness.digest(file.path) == known.sha256
