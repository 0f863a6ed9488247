"""Where indexes are kept, which one was used last, and a record of what each was synced with.

An index may come from somebody else, who can write anything into it. So no folder is read only
because an index names it. The record in the user's state directory says which corpus an index has,
and whether this user's runs wrote all of it.
"""

import hashlib
import json
import os
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from index import CorpusError, SearchError, Selection
from index.errors import DamageError
from index.sources.corpus import Root, name_from_here, roots
from index.sources.selection import DEFAULT_SELECTION, dump_selection, parse_selection
from index.store.database import may_be_written_by_others
from index.store.status import identity
from qa.settings import APPLICATION, Settings


@dataclass(frozen=True, slots=True)
class Record:
    """What this user's runs know about an index."""

    corpus: tuple[str, ...]
    """The corpus that it was synced with, by names relative to the present working directory."""
    selection: Selection
    identity: str
    """The identity of the index after the last sync."""
    is_ours: bool
    """Whether this user's runs wrote all of it."""


def index_directory(corpus: Sequence[str], selection: Selection = DEFAULT_SELECTION) -> str:
    """The default directory for the index of a corpus.

    It depends on the resolved paths, and on the selection of files unless that is the default.
    """
    from platformdirs import user_data_path

    resolved = sorted({os.path.realpath(os.path.expanduser(path)) for path in corpus})
    is_default = selection == DEFAULT_SELECTION
    # "" separates the two, since no path is empty.
    told = resolved if is_default else [*resolved, "", dump_selection(selection)]
    key = hashlib.sha256("\0".join(told).encode("utf-8", "surrogateescape")).hexdigest()
    name = Path(resolved[0]).name or "root"
    return str(user_data_path(APPLICATION) / "indexes" / f"{name[:40]}-{key[:16]}")


def recall_corpus(settings: Settings) -> Settings:
    """The settings, with the corpus of this user's last sync of the index if they name none."""
    record = None if settings.corpus else _read_record(settings.index)
    if record is None or may_be_written_by_others(settings.index):
        return settings
    return replace(settings, corpus=record.corpus, selection=record.selection)


def require_corpus(settings: Settings, command: str) -> None:
    """Raises CorpusError if no corpus is named and none is known for the index."""
    if not settings.corpus:
        raise CorpusError(
            f"the corpus of the index at {settings.index} is not known; name it:"
            f" {command} CORPUS --index {settings.index}"
        )


def is_ours(index: str) -> bool:
    """Whether this user's runs wrote all of an index, and nobody else can write to it."""
    record = _read_record(index)
    return (
        record is not None
        and record.is_ours
        and record.identity == identity(index)
        and not may_be_written_by_others(index)
    )


def record(index: str, corpus: Sequence[str], selection: Selection, before: str | None) -> None:
    """Records what an index was synced with. `before`: its identity before the sync.

    If the record cannot be written, nothing happens.
    """
    now = identity(index)
    known = _read_record(index)
    was_ours = known is not None and known.is_ours and known.identity == now
    fields = {
        "index": os.path.realpath(index),
        "identity": now,
        "is_ours": before != now or was_ours,
        "corpus": [[root.path, root.named] for root in roots(corpus)],
        "selection": dump_selection(selection),
    }
    _write(_record_file(index), json.dumps(fields).encode("utf-8", "surrogateescape"))


def _read_record(index: str) -> Record | None:
    try:
        fields = json.loads(_record_file(index).read_bytes())
        if fields["index"] != os.path.realpath(index):
            return None
        corpus = tuple(name_from_here(Root(path, name)).named for path, name in fields["corpus"])
        selection = parse_selection(fields["selection"])
        return Record(corpus, selection, str(fields["identity"]), fields["is_ours"] is True)
    except (OSError, ValueError, TypeError, KeyError, DamageError):
        return None


def _record_file(index: str) -> Path:
    from platformdirs import user_state_path

    key = hashlib.sha256(os.path.realpath(index).encode("utf-8", "surrogateescape")).hexdigest()
    return user_state_path(APPLICATION) / "indexes" / f"{key[:32]}.json"


def remember(index: str) -> None:
    """Records `index` as the one used last. If that cannot be written, nothing happens."""
    # Bytes, because text mode would change a carriage return in a name.
    _write(_last_file(), os.fsencode(os.path.abspath(index)))


def _write(path: Path, data: bytes) -> None:
    """Replaces a file in the state directory, for its owner alone, if it can be written."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        beginning = path.with_name(f"{path.name}.{os.getpid()}")
        beginning.touch(mode=0o600)
        beginning.write_bytes(data)
        beginning.replace(path)
    except OSError:
        return


def last_index() -> str:
    """The index used last. Raises SearchError if there is none."""
    index = _read_last()
    if not os.path.isdir(index):
        raise SearchError("no corpus was named and none was used before; name one: qa FOLDER")
    return index


def _read_last() -> str:
    try:
        return os.fsdecode(_last_file().read_bytes())
    except OSError:
        return ""


def _last_file() -> Path:
    from platformdirs import user_state_path

    return user_state_path(APPLICATION) / "last-index"
