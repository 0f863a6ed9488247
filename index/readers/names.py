"""The reader that a name stands for."""

import logging
from collections.abc import Callable

from index.readers.protocol import Reader

_log = logging.getLogger(__name__)

SHIPPED = "shipped"
"""The name of the reader that comes with this package."""


def shipped_reader(on_notice: Callable[[str], None] = _log.warning) -> Reader:
    """The reader that comes with this package.

    This is cheap: the network is loaded when it first reads. `on_notice` gets a line for people
    when the network has to be compiled first, and when it cannot be.
    """
    from index.readers.extractive import MINILM, WEIGHTS_SHA256, ExtractiveReader

    return ExtractiveReader(MINILM, WEIGHTS_SHA256, on_notice)


def named_reader(name: str) -> Reader:
    """Any sentence-transformers CrossEncoder: a directory or a hub name.

    A hub model that is not in the local cache is fetched. Raises ModelError.
    """
    from index.models.weights import find
    from index.readers.crossencoder import CrossEncoderReader

    return CrossEncoderReader(find(name, downloads=True))
