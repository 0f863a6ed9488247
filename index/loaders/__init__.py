"""Files in, extracted text out."""

from index.loaders.extraction import load, require_format
from index.loaders.formats import HEAD_BYTES
from index.loaders.installation import EXTRACTION, LIBRARIES, Abilities, abilities
from index.loaders.isolation import Worker, dismiss, is_plain
from index.loaders.protocol import Loader

__all__ = [
    "EXTRACTION",
    "HEAD_BYTES",
    "LIBRARIES",
    "Abilities",
    "Loader",
    "Worker",
    "abilities",
    "dismiss",
    "is_plain",
    "load",
    "require_format",
]
