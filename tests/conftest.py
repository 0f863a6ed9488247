"""What tests share: a cheap embedder, a tiny real model, files, and a user with no rights."""

import os

os.environ["HF_HUB_OFFLINE"] = "1"  # before anything imports the hub's client
os.environ["TOKENIZERS_PARALLELISM"] = "false"
os.environ["OMP_NUM_THREADS"] = "1"  # more would only wait for each other, and busily

import atexit
import json
import re
import shutil
import signal
import string
import tempfile
import time
import zlib
from contextlib import contextmanager
from pathlib import Path

import numpy as np
import pytest
from filelock import FileLock
from hypothesis import HealthCheck, settings

# What is compiled is compiled once in a run, and never for the user who runs the tests. The workers
# of pytest-xdist take the folder of the process that started them.
if "PYTEST_XDIST_WORKER" not in os.environ:
    os.environ["XDG_CACHE_HOME"] = tempfile.mkdtemp()
    atexit.register(shutil.rmtree, os.environ["XDG_CACHE_HOME"])

# readline sets them in the workers of pytest-xdist, and programs believe them.
for _variable in ("COLUMNS", "LINES"):
    os.environ.pop(_variable, None)

# A shell that runs the tests in the background has them ignore it, and so what they start.
signal.signal(signal.SIGINT, signal.default_int_handler)

# The same examples each time, and no verdict on how long a busy machine takes to make them.
settings.register_profile(
    "steady",
    derandomize=True,
    deadline=None,
    database=None,
    suppress_health_check=[HealthCheck.too_slow],
)
settings.load_profile("steady")


def pytest_collection_modifyitems(items):
    """Files with slow tests come first: else one core waits at the end for the last of them."""
    slow = {item.path for item in items if item.get_closest_marker("slow")}
    items.sort(key=lambda item: item.path not in slow)


class BagOfWords:
    """An Embedder without a model: a text's vector counts its words, each hashed to a place."""

    name = "bag-of-words"

    def __init__(self, fingerprint="bag-of-words-1", dimension=64):
        self.fingerprint = fingerprint
        self.dimension = dimension
        self.embedded = []

    def embed(self, texts):
        self.embedded.extend(texts)
        return np.array([self._vector(text) for text in texts], np.float32).reshape(
            len(texts), self.dimension
        )

    def embed_question(self, question):
        return self._vector(question).astype(np.float32)

    def _vector(self, text):
        vector = np.zeros(self.dimension)
        for word in re.findall(r"\w+", text.lower()) or [""]:
            vector[zlib.crc32(word.encode("utf-8", "replace")) % self.dimension] += 1
        return vector / np.linalg.norm(vector)


@pytest.fixture(scope="session")
def new_embedder():
    """What makes an embedder, where a test needs more than one."""
    return BagOfWords


@pytest.fixture(scope="session")
def wait_for():
    """Waits until a function returns something true, and returns that; fails after a minute."""

    def wait_for(condition):
        until = time.monotonic() + 60
        while not (found := condition()):
            assert time.monotonic() < until, "waited for a minute"
            time.sleep(0.01)
        return found

    return wait_for


@pytest.fixture
def embedder():
    return BagOfWords()


@pytest.fixture
def other_embedder():
    """Another model: its vectors have another length."""
    return BagOfWords("bag-of-words-2", dimension=32)


@pytest.fixture
def write(tmp_path):
    """Writes files, given as {name: text or bytes}, into a folder, and returns the folder."""

    def write(files, folder="docs"):
        base = tmp_path / folder
        base.mkdir(parents=True, exist_ok=True)
        for name, content in files.items():
            path = base / name
            path.parent.mkdir(parents=True, exist_ok=True)
            data = content if isinstance(content, bytes) else content.encode()
            path.write_bytes(data)
        return base

    return write


def _save_tokenizer(directory, length):
    """Writes a tokenizer of letters and a few words, and returns how many tokens it knows."""
    from tokenizers import Tokenizer, models, normalizers, pre_tokenizers, processors
    from transformers import PreTrainedTokenizerFast

    marks = string.ascii_lowercase + string.digits + string.punctuation
    special = ["[PAD]", "[UNK]", "[CLS]", "[SEP]"]
    words = "the who what talks norway mediated bridge river water".split()
    tokens = [*special, *marks, *(f"##{mark}" for mark in marks), *words]
    tokenizer = Tokenizer(
        models.WordPiece({token: i for i, token in enumerate(tokens)}, unk_token="[UNK]")
    )
    tokenizer.normalizer = normalizers.BertNormalizer()
    tokenizer.pre_tokenizer = pre_tokenizers.BertPreTokenizer()
    tokenizer.post_processor = processors.TemplateProcessing(
        single="[CLS] $A [SEP]",
        pair="[CLS] $A [SEP] $B:1 [SEP]:1",
        special_tokens=[("[CLS]", 2), ("[SEP]", 3)],
    )
    PreTrainedTokenizerFast(
        tokenizer_object=tokenizer,
        pad_token="[PAD]",
        unk_token="[UNK]",
        cls_token="[CLS]",
        sep_token="[SEP]",
        model_max_length=length,
    ).save_pretrained(directory)
    return len(tokens)


def _tiny_config(vocabulary, length):
    """The configuration of a BERT of two layers, for texts of so many tokens."""
    from transformers import BertConfig

    return BertConfig(
        vocab_size=vocabulary,
        hidden_size=32,
        num_hidden_layers=2,
        num_attention_heads=2,
        intermediate_size=64,
        max_position_embeddings=length,
    )


@contextmanager
def _seeded():
    """A context in which what is random is the same each time, and nothing outside it changes."""
    import torch

    with torch.random.fork_rng():
        torch.manual_seed(0)
        yield


def _save_model(directory, length):
    """Writes a sentence-transformers model for texts of so many tokens."""
    from transformers import BertModel

    with _seeded():
        bert = BertModel(_tiny_config(_save_tokenizer(directory, length), length))
    bert.save_pretrained(directory)
    names = {"": "Transformer", "1_Pooling": "Pooling"}
    modules = [
        {"idx": i, "name": str(i), "path": path, "type": f"sentence_transformers.models.{kind}"}
        for i, (path, kind) in enumerate(names.items())
    ]
    (directory / "modules.json").write_text(json.dumps(modules))
    (directory / "sentence_bert_config.json").write_text(json.dumps({"max_seq_length": length}))
    (directory / "1_Pooling").mkdir()
    pooling = {"word_embedding_dimension": 32, "pooling_mode_mean_tokens": True}
    (directory / "1_Pooling" / "config.json").write_text(json.dumps(pooling))
    return directory


@pytest.fixture(scope="session")
def tiny_model(tmp_path_factory):
    """The directory of a sentence-transformers model: a BERT of two layers, random but seeded."""
    return _save_model(tmp_path_factory.mktemp("models") / "tiny", 64)


@pytest.fixture(scope="session")
def tiny_encoder(tmp_path_factory):
    """The same for longer texts: what a reader's network can begin as."""
    return _save_model(tmp_path_factory.mktemp("encoders") / "tiny", 512)


@pytest.fixture(scope="session")
def tiny_tokenizer(tiny_encoder):
    """The tokenizer of the tiny models, as a reader takes it."""
    from tokenizers import Tokenizer

    return Tokenizer.from_file(str(tiny_encoder / "tokenizer.json"))


@pytest.fixture(scope="session")
def tiny_reader_directory(tiny_encoder, tmp_path_factory):
    """The directory of an ExtractiveReader: a tiny network, random but seeded, half precision."""
    import torch
    from safetensors.torch import save_file

    from index.readers.network import ARCHITECTURE, Network

    directory = tmp_path_factory.mktemp("readers") / "tiny"
    directory.mkdir()
    shutil.copy(tiny_encoder / "tokenizer.json", directory)
    known = json.loads((tiny_encoder / "config.json").read_text())
    # So many that no text is of a language that the reader does not know.
    config = {name: known[name] for name in ARCHITECTURE} | {"tokens_per_word": 1_000}
    (directory / "config.json").write_text(json.dumps(config))
    with _seeded():
        network = Network(config)
        # As far apart as those of a trained network, so that some words are sure to answer.
        torch.nn.init.normal_(network.outputs.weight)
    weights = {name: tensor.half() for name, tensor in network.state_dict().items()}
    save_file(weights, directory / "model.safetensors")
    return directory


@pytest.fixture(scope="session")
def new_cross_encoder():
    """Writes a sentence-transformers CrossEncoder, random but seeded, and returns where."""

    def new(directory, labels):
        import torch
        from transformers import BertForSequenceClassification

        config = _tiny_config(_save_tokenizer(directory, 512), 512)
        config.num_labels = labels
        with _seeded():
            model = BertForSequenceClassification(config)
            # As far apart as those of a trained one, so that sentences are told apart.
            torch.nn.init.normal_(model.bert.pooler.dense.weight)
            torch.nn.init.normal_(model.classifier.weight)
        model.save_pretrained(directory)
        return directory

    return new


@pytest.fixture(scope="session")
def tiny_cross_encoder(new_cross_encoder, tmp_path_factory):
    return new_cross_encoder(tmp_path_factory.mktemp("cross-encoders") / "tiny", labels=1)


@pytest.fixture(scope="session")
def compiling():
    """Held by the worker that compiles a model that ships; the others find it compiled then."""
    return FileLock(Path(os.environ["XDG_CACHE_HOME"], "compiling.lock"))


@pytest.fixture(scope="session")
def compiled_models(compiling):
    """The default model and the reader that ships, compiled, so that no test is told of it."""
    from index.embedders import named_embedder
    from index.readers import Excerpt, shipped_reader

    with compiling:
        shipped_reader().read("who?", [Excerpt("", ("nobody",))])
        named_embedder(None).embed(["nothing"])


@pytest.fixture
def open_path():
    """A temporary folder that every user may enter and write, as pytest's own is not."""
    folder = Path(tempfile.mkdtemp())
    folder.chmod(0o777)
    yield folder
    for path, folders, _ in os.walk(folder):
        for name in folders:
            Path(path, name).chmod(0o700)
    shutil.rmtree(folder)


@pytest.fixture
def unprivileged():
    """A context in which nothing can be read or written but what file modes allow everyone."""
    import faiss  # noqa: F401 - what is imported late may lie where only root can read it
    import filelock  # noqa: F401
    import onnxruntime  # noqa: F401

    import index.embedders.compiled
    import index.readers.extractive  # noqa: F401

    @contextmanager
    def unprivileged():
        if os.geteuid() != 0:
            yield
            return
        # The real user too: os.access asks for its rights. The saved one leads back.
        groups = os.getgroups()
        os.setgroups([])
        os.setresgid(65534, 65534, 0)
        os.setresuid(65534, 65534, 0)
        try:
            yield
        finally:
            os.setresuid(0, 0, 0)
            os.setresgid(0, 0, 0)
            os.setgroups(groups)

    return unprivileged
