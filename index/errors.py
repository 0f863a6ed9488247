"""What can go wrong, one class for each thing a caller would do differently."""

import re

MAX_REASON_CHARS = 300

_UNPRINTABLE = re.compile("[\0-\x1f\x7f-\x9f\ud800-\udfff]")


class SearchError(Exception):
    """The base of every error this package raises on purpose; its text is fit to be shown."""


class CorpusError(SearchError):
    """A path that names no corpus: missing, unreadable, or without one readable document."""


class LoadError(SearchError):
    """A file that cannot be read as a document; the text is the reason, fit for a list."""

    def __init__(self, reason: str) -> None:
        # It may repeat what the file says, a column's name for one.
        plain = _UNPRINTABLE.sub("\N{REPLACEMENT CHARACTER}", " ".join(reason.split()))
        super().__init__(plain[:MAX_REASON_CHARS])


class LibraryError(LoadError):
    """A file whose format needs a library that is not installed."""


class UnfinishedError(LoadError):
    """A file whose reader was stopped by something other than the file: it was killed, ran out of
    memory, or a busy machine kept it waiting. Another try may succeed."""


class ModelError(SearchError):
    """A model that is missing, damaged, or not the one the index was built with."""


class StoreError(SearchError):
    """An index directory that is missing, not ours, damaged, or cannot be written."""


class UnavailableError(StoreError):
    """An index that cannot be used now, because of the disk, a lock or permissions; it may be
    sound."""


class OldFormatError(StoreError):
    """An index that an earlier version of this program made: it has to be made again."""


class QuestionError(SearchError):
    """A question that cannot be asked: empty, without a word, or too long."""


class DamageError(Exception):
    """Something in an index file that no version of this program has written.

    Raised where it is seen, beside what SQLite itself sees; `database.reported` makes a
    StoreError of both, which says where the index is and what to do.
    """
