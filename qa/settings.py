"""Settings of a run, and the file for the prompt's history."""

from dataclasses import dataclass
from datetime import date
from pathlib import Path

from index import SHIPPED, Filter, Selection
from index.records import NO_FILTER
from index.sources.selection import DEFAULT_SELECTION

APPLICATION = "cited-qa"
DEFAULT_CITATIONS = 5


@dataclass(frozen=True, slots=True)
class Settings:
    """All choices of a run, from flags, then QA_… variables, then these defaults."""

    corpus: tuple[str, ...]
    """As the user named it; empty if the index is opened without naming its corpus."""
    index: str
    """The index directory."""
    selection: Selection = DEFAULT_SELECTION
    """Which files of the corpus to take. If no corpus is named, those of the last sync."""
    model: str | None = None
    reader: str | None = SHIPPED
    """SHIPPED, or the name of a CrossEncoder; None for no reader."""
    k: int = DEFAULT_CITATIONS
    format: str = "plain"
    filter: Filter = NO_FILTER
    """Which documents are asked."""
    today: date | None = None
    """The day that "last year" in a question is counted from; None for the system's date."""
    is_terminal: bool = False
    """Whether stdout understands escape codes."""
    has_color: bool = False
    editor_uri: str = ""
    """A template for the links of places, instead of links to the files. Already validated."""
    is_quiet: bool = False
    syncs: bool = True
    # Of the prompt:
    context: int = 4
    """How many sentences /open shows on either side."""
    has_pager: bool = True
    """Whether text taller than the screen goes through a pager."""
    is_vi: bool = False
    """Whether the keys are those of vi instead of Emacs."""


def history_file() -> Path:
    """The file of questions asked at the prompt. Creates it, for its owner alone."""
    from platformdirs import user_state_path

    path = user_state_path(APPLICATION) / "history"
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    path.touch(mode=0o600)
    path.chmod(0o600)
    return path
