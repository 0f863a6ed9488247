"""The reader's network computed: as a compiled graph, or by torch where that fails."""

from collections.abc import Callable, Sequence
from pathlib import Path
from threading import Lock
from typing import Any

import numpy as np

from index.errors import ModelError
from index.models import batches, graphs
from index.models.graphs import Card, Floats, Graph, GraphError, Ints
from index.models.once import once
from index.models.weights import again, verify
from index.readers.windows import MAX_TOKENS, Window

PACKAGE = "cited-qa"
WEIGHTS = "model.safetensors"

TOKENS_PER_BATCH = 256
"""Padding included, that a core computes at once: a passage mostly, so that none waits long."""
TOKENS_PER_TORCH_BATCH = 1024
"""The same where torch computes, with all cores on one batch."""
APART = 0.01
"""The most that a score of the compiled network may differ by from the network's own."""


class Inference:
    """The network of a directory that holds model.safetensors and config.json."""

    def __init__(
        self,
        directory: Path,
        config: dict[str, Any],
        sha256: str | None,
        on_notice: Callable[[str], None],
    ) -> None:
        """`sha256`: of the weights, None to take any, which are not compiled then."""
        self._directory = directory
        self._config = config
        self._sha256 = sha256
        self._on_notice = on_notice
        self._lock = Lock()

    def outputs(self, windows: Sequence[Window]) -> list[Floats]:
        """What the network says of each window, shape (its length, 3). Raises ModelError."""
        outputs: list[Floats] = [np.empty((0, 3), np.float32)] * len(windows)

        def compute(batch: list[int]) -> None:
            found = network(
                **_inputs([windows[i].ids for i in batch], [windows[i].question for i in batch])
            )
            for i, row in zip(batch, found, strict=True):
                outputs[i] = row[: len(windows[i].ids)]

        lengths = [len(window.ids) for window in windows]
        if graph := self._graph:
            network: Callable[..., Floats] = graph
            batches.in_parallel(compute, batches.by_length(lengths, TOKENS_PER_BATCH))
        else:
            network = self._by_torch
            for batch in batches.by_length(lengths, TOKENS_PER_TORCH_BATCH):
                compute(batch)
        return outputs

    def _by_torch(self, **inputs: Ints) -> Floats:
        import torch

        tensors = map(torch.from_numpy, inputs.values())
        network = self._network
        with self._lock, torch.inference_mode():  # it takes all cores for one batch
            output: Floats = network(*tensors).numpy()
        return output

    @once
    def _graph(self) -> Graph | None:
        if self._sha256 is None:
            return None
        return graphs.found_or_made(
            f"reader-{self._sha256[:16]}",
            self._sha256,
            self._export,
            self._check,
            "the reader",
            self._on_notice,
        )

    def _export(self, directory: Path) -> Card:
        import torch

        example = _inputs([np.arange(8), np.arange(6)], [3, 3])
        tensors = {name: torch.from_numpy(array) for name, array in example.items()}
        graph = directory / graphs.GRAPH
        graphs.write(self._network, tensors, {0: "batch", 1: "length"}, graph)
        return {}

    def _check(self, graph: Graph) -> None:
        """On random tokens: as many as the network takes, and beside them, padded, fewer."""
        rng = np.random.default_rng(0)
        size = self._config["vocab_size"]
        rows = [rng.integers(0, size, n) for n in (MAX_TOKENS, MAX_TOKENS // 3)]
        inputs = _inputs(rows, [20, 10])
        for row, one, other in zip(rows, graph(**inputs), self._by_torch(**inputs), strict=True):
            apart = float(np.abs(one[: len(row)] - other[: len(row)]).max())
            if not apart <= APART:
                raise GraphError(f"its scores come out different, by {apart:.3g}")

    @once
    def _network(self) -> Any:
        # Seconds, torch and all: not before something is really to be read.
        from safetensors import SafetensorError
        from safetensors.torch import load_file

        from index.readers.network import Network

        weights = self._directory / WEIGHTS
        if self._sha256:
            verify(weights, self._sha256, PACKAGE)
        try:
            network = Network(self._config)
        except (ValueError, TypeError, KeyError, RuntimeError) as error:
            raise unloadable(self._directory / "config.json", error) from error
        try:
            network.load_state_dict(load_file(weights))
        except (OSError, RuntimeError, SafetensorError) as error:
            raise unloadable(weights, error) from error
        return network.float().eval()


def unloadable(file: Path, why: object) -> ModelError:
    """The error for a file of the reader that cannot be loaded."""
    short = str(why).partition("\n")[0]  # torch lists every tensor that does not fit
    return ModelError(f"cannot load {file} of the reader: {short}. {again(PACKAGE)}")


def _inputs(rows: Sequence[Ints], questions: Sequence[int]) -> dict[str, Ints]:
    """The network's inputs by name, in the order that it takes them.

    `rows`: ids of tokens; `questions`: how many of each belong to the question.
    """
    kinds = [
        (np.arange(len(row)) >= n).astype(np.int64) for row, n in zip(rows, questions, strict=True)
    ]
    return {
        "ids": graphs.padded(rows),
        "kinds": graphs.padded(kinds),
        "mask": graphs.padded([np.ones_like(row) for row in rows]),
    }
