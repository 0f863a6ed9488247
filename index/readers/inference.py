"""Runs the reader's network: as a compiled graph, or with torch if that fails."""

from collections.abc import Callable, Sequence
from pathlib import Path
from threading import Lock
from typing import Any

import numpy as np

from index.errors import ModelError
from index.models import batches, graphs
from index.models.graphs import Card, Floats, Graph, GraphError, Ints
from index.models.once import once
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
            network = self._run_torch
            for batch in batches.by_length(lengths, TOKENS_PER_TORCH_BATCH):
                compute(batch)
        return outputs

    def _run_torch(self, **inputs: Ints) -> Floats:
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
        """Compares graph and network on random tokens: a full row and a shorter, padded one."""
        rng = np.random.default_rng(0)
        size = self._config["vocab_size"]
        rows = [rng.integers(0, size, n) for n in (MAX_TOKENS, MAX_TOKENS // 3)]
        inputs = _inputs(rows, [20, 10])
        for row, one, other in zip(rows, graph(**inputs), self._run_torch(**inputs), strict=True):
            apart = float(np.abs(one[: len(row)] - other[: len(row)]).max())
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
