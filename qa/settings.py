"""What a run was asked to do, and where the questions of the prompt are kept."""

from dataclasses import dataclass
from datetime import date
from pathlib import Path

from index import SHIPPED, Selection
from index.sources.selection import DEFAULT_SELECTION

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


def history_file() -> Path:
    """The file of questions asked at the prompt, made for its owner alone."""
    from platformdirs import user_state_path

    path = user_state_path(APPLICATION) / "history"
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    path.touch(mode=0o600)
    path.chmod(0o600)
    return path
