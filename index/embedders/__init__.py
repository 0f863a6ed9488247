"""Text to vectors."""

from index.embedders.names import named_embedder, stored_embedder
from index.embedders.protocol import Embedder, Vectors
from index.models.weights import DEFAULT_MODEL

__all__ = ["DEFAULT_MODEL", "Embedder", "Vectors", "named_embedder", "stored_embedder"]
