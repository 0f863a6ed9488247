"""Question and passage read together."""

from index.readers.names import SHIPPED, named_reader, shipped_reader
from index.readers.protocol import Excerpt, Reader, Reading

__all__ = ["SHIPPED", "Excerpt", "Reader", "Reading", "named_reader", "shipped_reader"]
