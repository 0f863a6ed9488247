"""What can go wrong, one class for each thing a caller would do differently."""

import sqlite3

MAX_REASON_CHARS = 300


class SearchError(Exception):
    """The base of every error this package raises on purpose; its text is fit to be shown."""


class CorpusError(SearchError):
    """A path that names no corpus: missing, unreadable, or without one readable document."""


class LoadError(SearchError):
    """A file that cannot be read as a document; the text is the reason, fit for a list."""

    def __init__(self, reason: str) -> None:
        # It may repeat what the file says, a column's name for one.
        super().__init__(" ".join(reason.split())[:MAX_REASON_CHARS])


class ModelError(SearchError):
    """A model that is missing, damaged, or not the one the index was built with."""


class StoreError(SearchError):
    """An index directory that is missing, not ours, damaged, or cannot be written."""


class OldFormatError(StoreError):
    """An index that an earlier version of this program made: it has to be made again."""


class QuestionError(SearchError):
    """A question that cannot be asked: empty, without a word, or too long."""


class DamageError(sqlite3.DatabaseError):
    """Something in an index file that no version of this program has written.

    Raised where it is seen, beside what SQLite itself sees; `database.reported` makes a
    StoreError of both, which says where the index is and what to do.
    """
