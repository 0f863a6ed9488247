"""Networks as graphs for ONNX Runtime, kept in the user's cache, so that asking needs no torch.

An entry of the cache is a directory: the graph, its weights beside it (mapped, not read), what its
network needs besides (a tokenizer), and a card that says what all of it is.
"""

import json
import mmap
import warnings
import zlib
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any, Self

import numpy as np
import numpy.typing as npt

from index.errors import SearchError
from index.models import cache

FORMAT = 1
"""Rises when what is kept changes, so that an older or a newer version's is not taken for ours."""
OPSET = 17

Floats = npt.NDArray[np.float32]
Ints = npt.NDArray[np.int64]
Card = dict[str, Any]

GRAPH, WEIGHTS, CARD = "graph.onnx", "graph.bin", "card.json"
SMALLEST_BYTES = 1024
"""Of a constant that is kept with the weights; smaller ones stay in the graph."""


class GraphError(Exception):
    """A graph that cannot be made or cannot be used; its network can."""


class Graph:
    """A network that ONNX Runtime computes. Safe to call from several threads at once."""

    def __init__(self, directory: Path, card: Card) -> None:
        """Raises GraphError for what ONNX Runtime cannot load."""
        self.directory = directory
        self.card = card
        runtime = _runtime()
        options = _options(runtime)
        # What could be made better of it was, before it was kept.
        options.graph_optimization_level = runtime.GraphOptimizationLevel.ORT_DISABLE_ALL
        try:
            self._session = runtime.InferenceSession(
                str(directory / GRAPH), options, providers=["CPUExecutionProvider"]
            )
        except Exception as error:  # its errors have no type of their own above Exception
            raise GraphError(_short(error)) from error
        self.inputs: tuple[str, ...] = tuple(each.name for each in self._session.get_inputs())

    @classmethod
    def load(cls, name: str, fingerprint: str) -> Self | None:
        """The graph kept under a name, None where none is.

        Raises GraphError where it is damaged, or is of another network than `fingerprint` names.
        """
        directory = cache.path(name)
        try:
            if not directory.is_dir():
                return None
            card = json.loads((directory / CARD).read_text(encoding="utf-8"))
            made_of = (card["format"], card["fingerprint"])
            sums = dict(card["sums"])
        except OSError as error:
            raise GraphError(f"cannot read {directory}: {error.strerror}") from error
        except (ValueError, KeyError, TypeError) as error:
            raise GraphError(f"{directory} is damaged: {_short(error)}") from error
        if made_of != (FORMAT, fingerprint):
            raise GraphError(f"{directory} is of another model or version")
        with ThreadPoolExecutor(1) as pool:  # a core sums up while another one loads
            summed = pool.submit(lambda: {file: _checksum(directory / file) for file in sums})
            try:
                graph = cls(directory, card)
                fits = summed.result() == sums and {GRAPH, WEIGHTS} <= sums.keys()
            except (OSError, ValueError, GraphError) as error:
                raise GraphError(f"{directory} is damaged: {_short(error)}") from error
        if not fits:
            raise GraphError(f"{directory} is damaged: its checksums do not fit")
        return graph

    def __call__(self, **inputs: Ints) -> Floats:
        """The network's output for its inputs by their names."""
        output: Floats = self._session.run(None, inputs)[0]
        return output


def found_or_made(
    name: str,
    fingerprint: str,
    export: Callable[[Path], Card],
    check: Callable[[Graph], None],
    network: str,
    on_notice: Callable[[str], None],
) -> Graph | None:
    """The graph kept under a name, made if need be; None where that fails, and why is told.

    `network`: what it is a graph of, for people. The rest is as `make` takes it.
    """
    try:
        if graph := Graph.load(name, fingerprint):
            return graph
        line = f"compiling {network} for the first time"
    except GraphError as error:
        line = f"compiling {network} again: {error}"
    try:
        return make(name, fingerprint, export, check, on_begin=lambda: on_notice(line))
    except GraphError as error:
        on_notice(f"{network} runs uncompiled, which is slower: {error}")
        return None


def make(
    name: str,
    fingerprint: str,
    export: Callable[[Path], Card],
    check: Callable[[Graph], None],
    on_begin: Callable[[], None],
) -> Graph:
    """Makes a graph, and keeps it under a name in the place of what is there.

    `export` writes `graph.onnx` and what else belongs to it into a directory, and returns what
    the card shall say. `check` raises GraphError where the graph does not do what the network
    does; it is not kept then. `on_begin` is called once there is a place for it. Raises
    GraphError; SearchError where the network itself fails.
    """
    try:
        with cache.made(name) as directory:
            on_begin()
            card = export(directory)
            _optimise(directory / GRAPH)
            sums = {file.name: _checksum(file) for file in sorted(directory.iterdir())}
            card |= {"format": FORMAT, "fingerprint": fingerprint, "sums": sums}
            (directory / CARD).write_text(json.dumps(card), encoding="utf-8")
            check(Graph(directory, card))
        return Graph(cache.path(name), card)
    except (GraphError, SearchError):
        raise
    except Exception as error:  # anything may be raised by a stranger's network while it is traced
        raise GraphError(_short(error)) from error


def write(
    network: Any, inputs: Mapping[str, Any], output_axes: Mapping[int, str], path: Path
) -> None:
    """Traces a torch network and writes it as a graph.

    `inputs`: an example of each, a tensor of shape (batch, length), in the order that the network
    takes them. `output_axes`: the axes of the output that vary, by number.
    """
    import torch

    axes = {name: {0: "batch", 1: "length"} for name in inputs} | {"output": dict(output_axes)}
    with warnings.catch_warnings(), torch.inference_mode():
        warnings.simplefilter("ignore")  # the tracer's, about what it takes for constant
        torch.onnx.export(
            network,
            tuple(inputs.values()),
            str(path),
            dynamo=False,
            input_names=list(inputs),
            output_names=["output"],
            dynamic_axes=axes,
            opset_version=OPSET,
        )


def _optimise(graph: Path) -> None:
    """Fuses what can be fused on any processor, and moves the weights to a file of their own."""
    runtime = _runtime()
    options = _options(runtime)
    level = runtime.GraphOptimizationLevel.ORT_ENABLE_EXTENDED
    options.graph_optimization_level = level
    plain = graph.rename(graph.with_suffix(".plain"))
    options.optimized_model_filepath = str(graph)
    options.add_session_config_entry(
        "session.optimized_model_external_initializers_file_name", WEIGHTS
    )
    options.add_session_config_entry(
        "session.optimized_model_external_initializers_min_size_in_bytes", str(SMALLEST_BYTES)
    )
    runtime.InferenceSession(str(plain), options, providers=["CPUExecutionProvider"])
    plain.unlink()


def _runtime() -> Any:
    import onnxruntime  # 0.06 s, and only where something is computed

    return onnxruntime


def _options(runtime: Any) -> Any:
    options = runtime.SessionOptions()
    options.intra_op_num_threads = options.inter_op_num_threads = 1  # see batches.in_parallel
    options.log_severity_level = 4  # what it has to say of a failure is raised as well
    return options


def _checksum(file: Path) -> int:
    # Against damage: whoever can write into the user's cache needs no forged checksum.
    with file.open("rb") as stream:
        if not file.stat().st_size:
            return 0
        with mmap.mmap(stream.fileno(), 0, access=mmap.ACCESS_READ) as data:
            return zlib.crc32(data)


def _short(error: Exception) -> str:
    return " ".join(str(error).split())[:200] or type(error).__name__


def padded(rows: Sequence[Ints], padding: int = 0) -> Ints:
    """Rows as one array of shape (rows, the longest), int64, filled up with `padding`."""
    array = np.full((len(rows), max(map(len, rows))), padding, np.int64)
    for row, values in zip(array, rows, strict=True):
        row[: len(values)] = values
    return array
