"""A sentence-transformers model run as a compiled graph, or by its library if that fails."""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from index.embedders import accelerated
from index.embedders.accelerated import AcceleratedEmbedder
from index.embedders.protocol import Vectors
from index.embedders.transformer import TransformerEmbedder
from index.errors import ModelError
from index.models import batches, graphs
from index.models.graphs import Graph, GraphError, Recipe
from index.models.once import once
from index.models.prebuilt import PrebuiltGraph

MINILM = Path(__file__).with_name("minilm")
"""The directory of the default model's graph."""

TOKENS_PER_BATCH = 512
"""Few, so that a layer's output stays in a core's cache. Measured on two cores with AVX2: sizes
from 256 to 1,024 are within a tenth of each other, 2,048 is a sixth slower."""
TEXTS_AT_ONCE = 1024
"""How many texts are tokenized before they are embedded."""
MANY = 4_000
"""Embedding this many texts takes as long as importing torch; after them a faster device pays."""

PROBES = (
    "Who mediated the talks in 2021?",
    "The Norwegian government facilitated them, in Mexico City; Oslo, 13 August 2021.",
    "  Spaces around,\nand lines within  ",
    "ÉTAIT-IL À 東京? \U0001f600 ½",
    "x",
    "",
    "A text that is longer than any model takes is cut where the model itself would cut it. " * 60,
)
ALIKE = 0.999
"""Least cosine between the graph's vector and the model's, for each of PROBES."""


class CompiledEmbedder:
    """An Embedder that gives the vectors of `original` without loading its libraries."""

    def __init__(
        self,
        original: TransformerEmbedder,
        on_notice: Callable[[str], None],
        *,
        device: Callable[[], str | None] = accelerated.device,
        many: int = MANY,
    ) -> None:
        """`device` names the torch device that is faster than the graph, or None. It is called
        once, after `many` texts."""
        self._original = original
        self._on_notice = on_notice
        self._device = device
        self._left = many

    @property
    def name(self) -> str:
        """The name of `original`."""
        return self._original.name

    @property
    def fingerprint(self) -> str:
        """The fingerprint of `original`: the vectors are the same."""
        return self._original.fingerprint

    @property
    def dimension(self) -> int:
        """Number of components of each vector."""
        return self._graph.dimension if self._graph else self._original.dimension

    def embed(self, texts: Sequence[str]) -> Vectors:
        """Vectors for `texts`, as `Embedder.embed` gives them. Equal texts are embedded once."""
        distinct = {text: i for i, text in enumerate(dict.fromkeys(texts))}
        vectors = self._fastest().embed(list(distinct))
        self._left -= len(distinct)
        order = np.array([distinct[text] for text in texts], dtype=np.intp)
        return np.take(vectors, order, axis=0)

    def embed_question(self, question: str) -> Vectors:
        """The vector of a question, as `Embedder.embed_question` gives it."""
        return (self._graph or self._original).embed_question(question)

    def _fastest(self) -> "_GraphEmbedder | TransformerEmbedder | AcceleratedEmbedder":
        if self._left <= 0 and self._accelerated:
            return self._accelerated
        return self._graph or self._original

    @once
    def _accelerated(self) -> AcceleratedEmbedder | None:
        if (device := self._device()) is None:
            return None
        embedder = AcceleratedEmbedder(self._original, device)
        try:
            _require_alike(embedder.embed(PROBES), (self._graph or self._original).embed(PROBES))
        except (ModelError, GraphError, RuntimeError) as error:  # the last is torch's
            self._on_notice(f"{self.name} is not accelerated on {device}: {error}")
            return None
        return embedder

    @once
    def _graph(self) -> "_GraphEmbedder | None":
        graph = graphs.load_or_make(
            f"embedder-{self.fingerprint[:16]}",
            self.fingerprint,
            Recipe(self._original.export, self._check),
            f"the model {self.name}",
            self._on_notice,
            self._prebuilt,
        )
        return _GraphEmbedder(graph) if graph else None

    @property
    def _prebuilt(self) -> Recipe | None:
        model = self._original.directory
        found = PrebuiltGraph(MINILM, model / "model.safetensors", (model / "tokenizer.json",))
        if not found.fits(self.fingerprint):
            return None
        return Recipe(found.export, lambda graph: _check_documents(graph, found.reference))

    def _check(self, graph: Graph) -> None:
        compiled, original = _GraphEmbedder(graph), self._original
        _check_documents(graph, original.embed(PROBES))
        questions = [[each.embed_question(p) for p in PROBES] for each in (compiled, original)]
        _require_alike(*map(np.array, questions))


def _check_documents(graph: Graph, reference: Vectors) -> None:
    _require_alike(_GraphEmbedder(graph).embed(PROBES), reference)


def _require_alike(some: Vectors, others: Vectors) -> None:
    least = float((some * others).sum(axis=1).min())
    if not least >= ALIKE:
        raise GraphError(f"its vectors differ from the model's: cosine {least:.3f}")


class _GraphEmbedder:
    """Vectors from a graph and the tokenizer stored beside it."""

    def __init__(self, graph: Graph) -> None:
        self._graph = graph

    @property
    def dimension(self) -> int:
        return int(self._graph.card["dimension"])

    def embed(self, texts: Sequence[str]) -> Vectors:
        return self._embed([self._graph.card["document_prompt"] + text for text in texts])

    def embed_question(self, question: str) -> Vectors:
        return self._embed([self._graph.card["question_prompt"] + question]).reshape(-1)

    def _embed(self, texts: list[str]) -> Vectors:
        vectors = np.empty((len(texts), self.dimension), np.float32)
        for start in range(0, len(texts), TEXTS_AT_ONCE):
            chunk = texts[start : start + TEXTS_AT_ONCE]
            vectors[start : start + len(chunk)] = self._compute(chunk)
        return vectors

    def _compute(self, texts: list[str]) -> Vectors:
        encodings = self._tokenizer.encode_batch(texts)
        vectors = np.empty((len(texts), self.dimension), np.float32)

        def compute(batch: list[int]) -> None:
            rows = [encodings[i] for i in batch]
            inputs = {
                "input_ids": ([row.ids for row in rows], self._graph.card["padding"]),
                "attention_mask": ([row.attention_mask for row in rows], 0),
                "token_type_ids": ([row.type_ids for row in rows], 0),
            }
            feed = {name: graphs.pad(*inputs[name]) for name in self._graph.inputs}
            found = self._graph(**feed)
            vectors[batch] = found / np.linalg.norm(found, axis=1, keepdims=True)

        lengths = [len(encoding.ids) for encoding in encodings]
        batches.in_parallel(compute, batches.by_length(lengths, TOKENS_PER_BATCH))
        return vectors

    @once
    def _tokenizer(self) -> Any:
        from tokenizers import Tokenizer

        file = self._graph.directory / "tokenizer.json"
        try:
            tokenizer = Tokenizer.from_file(str(file))
        except Exception as error:  # it raises no other class
            raise ModelError(f"cannot read {file}: {error}") from error
        tokenizer.no_padding()
        tokenizer.enable_truncation(self._graph.card["max_tokens"])
        return tokenizer
