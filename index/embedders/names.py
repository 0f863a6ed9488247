"""The embedder that a model's name stands for."""

import logging
from collections.abc import Callable

from index.embedders.protocol import Embedder
from index.models.weights import DEFAULT_MODEL, find

_log = logging.getLogger(__name__)


def named_embedder(
    name: str | None, *, downloads: bool = True, on_notice: Callable[[str], None] = _log.warning
) -> Embedder:
    """The embedder of a model: None for the default, else a directory or a hub name.

    This is cheap: the model is loaded when the first text is embedded. A hub model that is not in
    the local cache is fetched if `downloads`. `on_notice` gets a line for people when the model
    has to be compiled first, and when it cannot be. Raises ModelError.
    """
    from index.embedders.compiled import CompiledEmbedder
    from index.embedders.transformer import TransformerEmbedder

    weights = find(name or DEFAULT_MODEL, downloads=downloads)
    return CompiledEmbedder(TransformerEmbedder(weights), on_notice)


def stored_embedder(name: str | None, on_notice: Callable[[str], None] = _log.warning) -> Embedder:
    """The embedder of a model that an index names. Nothing is fetched because an index names it."""
    return named_embedder(name, downloads=False, on_notice=on_notice)
