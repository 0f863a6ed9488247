"""Documents in, ranked cited sentences out."""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from index.embedders import Embedder
    from index.errors import (
        CorpusError,
        LoadError,
        ModelError,
        QuestionError,
        SearchError,
        StoreError,
    )
    from index.indexer import sync
    from index.readers import SHIPPED, Excerpt, Reader, Reading
    from index.records import Document, Filter, Hit, Period, Sentence, Signals, Span, Timing
    from index.reports import SyncProgress, SyncReport
    from index.retriever import Retriever
    from index.sources.corpus import Remark
    from index.sources.selection import Selection

__all__ = [
    "SHIPPED",
    "CorpusError",
    "Document",
    "Embedder",
    "Excerpt",
    "Filter",
    "Hit",
    "LoadError",
    "ModelError",
    "Period",
    "QuestionError",
    "Reader",
    "Reading",
    "Remark",
    "Retriever",
    "SearchError",
    "Selection",
    "Sentence",
    "Signals",
    "Span",
    "StoreError",
    "SyncProgress",
    "SyncReport",
    "Timing",
    "sync",
]

_MODULES = {
    "SHIPPED": "index.readers",
    "CorpusError": "index.errors",
    "Document": "index.records",
    "Embedder": "index.embedders",
    "Excerpt": "index.readers",
    "Filter": "index.records",
    "Hit": "index.records",
    "LoadError": "index.errors",
    "ModelError": "index.errors",
    "Period": "index.records",
    "QuestionError": "index.errors",
    "Reader": "index.readers",
    "Reading": "index.readers",
    "Remark": "index.sources.corpus",
    "Retriever": "index.retriever",
    "SearchError": "index.errors",
    "Selection": "index.sources.selection",
    "Sentence": "index.records",
    "Signals": "index.records",
    "Span": "index.records",
    "StoreError": "index.errors",
    "SyncProgress": "index.reports",
    "SyncReport": "index.reports",
    "Timing": "index.records",
    "sync": "index.indexer",
}


def __getattr__(name: str) -> Any:
    """A name of this package, imported when it is first asked for.

    A sync needs no retriever, and a process that only reads files does not even need numpy.
    """
    if name not in _MODULES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    value = globals()[name] = getattr(import_module(_MODULES[name]), name)
    return value
