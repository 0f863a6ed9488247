"""Where indexes are kept, which one was used last, and what this user's runs made each of.

An index may come from somebody else, who can write anything into it. So no folder is read because
an index names it: which corpus an index is of, and whether its sentences come from our own reading,
stands in the user's state directory.
"""

import hashlib
import json
import os
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from index import CorpusError, SearchError, Selection
from index.errors import DamageError
from index.sources.corpus import Root, nameable, roots
from index.sources.selection import DEFAULT_SELECTION, decoded, encoded
from index.store.database import may_be_written_by_others
from index.store.status import identity
from qa.settings import APPLICATION, Settings


@dataclass(frozen=True, slots=True)
class Record:
    """What this user's runs know of an index."""

    corpus: tuple[str, ...]
    """That it was synced with, by names that lead there from the working directory of today."""
    selection: Selection
    identity: str
    """Of the index, when it was synced last."""
    is_ours: bool
    """Whether all that is in it was written by these runs."""


def index_directory(corpus: Sequence[str], selection: Selection = DEFAULT_SELECTION) -> str:
    """Where the index of a corpus is kept unless said otherwise.

    Its resolved paths tell, and which of its files are selected, where that is not as ever.
    """
    from platformdirs import user_data_path

    resolved = sorted({os.path.realpath(os.path.expanduser(path)) for path in corpus})
    is_default = selection == DEFAULT_SELECTION
    told = resolved if is_default else [*resolved, "", encoded(selection)]  # no path is empty
    key = hashlib.sha256("\0".join(told).encode("utf-8", "surrogateescape")).hexdigest()
    name = Path(resolved[0]).name or "root"
    return str(user_data_path(APPLICATION) / "indexes" / f"{name[:40]}-{key[:16]}")


def named(settings: Settings) -> Settings:
    """The settings with the corpus that this user synced their index with, if none is named."""
    record = None if settings.corpus else _record(settings.index)
    if record is None or may_be_written_by_others(settings.index):
        return settings
    return replace(settings, corpus=record.corpus, selection=record.selection)


def require_corpus(settings: Settings, command: str) -> None:
    """Raises CorpusError where no corpus is named and none is known for the index."""
    if not settings.corpus:
        raise CorpusError(
            f"nothing tells which corpus the index at {settings.index} is of; name it:"
            f" {command} CORPUS --index {settings.index}"
        )


def is_ours(index: str) -> bool:
    """Whether all that an index holds was written by this user's runs, and nobody else can."""
    record = _record(index)
    return (
        record is not None
        and record.is_ours
        and record.identity == identity(index)
        and not may_be_written_by_others(index)
    )


def record(index: str, corpus: Sequence[str], selection: Selection, before: str | None) -> None:
    """Remembers what an index was synced with; `before`: its identity before that.

    A place that cannot be written is no reason to fail.
    """
    now = identity(index)
    known = _record(index)
    was_ours = known is not None and known.is_ours and known.identity == now
    fields = {
        "index": os.path.realpath(index),
        "identity": now,
        "is_ours": before != now or was_ours,
        "corpus": [[root.path, root.named] for root in roots(corpus)],
        "selection": encoded(selection),
    }
    _write(_record_file(index), json.dumps(fields).encode("utf-8", "surrogateescape"))


def _record(index: str) -> Record | None:
    try:
        fields = json.loads(_record_file(index).read_bytes())
        if fields["index"] != os.path.realpath(index):
            return None
        corpus = tuple(nameable(Root(path, name)).named for path, name in fields["corpus"])
        selection = decoded(fields["selection"])
        return Record(corpus, selection, str(fields["identity"]), fields["is_ours"] is True)
    except (OSError, ValueError, TypeError, KeyError, DamageError):
        return None


def _record_file(index: str) -> Path:
    from platformdirs import user_state_path

    key = hashlib.sha256(os.path.realpath(index).encode("utf-8", "surrogateescape")).hexdigest()
    return user_state_path(APPLICATION) / "indexes" / f"{key[:32]}.json"


def remember(index: str) -> None:
    """Makes `index` the one used last. A place that cannot be written is no reason to fail."""
    # Bytes: as text a carriage return in a name would come back as another character.
    _write(_last_file(), os.fsencode(os.path.abspath(index)))


def _write(path: Path, data: bytes) -> None:
    """Replaces a file of the state directory, for its owner alone, if it can be written."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        beginning = path.with_name(f"{path.name}.{os.getpid()}")
        beginning.touch(mode=0o600)
        beginning.write_bytes(data)
        beginning.replace(path)
    except OSError:
        return


def last_index() -> str:
    """The index used last. Raises SearchError where there is none."""
    index = _last()
    if not os.path.isdir(index):
        raise SearchError("no corpus was named and none was used before; name one: qa FOLDER")
    return index


def _last() -> str:
    try:
        return os.fsdecode(_last_file().read_bytes())
    except OSError:
        return ""


def _last_file() -> Path:
    from platformdirs import user_state_path

    return user_state_path(APPLICATION) / "last-index"
