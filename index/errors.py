"""The errors of this package: one class for each thing a caller would do differently."""

import re
from dataclasses import dataclass
from enum import StrEnum

MAX_REASON_CHARS = 300

_UNPRINTABLE = re.compile("[\0-\x1f\x7f-\x9f\ud800-\udfff]")


class Action(StrEnum):
    """What to do about an error, in a programmer's words.

    A program with users says it in its own terms: its commands, its buttons.
    """

    SYNC = "sync a corpus into it"
    SYNC_AGAIN = "sync its corpus to make it again"
    REPAIR = "repair it"
    REBUILD = "rebuild it with this model, or name the other"
    ANOTHER_DIRECTORY = "name another directory"
    SELECT_MORE = "select more of its files"
    UPGRADE = "upgrade cited-qa"


@dataclass(frozen=True, slots=True)
class Remedy:
    """What to do about an error, and with what. A field is empty where that is not known."""

    action: Action
    index: str = ""
    """The directory of the index."""
    corpus: tuple[str, ...] = ()
    """As the user named it."""
    model: str = ""
    left_out: tuple[str, ...] = ()
    """Why files of the corpus were left out: "ignored", "excluded", "hidden"."""


class SearchError(Exception):
    """The base of every error that this package raises on purpose. Its text is fit for users."""

    def __init__(self, message: str, remedy: Remedy | None = None) -> None:
        super().__init__(f"{message}; {remedy.action}" if remedy else message)
        self.message = message
        """What happened, and where."""
        self.remedy = remedy


class CorpusError(SearchError):
    """A corpus that cannot be used: it is missing, unreadable, or has no readable document."""


class LoadError(SearchError):
    """A file that cannot be read as a document. The text is the reason, short enough for a list."""

    def __init__(self, reason: str) -> None:
        # The reason may quote the file, for example a column's name.
        plain = _UNPRINTABLE.sub("\N{REPLACEMENT CHARACTER}", " ".join(reason.split()))
        super().__init__(plain[:MAX_REASON_CHARS])


class LibraryError(LoadError):
    """A file whose format needs a library that is not installed."""


class UnfinishedError(LoadError):
    """A file whose loader did not finish, perhaps through no fault of the file.

    It was killed, ran out of memory, or waited too long on a busy machine. Another try may succeed.
    """


class ModelError(SearchError):
    """A model that is missing, damaged, or not the one that the index was built with."""


class StoreError(SearchError):
    """An index directory that is missing, not made by this program, damaged, or not writable."""


class UnavailableError(StoreError):
    """An index that cannot be used now, because of the disk, a lock or permissions.

    The index itself may be sound.
    """


class OldFormatError(StoreError):
    """An index that an earlier version of this program made. It has to be made again."""


class QuestionError(SearchError):
    """A question that cannot be asked: it is empty, has no word, or is too long."""


class DamageError(Exception):
    """Something in an index file that no version of this program writes.

    `database.translate_errors` turns it, and SQLite's own errors, into a StoreError that says where
    the index is and what to do.
    """
