"""What differs between a corpus on disk and the store of it."""

import hashlib
import os
from collections.abc import Sequence
from dataclasses import dataclass

from index import corpus, loaders
from index.corpus import File, Remark, Root
from index.errors import LoadError
from index.store import Store, StoredDocument


@dataclass(frozen=True, slots=True)
class Survey:
    """The corpus as it is on disk."""

    digests: dict[File, str]
    """sha256 of every file there is a loader for."""
    skipped: tuple[Remark, ...]
    unread: tuple[str, ...]
    """Absolute paths of files and folders whose content cannot be known now."""


@dataclass(frozen=True, slots=True)
class Changes:
    """What there is to do to bring a store up to date."""

    pending: tuple[tuple[File, StoredDocument | None], ...]
    """Files to be read, each with what is stored of it."""
    gone: tuple[tuple[str, StoredDocument], ...]
    """Documents to be removed, each with the path it is shown by."""
    unchanged: tuple[str, ...]
    """As the corpus was named."""
    kept: int
    """How many stored documents stay as they are, those that cannot be read now among them."""


def survey(roots: Sequence[Root]) -> Survey:
    """Walks a corpus and hashes what can be loaded."""
    listing = corpus.walk(roots)
    digests: dict[File, str] = {}
    skipped, unread = list(listing.skipped), list(listing.unreadable)
    for file in listing.files:
        try:
            loaders.require_loader(file.path, os.path.getsize(file.path))
            with open(file.path, "rb") as stream:
                digests[file] = hashlib.file_digest(stream, "sha256").hexdigest()
        except LoadError as error:
            skipped.append(Remark(file.shown, str(error)))
        except FileNotFoundError:
            skipped.append(Remark(file.shown, "gone while it was being read"))
        except OSError as error:
            skipped.append(Remark(file.shown, error.strerror or str(error)))
            unread.append(file.path)
    return Survey(digests, tuple(skipped), tuple(unread))


def compare(store: Store, roots: Sequence[Root], found: Survey) -> Changes:
    """What to do so that the store holds this corpus. Raises StoreError where it is of another."""
    store.require_corpus(roots)
    stored = {document.path: document for document in store.documents().values()}
    unchanged = {
        file: document
        for file, digest in found.digests.items()
        if (document := stored.get(file.path)) and document.sha256 == digest
    }
    pending = [(file, stored.get(file.path)) for file in found.digests if file not in unchanged]
    seen = {file.path for file in found.digests}
    gone = [
        (corpus.named_path(document.path, (*roots, *store.roots())), document)
        for document in stored.values()
        if document.path not in seen
        and not any(corpus.contains(path, document.path) for path in found.unread)
    ]
    changed = sum(document is not None for _, document in pending)
    return Changes(
        tuple(pending),
        tuple(gone),
        tuple(file.shown for file in unchanged),
        len(stored) - len(gone) - changed,
    )
