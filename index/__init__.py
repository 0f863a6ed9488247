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
from index.records import Document, Hit, Sentence
from index.retriever import Retriever

__all__ = [
    "CorpusError",
    "Document",
    "Embedder",
    "Hit",
    "LoadError",
    "ModelError",
    "QuestionError",
    "Remark",
    "Retriever",
    "SearchError",
    "Sentence",
    "StoreError",
    "SyncProgress",
    "SyncReport",
    "sync",
]
