"""Compiled graphs that ship with this package, and take their weights from the model's own file.

A prebuilt graph is a directory: the graph without its weights, a layout that says which tensor of
model.safetensors stands where in the file of weights, and outputs to compare it with. So a network
that everybody has is compiled without torch. `python -m training.graphs` writes them.
"""

import json
import shutil
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from index.models.graphs import GRAPH, WEIGHTS, Card, Floats, GraphError

LAYOUT, REFERENCE = "layout.json", "reference.npy"


@dataclass(frozen=True)
class PrebuiltGraph:
    """A prebuilt graph and the model's files that complete it."""

    directory: Path
    """Of the prebuilt graph."""
    weights: Path
    """The model's model.safetensors."""
    beside: tuple[Path, ...] = ()
    """Other files of the model that the graph's entry holds a copy of."""

    def fits(self, fingerprint: str) -> bool:
        """Whether the graph belongs to the network with this fingerprint."""
        return bool(self._layout.get("fingerprint") == fingerprint)

    @cached_property
    def reference(self) -> Floats:
        """What the network gives for its probes, as it was written.

        Raises GraphError if the file is missing or damaged.
        """
        try:
            return np.asarray(np.load(self.directory / REFERENCE), np.float32)
        except (OSError, ValueError) as error:
            raise GraphError(f"cannot read {self.directory / REFERENCE}: {error}") from error

    def export(self, directory: Path) -> Card:
        """Writes the graph with its weights into `directory`, and returns its card.

        Raises GraphError for files that do not fit each other, and OSError.
        """
        from safetensors import SafetensorError
        from safetensors.numpy import load_file  # 0.02 s, needed once

        shutil.copyfile(self.directory / GRAPH, directory / GRAPH)
        for other in self.beside:
            shutil.copyfile(other, directory / other.name)
        try:
            tensors = load_file(self.weights)
            with (directory / WEIGHTS).open("wb") as file:
                for place in self._layout["tensors"]:
                    file.seek(place["offset"])
                    file.write(_laid_out(tensors, place).data)
            return dict(self._layout["card"])
        except (SafetensorError, KeyError, TypeError, ValueError) as error:
            raise GraphError(f"{self.weights} does not fit {self.directory}: {error}") from error

    @cached_property
    def _layout(self) -> Card:
        try:
            layout: Card = json.loads((self.directory / LAYOUT).read_text(encoding="utf-8"))
        except (OSError, ValueError):
            return {}
        return layout


def _laid_out(tensors: Mapping[str, npt.NDArray[Any]], place: Mapping[str, Any]) -> Floats:
    """A tensor as the graph wants it, in float32."""
    tensor = tensors[place["tensor"]].astype(np.float32)
    return np.ascontiguousarray(tensor.T if place["transposed"] else tensor)
