import io
import sys
from contextlib import redirect_stderr, redirect_stdout
from dataclasses import dataclass
from pathlib import Path

import pytest

from index import Retriever, sync
from index.embedders import named_embedder
from qa.cli import main

ROOT = Path(__file__).parents[2]


@dataclass(frozen=True)
class Outcome:
    """What a run of the command line left behind."""

    status: int
    out: str
    err: str


@pytest.fixture(scope="session", autouse=True)
def embedder(compiled_models):
    """The default model, loaded once."""
    return named_embedder(None)


@pytest.fixture(scope="session")
def seeds_index(tmp_path_factory, embedder):
    index = tmp_path_factory.mktemp("seeds") / "index"
    sync([ROOT / "seeds"], index, model=embedder)
    return index


@pytest.fixture
def retriever(seeds_index, embedder):
    with Retriever.open(seeds_index, model=embedder) as retriever:
        yield retriever


@pytest.fixture
def home(tmp_path, monkeypatch):
    """Directories of the user's own, empty, and the repository's root to work in."""
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    for name in ("INDEX", "MODEL", "READER", "K", "FORMAT", "QUIET", "EDITOR_URI"):
        monkeypatch.delenv(f"QA_{name}", raising=False)
    monkeypatch.delenv("NO_COLOR", raising=False)
    monkeypatch.chdir(ROOT)
    return tmp_path


@pytest.fixture
def qa(home, monkeypatch):
    """Runs the command line in this process, off a terminal."""

    def run(*arguments, stdin=""):
        out, err = io.StringIO(), io.StringIO()
        monkeypatch.setattr(sys, "stdin", io.StringIO(stdin))
        with redirect_stdout(out), redirect_stderr(err), pytest.raises(SystemExit) as ended:
            main([str(argument) for argument in arguments])
        return Outcome(ended.value.code, out.getvalue(), err.getvalue())

    return run
