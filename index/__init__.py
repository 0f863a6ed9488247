"""Documents in, ranked cited sentences out."""

from index.corpus import Remark
from index.embedders import Embedder
from index.errors import (
    CorpusError,
    LoadError,
    ModelError,
    QuestionError,
    SearchError,
    StoreError,
)
from index.indexer import SyncProgress, SyncReport, sync
from index.readers import Excerpt, Reader, Reading
from index.records import Document, Hit, Period, Sentence, Signals, Span, Timing
from index.retriever import SHIPPED, Retriever
from index.selection import Selection

__all__ = [
    "SHIPPED",
    "CorpusError",
    "Document",
    "Embedder",
    "Excerpt",
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
