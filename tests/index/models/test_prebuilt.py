"""A graph that ships without its weights is completed without torch, and checked."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from index.embedders import compiled, named_embedder
from index.embedders.transformer import TransformerEmbedder
from index.models import cache
from index.models.prebuilt import LAYOUT, REFERENCE, PrebuiltGraph
from index.models.weights import find
from training.graphs import strip

TEXTS = ["Norway mediated the talks.", "water " * 200, ""]
ASK = """
import sys
from index.embedders import named_embedder
from index.readers import Excerpt, shipped_reader
told = []
vector = named_embedder(None, on_notice=told.append).embed(["Norway mediated the talks."])[0]
((reading, _),) = shipped_reader(told.append).read(
    "who mediated the talks?", [Excerpt("", ("Norway mediated the talks.", "It rained."))]
)
libraries = {"torch", "transformers", "sentence_transformers", "onnx"} & set(sys.modules)
print(told)
print(libraries)
print(reading.score > 0)
print(abs(float((vector**2).sum()) - 1) < 1e-5)
"""


@pytest.fixture
def home(tmp_path, monkeypatch):
    """A cache for this test alone."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    return tmp_path / "cache"


@pytest.fixture
def prebuilt(home, tiny_model, tmp_path, monkeypatch):
    """The tiny model's graph without its weights, as if it shipped with the package."""
    found = find(str(tiny_model), downloads=False)
    embedder = TransformerEmbedder(found)
    (tmp_path / "whole").mkdir()
    card = embedder.export(tmp_path / "whole")
    out = tmp_path / "prebuilt"
    strip(tmp_path / "whole", tiny_model / "model.safetensors", card, found.fingerprint, out)
    np.save(out / REFERENCE, embedder.embed(compiled.PROBES))
    monkeypatch.setattr(compiled, "MINILM", out)
    return out


def embed(model):
    """Vectors of the texts, and the notices."""
    told = []
    return named_embedder(str(model), on_notice=told.append).embed(TEXTS), told


def test_the_default_models_answer_on_a_fresh_machine_without_torch(home):
    done = subprocess.run(
        [sys.executable, "-c", ASK], capture_output=True, text=True, check=True, env=os.environ
    )
    assert done.stdout.split() == ["[]", "set()", "True", "True"]
    assert {path.name.partition("-")[0] for path in cache.path(".").iterdir()} >= {
        "embedder",
        "reader",
    }


def test_a_completed_graph_is_the_one_that_torch_would_have_made(prebuilt, tiny_model, tmp_path):
    found = PrebuiltGraph(prebuilt, tiny_model / "model.safetensors")
    (tmp_path / "made").mkdir()
    found.export(tmp_path / "made")
    whole, made = (tmp_path / name / "graph.bin" for name in ("whole", "made"))
    places = json.loads((prebuilt / LAYOUT).read_text())["tensors"]
    assert {place["transposed"] for place in places} == {True, False}
    size = made.stat().st_size
    assert size > 0.9 * whole.stat().st_size
    assert made.read_bytes() == whole.read_bytes()[:size]
    assert (prebuilt / "graph.onnx").stat().st_size < 200_000


def test_a_completed_graph_gives_the_vectors_of_the_model_and_says_nothing(prebuilt, tiny_model):
    vectors, told = embed(tiny_model)
    own = TransformerEmbedder(find(str(tiny_model), downloads=False))
    assert told == []
    assert vectors == pytest.approx(own.embed(TEXTS), abs=1e-5)


def spoil_graph(directory):
    (directory / "graph.onnx").write_bytes(b"of another version")


def spoil_reference(directory):
    reference = np.load(directory / REFERENCE)
    np.save(directory / REFERENCE, reference[::-1])


def lose_reference(directory):
    (directory / REFERENCE).unlink()


def lose_a_tensor(directory):
    layout = json.loads((directory / LAYOUT).read_text())
    layout["tensors"][0]["tensor"] = "none of this name"
    (directory / LAYOUT).write_text(json.dumps(layout))


def damage_the_layout(directory):
    (directory / LAYOUT).write_text("{")


@pytest.mark.parametrize(
    "spoil", [spoil_graph, spoil_reference, lose_reference, lose_a_tensor, damage_the_layout]
)
def test_a_prebuilt_graph_that_does_not_fit_is_compiled_instead(prebuilt, tiny_model, spoil):
    spoil(prebuilt)
    vectors, told = embed(tiny_model)
    assert ["compiling" in line for line in told] == [True]
    own = TransformerEmbedder(find(str(tiny_model), downloads=False))
    assert vectors == pytest.approx(own.embed(TEXTS), abs=1e-5)


def test_a_prebuilt_graph_is_not_used_for_another_model(prebuilt, tiny_model, tmp_path):
    other = Path(shutil.copytree(tiny_model, tmp_path / "other"))
    (other / "README.json").write_text("{}")
    _, told = embed(other)
    assert ["compiling" in line for line in told] == [True]
