"""Writes the prebuilt graphs that ship with the package: networks compiled without their weights.

    python -m training.graphs

Compiles the default embedder and the shipped reader with torch, takes the weights out again, and
notes which tensor of the model's file stands where. Run it again when either has new weights.
"""

import json
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import onnx
from onnx import numpy_helper
from safetensors.numpy import load_file

from index.embedders import compiled
from index.embedders.transformer import TransformerEmbedder
from index.models.graphs import GRAPH, WEIGHTS, Card, Floats
from index.models.prebuilt import LAYOUT, REFERENCE
from index.models.weights import DEFAULT_MODEL, find
from index.readers.extractive import MINILM, WEIGHTS_SHA256
from index.readers.inference import Inference

Tensors = Mapping[str, npt.NDArray[Any]]


def strip(made: Path, weights: Path, card: Card, fingerprint: str, out: Path) -> None:
    """Writes a graph without its weights, and its layout, into the directory `out`.

    `made`: the directory of the whole graph. `weights`: the model's safetensors. Constants that are
    no tensor of the model stay in the graph.
    """
    model = onnx.load(made / GRAPH, load_external_data=False)
    places = {_bytes(t): (name, False) for name, t in load_file(weights).items()}
    places |= {_bytes(t.T): (name, True) for name, t in load_file(weights).items() if t.ndim == 2}
    layout = []
    for held in model.graph.initializer:
        if held.data_location != onnx.TensorProto.EXTERNAL:
            continue
        entries = {entry.key: entry.value for entry in held.external_data}
        offset, length = int(entries["offset"]), int(entries["length"])
        data = (made / WEIGHTS).read_bytes()[offset : offset + length]
        if data in places:
            name, transposed = places[data]
            layout.append({"tensor": name, "transposed": transposed, "offset": offset})
        else:
            kind = onnx.helper.tensor_dtype_to_np_dtype(held.data_type)
            values = np.frombuffer(data, kind).reshape(tuple(held.dims))
            held.CopyFrom(numpy_helper.from_array(values, held.name))
    out.mkdir(exist_ok=True)
    onnx.save(model, out / GRAPH)
    rows = ",\n".join(json.dumps(place) for place in layout)
    head = json.dumps({"fingerprint": fingerprint, "card": card})[:-1]
    (out / LAYOUT).write_text(f'{head}, "tensors": [\n{rows}\n]}}\n', encoding="utf-8")


def _bytes(tensor: npt.NDArray[Any]) -> bytes:
    return np.ascontiguousarray(tensor, np.float32).tobytes()


def _save(reference: Floats, out: Path) -> None:
    np.save(out / REFERENCE, reference.astype(np.float32))


def write_embedder() -> None:
    """Writes the graph of the default embedder."""
    found = find(DEFAULT_MODEL, downloads=False)
    embedder = TransformerEmbedder(found)
    with tempfile.TemporaryDirectory() as work:
        card = embedder.export(Path(work))
        weights = Path(found.directory, "model.safetensors")
        strip(Path(work), weights, card, found.fingerprint, compiled.MINILM)
    _save(embedder.embed(compiled.PROBES), compiled.MINILM)


def write_reader() -> None:
    """Writes the graph of the shipped reader."""
    config = json.loads((MINILM / "config.json").read_text(encoding="utf-8"))
    reader = Inference(MINILM, config, WEIGHTS_SHA256, print)
    with tempfile.TemporaryDirectory() as work:
        card = reader.export(Path(work))
        strip(Path(work), MINILM / "model.safetensors", card, WEIGHTS_SHA256, MINILM)
    _save(reader.probe(reader.run_torch), MINILM)


if __name__ == "__main__":
    write_embedder()
    write_reader()
