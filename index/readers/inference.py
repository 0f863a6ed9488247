"""Runs the reader's network: as a compiled graph, or with torch if that fails."""

from collections.abc import Callable, Sequence
from pathlib import Path
from threading import Lock
from typing import Any

import numpy as np

from index.errors import ModelError
from index.models import batches, graphs
from index.models.graphs import Card, Floats, Graph, GraphError, Ints, Recipe
from index.models.once import once
from index.models.prebuilt import PrebuiltGraph
from index.models.weights import reinstall_hint, verify
from index.readers.windows import MAX_TOKENS, Window

PACKAGE = "cited-qa"
WEIGHTS = "model.safetensors"

TOKENS_PER_BATCH = 256
"""Padding included, for one core. This is about one passage, so that no core waits long."""
TOKENS_PER_TORCH_BATCH = 1024
"""The same for torch, which puts all cores on one batch."""
APART = 0.01
"""How far a score of the compiled graph may be from the network's own, in log-odds."""


class Inference:
    """The network of a directory that holds model.safetensors and config.json."""

    def __init__(
        self,
        directory: Path,
        config: dict[str, Any],
        sha256: str | None,
        on_notice: Callable[[str], None],
    ) -> None:
        """`sha256` is that of the weights; None accepts any weights, and they are not compiled.

        `on_notice` gets a line for people when the network has to be compiled first, and when it
        cannot be.
        """
        self._directory = directory
        self._config = config
        self._sha256 = sha256
        self._on_notice = on_notice
        self._lock = Lock()

    def outputs(self, windows: Sequence[Window]) -> list[Floats]:
        """The network's output for each window, shape (tokens of the window, 3), float32.

        The three columns are those of `Network.forward`. Raises ModelError.
        """
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
            network = self.run_torch
            for batch in batches.by_length(lengths, TOKENS_PER_TORCH_BATCH):
                compute(batch)
        return outputs

    def run_torch(self, **inputs: Ints) -> Floats:
        """The network's output, computed with torch. The inputs are given by name."""
        import torch

        tensors = map(torch.from_numpy, inputs.values())
        network = self._network
        with self._lock, torch.inference_mode():  # torch puts all cores on one batch
            output: Floats = network(*tensors).numpy()
        return output

    @once
    def _graph(self) -> Graph | None:
        if self._sha256 is None:
            return None
        return graphs.load_or_make(
            f"reader-{self._sha256[:16]}",
            self._sha256,
            Recipe(self.export, lambda graph: self._check(graph, self.probe(self.run_torch))),
            "the reader",
            self._on_notice,
            self._prebuilt,
        )

    @property
    def _prebuilt(self) -> Recipe | None:
        found = PrebuiltGraph(self._directory, self._directory / WEIGHTS)
        if self._sha256 is None or not found.fits(self._sha256):
            return None
        verify(found.weights, self._sha256, PACKAGE)
        return Recipe(found.export, lambda graph: self._check(graph, found.reference))

    def export(self, directory: Path) -> Card:
        """Writes the network's graph into `directory`, and returns its card."""
        import torch

        example = _inputs([np.arange(8), np.arange(6)], [3, 3])
        tensors = {name: torch.from_numpy(array) for name, array in example.items()}
        graph = directory / graphs.GRAPH
        graphs.write(self._network, tensors, {0: "batch", 1: "length"}, graph)
        return {}

    def probe(self, network: Callable[..., Floats]) -> Floats:
        """The network's output for random tokens: a full row and a shorter, padded one.

        Shape (tokens of both, 3).
        """
        rng = np.random.default_rng(0)
        size = self._config["vocab_size"]
        rows = [rng.integers(0, size, n) for n in (MAX_TOKENS, MAX_TOKENS // 3)]
        outputs = network(**_inputs(rows, [20, 10]))
        return np.concatenate([out[: len(row)] for row, out in zip(rows, outputs, strict=True)])

    def _check(self, graph: Graph, reference: Floats) -> None:
        apart = float(np.abs(self.probe(graph) - reference).max())
        if not apart <= APART:
            raise GraphError(f"its scores differ from the network's by {apart:.3g}")

    @once
    def _network(self) -> Any:
        # This takes seconds, torch included, so it waits for the first passage.
        from safetensors import SafetensorError
        from safetensors.torch import load_file

        from index.readers.network import Network

        weights = self._directory / WEIGHTS
        if self._sha256:
            verify(weights, self._sha256, PACKAGE)
        try:
            network = Network(self._config)
        except (ValueError, TypeError, KeyError, RuntimeError) as error:
            raise load_error(self._directory / "config.json", error) from error
        try:
            network.load_state_dict(load_file(weights))
        except (OSError, RuntimeError, SafetensorError) as error:
            raise load_error(weights, error) from error
        return network.float().eval()


def load_error(file: Path, why: object) -> ModelError:
    """The ModelError for a file of the reader that cannot be loaded, and `why`."""
    short = str(why).partition("\n")[0]  # torch lists every tensor that does not fit
    return ModelError(f"cannot load {file} of the reader: {short}. {reinstall_hint(PACKAGE)}")


def _inputs(rows: Sequence[Ints], questions: Sequence[int]) -> dict[str, Ints]:
    """The network's inputs by name, in the order that it takes them.

    `rows`: token ids, one array a window. `questions`: how many of its tokens are the question's.
    """
    kinds = [
        (np.arange(len(row)) >= n).astype(np.int64) for row, n in zip(rows, questions, strict=True)
    ]
    return {
        "ids": graphs.pad(rows),
        "kinds": graphs.pad(kinds),
        "mask": graphs.pad([np.ones_like(row) for row in rows]),
    }
