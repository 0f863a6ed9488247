"""Question in, answer out: on a screen, as JSON, or to another program."""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from index.records import Span
    from qa.answerer import Answerer
    from qa.answers import Answer, Citation, Group, Place

__all__ = ["Answer", "Answerer", "Citation", "Group", "Place", "Span"]

_MODULES = {
    "Answer": "qa.answers",
    "Answerer": "qa.answerer",
    "Citation": "qa.answers",
    "Group": "qa.answers",
    "Place": "qa.answers",
    "Span": "index.records",
}


def __getattr__(name: str) -> Any:
    """A name of this package, imported when it is first asked for: a command pays for what it
    uses."""
    if name not in _MODULES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    value = globals()[name] = getattr(import_module(_MODULES[name]), name)
    return value
