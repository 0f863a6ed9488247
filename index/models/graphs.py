"""Networks compiled to ONNX graphs in the user's cache, so that a question needs no torch.

A cache entry is a directory: the graph, its weights in a file of their own (mapped, not read),
what else the network needs (a tokenizer), and a card that describes them.
"""

import json
import mmap
import warnings
import zlib
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Self

import numpy as np
import numpy.typing as npt

from index.errors import SearchError
from index.models import cache

FORMAT = 1
"""Raise this when the content of an entry changes: an entry of another format is made again."""
OPSET = 17
"""The version of the ONNX operators that graphs are written in."""

Floats = npt.NDArray[np.float32]
Ints = npt.NDArray[np.int64]
Card = dict[str, Any]
"""What describes a graph, as JSON holds it: the format, the network's fingerprint, the checksums
of the files, and what the network's own `export` adds."""

GRAPH, WEIGHTS, CARD = "graph.onnx", "graph.bin", "card.json"
SMALLEST_BYTES = 1024
"""Constants of this size and more go to the file of weights; smaller ones stay in the graph."""


class GraphError(Exception):
    """A graph cannot be made or used. Its network still can, uncompiled."""


class Graph:
    """A network that ONNX Runtime runs. Safe to call from several threads at once."""

    def __init__(self, directory: Path, card: Card) -> None:
        """Loads the graph in `directory`. Raises GraphError if ONNX Runtime cannot load it."""
        self.directory = directory
        self.card = card
        runtime = _runtime()
        options = _options(runtime)
        # It was optimised before it was written.
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
        """The graph of a cache entry, or None if there is no such entry.

        Raises GraphError if the entry is damaged, or belongs to another network than the one with
        `fingerprint`.
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
            raise GraphError(f"{directory} belongs to another model or version")
        with ThreadPoolExecutor(1) as pool:  # one core computes checksums while another loads
            summed = pool.submit(lambda: {file: _checksum(directory / file) for file in sums})
            try:
                graph = cls(directory, card)
                fits = summed.result() == sums and {GRAPH, WEIGHTS} <= sums.keys()
            except (OSError, ValueError, GraphError) as error:
                raise GraphError(f"{directory} is damaged: {_short(error)}") from error
        if not fits:
            raise GraphError(f"{directory} is damaged: its checksums do not match")
        return graph

    def __call__(self, **inputs: Ints) -> Floats:
        """The network's output. The inputs are given by name."""
        output: Floats = self._session.run(None, inputs)[0]
        return output


@dataclass(frozen=True, slots=True)
class Recipe:
    """How to make a graph."""

    export: Callable[[Path], Card]
    """Writes GRAPH and whatever else the network needs into a directory, and returns the card."""
    check: Callable[[Graph], None]
    """Raises GraphError if the graph does not compute what the network does."""


def load_or_make(
    name: str,
    fingerprint: str,
    recipe: Recipe,
    network: str,
    on_notice: Callable[[str], None],
    prebuilt: Recipe | None = None,
) -> Graph | None:
    """The graph of a cache entry, made first if need be; None if that fails.

    `prebuilt` completes a graph that is made already; if it is None or fails, `recipe` compiles the
    network, which takes long. `network` is what people call the network. `on_notice` gets a line
    for people before it is compiled, and one with the reason when it cannot be. Raises SearchError
    if the network itself fails.
    """
    line = f"compiling {network} for the first time"
    try:
        if graph := Graph.load(name, fingerprint):
            return graph
    except GraphError as error:
        line = f"compiling {network} again: {error}"
    if prebuilt is not None:
        with suppress(GraphError):  # another version of the runtime may not know its operators
            return make(name, fingerprint, prebuilt)
    try:
        return make(name, fingerprint, recipe, lambda: on_notice(line))
    except GraphError as error:
        on_notice(f"{network} runs uncompiled, which is slower: {error}")
        return None


def make(
    name: str, fingerprint: str, recipe: Recipe, on_begin: Callable[[], None] = lambda: None
) -> Graph:
    """Makes a graph and stores it as the cache entry `name`, in place of an older one.

    A graph that fails its check is not stored. `on_begin` is called once the cache can be written.
    Raises GraphError, and SearchError if the network itself fails.
    """
    try:
        with cache.new_entry(name) as directory:
            on_begin()
            card = recipe.export(directory)
            sums = {file.name: _checksum(file) for file in sorted(directory.iterdir())}
            card |= {"format": FORMAT, "fingerprint": fingerprint, "sums": sums}
            (directory / CARD).write_text(json.dumps(card), encoding="utf-8")
            recipe.check(Graph(directory, card))
        return Graph(cache.path(name), card)
    except (GraphError, SearchError):
        raise
    except Exception as error:  # a stranger's network may raise anything while it is traced
        raise GraphError(_short(error)) from error


def write(
    network: Any, inputs: Mapping[str, Any], output_axes: Mapping[int, str], path: Path
) -> None:
    """Traces a torch network and writes it to `path` as an ONNX graph, optimised.

    `inputs`: an example of each input by name, a tensor of shape (batch, length), in the order
    that the network takes them. `output_axes`: the names of the output's axes that vary, by
    number.
    """
    import torch

    axes = {name: {0: "batch", 1: "length"} for name in inputs} | {"output": dict(output_axes)}
    with warnings.catch_warnings(), torch.inference_mode():
        warnings.simplefilter("ignore")  # the tracer warns of every value it takes for constant
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
    _optimise(path)


def _optimise(graph: Path) -> None:
    """Applies what ONNX Runtime can fuse on any processor; moves the weights to their own file."""
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
    import onnxruntime  # 0.06 s, needed only to run a graph

    return onnxruntime


def _options(runtime: Any) -> Any:
    options = runtime.SessionOptions()
    options.intra_op_num_threads = options.inter_op_num_threads = 1  # see batches.in_parallel
    options.log_severity_level = 4  # a failure is raised as well as logged
    return options


def _checksum(file: Path) -> int:
    # A CRC detects damage. It need not resist forgery: the cache is the user's own.
    with file.open("rb") as stream:
        if not file.stat().st_size:
            return 0
        with mmap.mmap(stream.fileno(), 0, access=mmap.ACCESS_READ) as data:
            return zlib.crc32(data)


def _short(error: Exception) -> str:
    return " ".join(str(error).split())[:200] or type(error).__name__


def pad(rows: Sequence[Ints], padding: int = 0) -> Ints:
    """Rows as one array, shape (len(rows), length of the longest), int64, padded at the end."""
    array = np.full((len(rows), max(map(len, rows))), padding, np.int64)
    for row, values in zip(array, rows, strict=True):
        row[: len(values)] = values
    return array
