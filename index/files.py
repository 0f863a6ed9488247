"""The files of an index, and what a retriever may read of them."""

import os
from collections.abc import Sequence
from dataclasses import dataclass

from index import quotation
from index.records import Document, Sentence
from index.sources import corpus, freshness
from index.sources.corpus import Root
from index.store.rows import StoredDocument


@dataclass(frozen=True, slots=True)
class CorpusFiles:
    """The files and folders of an index."""

    roots: Sequence[Root]
    """Named as citations name them."""
    readable: Sequence[Root]
    """Those whose files may be read."""
    is_ours: bool = True
    """Whether nobody else wrote the index."""

    def names(self) -> tuple[str, ...]:
        """The names of the files and folders, as citations show them."""
        return tuple(root.named for root in self.roots)

    def document(self, stored: StoredDocument) -> Document:
        """The document of a row, named as a citation names it."""
        path = corpus.named_path(stored.path, self.roots)
        return Document(path, stored.title, stored.date, stored.sha256, stored.record)

    def places(self, within: str) -> list[str]:
        """The absolute paths that a name may stand for.

        The name is relative to the working directory or to a folder of the corpus.
        """
        named = os.path.expanduser(within)
        folders = ["", *(root.path for root in self.roots)]
        try:
            paths = [os.path.realpath(os.path.join(folder, named)) for folder in folders]
        except ValueError:  # a character that no path has
            return []
        return [path for path in dict.fromkeys(paths) if _is_text(path)]

    def is_stale(self, stored: StoredDocument) -> bool:
        """Whether a document's file is known to have changed or gone."""
        if not self.readable:
            return False
        if not corpus.holds(self.readable, stored.path):
            return True
        return freshness.is_stale(stored.path, stored.sha256, stored.stamp)

    def holds(self, path: str, document: Document, sentences: Sequence[Sentence]) -> bool | None:
        """Whether the file at an absolute path holds these sentences as they are cited.

        None if the file may not be read. None also if the index is ours and the file is slow to
        read, because of its format or size.
        """
        if not corpus.holds(self.readable, path):
            return False if self.readable else None
        return quotation.holds(path, document, sentences, may_be_slow=not self.is_ours)


def _is_text(path: str) -> bool:
    """Whether a path is valid UTF-8. No other path is ever indexed."""
    try:
        path.encode("utf-8")
    except UnicodeEncodeError:
        return False
    return True
