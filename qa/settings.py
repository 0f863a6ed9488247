"""What a run was asked to do, and the places it keeps its files."""

import hashlib
import os
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from index import SHIPPED, SearchError, Selection
from index.selection import DEFAULT_SELECTION, encoded

APPLICATION = "cited-qa"
DEFAULT_CITATIONS = 5


@dataclass(frozen=True, slots=True)
class Settings:
    """Every choice, made once from flags, then QA_… variables, then these defaults."""

    corpus: tuple[str, ...]
    """As named; empty for the index used last."""
    index: str
    """The index directory."""
    selection: Selection = DEFAULT_SELECTION
    """Which files of the corpus; with none named, those of its last sync."""
    model: str | None = None
    reader: str | None = SHIPPED
    """A CrossEncoder's name; None for none."""
    k: int = DEFAULT_CITATIONS
    format: str = "plain"
    since: str | None = None
    until: str | None = None
    within: str | None = None
    """The only file or folder to ask."""
    today: date | None = None
    """What "last year" in a question is counted from; None for the day it is."""
    is_terminal: bool = False
    """Whether stdout understands escape codes."""
    has_color: bool = False
    editor_uri: str = ""
    """What places link to instead of the files, a template; checked."""
    is_quiet: bool = False
    syncs: bool = True
    # Of the prompt:
    context: int = 4
    """How many sentences /open shows on either side."""
    has_pager: bool = True
    """Whether what is taller than the screen goes through a pager."""
    is_vi: bool = False
    """Whether keys are those of vi, else of Emacs."""


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


def history_file() -> Path:
    """The file of questions asked at the prompt, made for its owner alone."""
    from platformdirs import user_state_path

    path = user_state_path(APPLICATION) / "history"
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    path.touch(mode=0o600)
    path.chmod(0o600)
    return path


def remember(index: str) -> None:
    """Makes `index` the one used last. A place that cannot be written is no reason to fail."""
    path = _last_file()
    try:
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        beginning = path.with_name(f"{path.name}.{os.getpid()}")
        # Bytes: as text a carriage return in a name would come back as another character.
        beginning.write_bytes(os.fsencode(os.path.abspath(index)))
        beginning.replace(path)
    except OSError:
        return


def last_index() -> str:
    """The index used last. Raises SearchError where there is none."""
    index = _last()
    if not os.path.isdir(index):
        raise SearchError("no corpus was named and none was used before; name one: qa FOLDER")
    return index


def is_used_last(index: str) -> bool:
    """Whether an index is the one used last."""
    return os.path.abspath(index) == _last()


def _last() -> str:
    try:
        return os.fsdecode(_last_file().read_bytes())
    except OSError:
        return ""


def _last_file() -> Path:
    from platformdirs import user_state_path

    return user_state_path(APPLICATION) / "last-index"
