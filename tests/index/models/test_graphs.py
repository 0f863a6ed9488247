"""Compiled networks give the same numbers without torch, and a damaged cache costs no answer."""

import hashlib
import json
import os
import resource
import shutil
import signal
import subprocess
import sys
import zlib
from pathlib import Path

import numpy as np
import onnx
import pytest

from index.embedders import named_embedder
from index.embedders.compiled import CompiledEmbedder
from index.embedders.transformer import TransformerEmbedder
from index.models import cache
from index.models.weights import find
from index.readers import Excerpt
from index.readers.extractive import ExtractiveReader

TEXTS = ["Norway mediated the talks.", "the bridge over the river", "", "water " * 200, "東京"]
EXCERPTS = [Excerpt("Talks", ("Norway mediated the talks.", "They began.", "bridge " * 400))]


@pytest.fixture
def home(tmp_path, monkeypatch):
    """A cache for this test alone."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    return tmp_path / "cache"


@pytest.fixture(scope="module")
def original(tiny_model):
    """The tiny model as its own library runs it."""
    return TransformerEmbedder(find(str(tiny_model), downloads=False))


@pytest.fixture(scope="module")
def expected(original):
    return original.embed(TEXTS), original.embed_question(TEXTS[0])


@pytest.fixture
def embed(tiny_model, expected):
    """Embeds the texts anew, compares the vectors, and returns the notices."""

    def embed(model=tiny_model):
        told = []
        embedder = named_embedder(str(model), on_notice=told.append)
        vectors, question = embedder.embed(TEXTS), embedder.embed_question(TEXTS[0])
        assert vectors == pytest.approx(expected[0], abs=1e-5)
        assert question == pytest.approx(expected[1], abs=1e-5)
        return told

    return embed


def entry(kind="embedder"):
    """The one entry of the cache of this kind."""
    (found,) = cache.path(".").glob(f"{kind}-*")
    return found


# The usual case


def test_a_model_is_compiled_once_and_says_so_once(home, embed):
    (first,) = embed()
    assert "compiling" in first
    assert embed() == []


def test_a_compiled_model_needs_none_of_the_libraries_it_came_from(home, embed, tiny_model):
    embed()
    code = (
        "import sys\nfrom index.embedders import named_embedder\n"
        "vectors = named_embedder(sys.argv[1]).embed(['Norway mediated the talks.'])\n"
        "print(float(vectors[0, 0]))\n"
        "print({'torch', 'transformers', 'sentence_transformers', 'onnx'} & set(sys.modules))"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, str(tiny_model)], capture_output=True, text=True, check=True
    )
    number, loaded = done.stdout.splitlines()
    assert loaded == "set()"
    assert float(number) == pytest.approx(
        float(named_embedder(str(tiny_model)).embed(TEXTS[:1])[0, 0]), abs=1e-5
    )


def test_nothing_is_kept_but_what_is_ours(home, embed):
    """From 1.29 on, ONNX Runtime leaves an identity of the machine behind."""
    embed()
    assert [path.name for path in home.iterdir()] == ["cited-qa"]
    kept = {path.name.partition("-")[0] for path in cache.path(".").iterdir()}
    assert kept <= {"embedder", "fingerprints"}


def test_a_graph_holds_nothing_that_was_made_for_one_processor(home, embed):
    embed()
    graph = onnx.load(entry() / "graph.onnx", load_external_data=False).graph
    # Layouts for the vector units of one processor have a domain of their own, "…nchwc".
    assert {node.domain for node in graph.node} <= {"", "ai.onnx", "com.microsoft"}


def test_prompts_and_the_longest_text_are_those_of_the_model(home, tiny_model, tmp_path):
    model = Path(shutil.copytree(tiny_model, tmp_path / "prompted"))
    settings = {"prompts": {"query": "who: ", "passage": "the "}, "default_prompt_name": "passage"}
    (model / "config_sentence_transformers.json").write_text(json.dumps(settings))
    compiled = named_embedder(str(model), on_notice=lambda line: None)
    own = TransformerEmbedder(find(str(model), downloads=False))
    assert compiled.embed(TEXTS) == pytest.approx(own.embed(TEXTS), abs=1e-5)
    question = compiled.embed_question(TEXTS[0])
    assert question == pytest.approx(own.embed_question(TEXTS[0]), abs=1e-5)
    assert not np.allclose(question, named_embedder(str(tiny_model)).embed_question(TEXTS[0]))


def test_a_compiled_reader_reads_as_the_network_itself_does(home, tiny_reader_directory):
    told = []
    plain = ExtractiveReader(tiny_reader_directory, sha256=None).read("who?", EXCERPTS)
    weights = tiny_reader_directory / "model.safetensors"
    sha256 = hashlib.sha256(weights.read_bytes()).hexdigest()
    compiled = ExtractiveReader(tiny_reader_directory, sha256, told.append).read("who?", EXCERPTS)
    assert [line.partition(" ")[0] for line in told] == ["compiling"]
    for one, other in zip(plain[0], compiled[0], strict=True):
        assert one.score == pytest.approx(other.score, abs=1e-3)
        assert one.answer == other.answer


# What can befall the cache


def cut_short(directory):
    weights = directory / "graph.bin"
    weights.write_bytes(weights.read_bytes()[:-1])


def flip(directory):
    weights = directory / "graph.bin"
    data = bytearray(weights.read_bytes())
    data[len(data) // 2] ^= 1
    weights.write_bytes(data)


def spoil_graph(directory):
    (directory / "graph.onnx").write_bytes(b"garbage")


def forge(directory):
    """Garbage whose checksum is right: the library that loads it has to refuse it."""
    (directory / "graph.onnx").write_bytes(b"garbage")
    card = json.loads((directory / "card.json").read_text())
    card["sums"]["graph.onnx"] = zlib.crc32(b"garbage")
    (directory / "card.json").write_text(json.dumps(card))


def leave_nothing(directory):
    for file in directory.iterdir():
        file.unlink()


def rewrite_card(**changes):
    def rewrite(directory):
        card = json.loads((directory / "card.json").read_text())
        (directory / "card.json").write_text(json.dumps(card | changes))

    return rewrite


@pytest.mark.parametrize(
    "spoil",
    [
        cut_short,
        flip,
        spoil_graph,
        forge,
        leave_nothing,
        lambda directory: (directory / "graph.bin").unlink(),
        lambda directory: (directory / "card.json").write_text("["),
        lambda directory: (directory / "card.json").write_text("[]"),
        rewrite_card(format=0),
        rewrite_card(sums=None),
        rewrite_card(sums={}),
    ],
    ids="cut flipped garbage forged empty missing card list older no-sums few-sums".split(),
)
def test_a_damaged_entry_is_said_and_made_again(home, embed, spoil):
    embed()
    spoil(entry())
    (line,) = embed()
    assert "again" in line
    assert str(entry()) in line
    assert embed() == []


def test_an_entry_of_another_model_is_reported_and_made_again(home, embed, tiny_model, tmp_path):
    embed()
    mine = entry()
    other = Path(shutil.copytree(tiny_model, tmp_path / "other"))
    (other / "README.json").write_text("{}")  # the same vectors, by another fingerprint
    embed(other)
    (foreign,) = set(cache.path(".").glob("embedder-*")) - {mine}
    shutil.rmtree(mine)
    foreign.rename(mine)
    (line,) = embed()
    assert "belongs to another model" in line
    assert embed() == []


def test_a_cache_that_cannot_be_made_is_said_and_the_vectors_come(embed, monkeypatch):
    monkeypatch.setenv("XDG_CACHE_HOME", "/dev/null")
    (why,) = embed()
    assert "uncompiled" in why
    assert "/dev/null" in why


def test_a_read_only_cache_is_said_and_the_vectors_come(
    embed, home, open_path, tiny_model, monkeypatch, unprivileged
):
    embed()  # so that no library has yet to be read by a user who may not read it
    model = shutil.copytree(tiny_model, open_path / "model")
    (model / "model.safetensors").chmod(0o644)
    read_only = open_path / "cache"
    read_only.mkdir(mode=0o555)
    monkeypatch.setenv("XDG_CACHE_HOME", str(read_only))
    with unprivileged():
        (why,) = embed(model)
    assert "uncompiled" in why
    assert "Permission denied" in why


def test_a_full_disk_is_said_and_the_vectors_come(home, embed):
    limits = resource.getrlimit(resource.RLIMIT_FSIZE)
    handler = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    try:
        resource.setrlimit(resource.RLIMIT_FSIZE, (20_000, limits[1]))
        *_, why = embed()
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, limits)
        signal.signal(signal.SIGXFSZ, handler)
    assert "uncompiled" in why
    assert list(cache.path(".").glob("embedder-*")) == []
    assert os.listdir(cache.path(".")) in ([], ["fingerprints"])


# Models that cannot be compiled


def test_a_model_without_a_fast_tokenizer_is_said_and_the_vectors_come(home, tmp_path):
    from sentence_transformers import SentenceTransformer
    from sentence_transformers.sentence_transformer.modules import Pooling, WordEmbeddings
    from sentence_transformers.sentence_transformer.modules.tokenizer import WhitespaceTokenizer

    tokenizer = WhitespaceTokenizer(["norway", "talks", "bridge"])
    weights = np.random.default_rng(0).normal(size=(3, 8)).astype(np.float32)
    words = WordEmbeddings(tokenizer=tokenizer, embedding_weights=weights)
    SentenceTransformer(modules=[words, Pooling(8)]).save(str(tmp_path / "words"))
    told = []
    embedder = named_embedder(str(tmp_path / "words"), on_notice=told.append)
    near, far = embedder.embed(["norway talks", "bridge"]) @ embedder.embed_question("talks norway")
    assert near == pytest.approx(1, abs=1e-5)
    assert far < 0.99
    assert "its tokenizer is not a fast one" in told[-1]


class Untraceable(TransformerEmbedder):
    """Stands for a model that torch cannot trace."""

    def export(self, directory):
        raise RuntimeError("this operator\ncannot be exported")


class Unfaithful(TransformerEmbedder):
    """Stands for a model whose graph does not do what it does: it has its vectors turned round."""

    def embed(self, texts):
        return super().embed(texts)[:, ::-1]


@pytest.mark.parametrize(
    ("kind", "reason"),
    [(Untraceable, "this operator cannot be exported"), (Unfaithful, "differ from the model")],
)
def test_a_model_that_cannot_be_compiled_is_said_and_runs_as_it_is(home, tiny_model, kind, reason):
    told = []
    own = kind(find(str(tiny_model), downloads=False))
    embedder = CompiledEmbedder(own, told.append)
    assert np.array_equal(embedder.embed(TEXTS), own.embed(TEXTS))
    assert embedder.dimension == 32
    assert len(told[-1].splitlines()) == 1
    assert reason in told[-1]
    assert list(cache.path(".").glob("embedder-*")) == []


def test_a_reader_that_cannot_be_kept_is_said_and_reads(tiny_reader_directory, monkeypatch):
    monkeypatch.setenv("XDG_CACHE_HOME", "/dev/null")
    weights = tiny_reader_directory / "model.safetensors"
    sha256 = hashlib.sha256(weights.read_bytes()).hexdigest()
    told = []
    readings = ExtractiveReader(tiny_reader_directory, sha256, told.append).read("who?", EXCERPTS)
    assert readings == ExtractiveReader(tiny_reader_directory, sha256=None).read("who?", EXCERPTS)
    assert "the reader runs uncompiled" in told[-1]


# Devices that are faster


def test_many_texts_are_embedded_on_a_device_that_is_faster(tiny_model, original):
    told = []
    embedder = CompiledEmbedder(original, told.append, device=lambda: "cpu", many=3)
    texts = [f"the bridge {number} over the river " * (number % 7) for number in range(40)]
    assert embedder.embed(texts[:3]) == pytest.approx(original.embed(texts[:3]), abs=1e-5)
    vectors, exact = embedder.embed(texts), original.embed(texts)
    assert np.linalg.norm(vectors, axis=1) == pytest.approx(1, abs=1e-5)
    assert (vectors * exact).sum(axis=1).min() > 0.999
    assert np.abs(vectors - exact).max() > 1e-4, "in another precision"
    assert [line for line in told if "compiling" not in line] == []


def test_a_device_that_fails_is_said_and_the_graph_embeds(tiny_model, original):
    told = []
    embedder = CompiledEmbedder(original, told.append, device=lambda: "no such", many=0)
    assert embedder.embed(TEXTS) == pytest.approx(original.embed(TEXTS), abs=1e-5)
    assert "is not accelerated on no such" in told[-1]
    assert len(told[-1].splitlines()) == 1


def test_no_library_is_loaded_to_see_that_there_is_no_device(tiny_model):
    code = (
        "import sys\nfrom index.embedders.accelerated import device\n"
        "print(device() is not None or 'torch' not in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "True\n"
