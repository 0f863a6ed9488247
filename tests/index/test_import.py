import re
import subprocess
import sys
from pathlib import Path

from index import sync

ROOT = Path(__file__).parents[2]
HEAVY = "{'torch', 'transformers', 'sentence_transformers', 'faiss', 'huggingface_hub', 'yaml'}"


def heavy_modules_after(code, *arguments):
    program = f"import sys\n{code}\nprint(sorted({HEAVY} & set(sys.modules)))"
    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", program, *map(str, arguments)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.stderr == ""
    return done.stdout.strip()


def test_importing_the_library_loads_nothing_heavy():
    assert heavy_modules_after("import index") == "[]"


def test_the_public_names_are_there():
    assert heavy_modules_after("from index import *\nRetriever, sync, Hit, Embedder") == "[]"


def test_the_library_does_not_know_the_program_that_uses_it():
    code = "import index\nassert not any(name.split('.')[0] == 'qa' for name in sys.modules)"
    assert heavy_modules_after(code) == "[]"


def test_a_sync_that_finds_nothing_new_and_opening_load_no_model(write, tiny_model, tmp_path):
    corpus, index = write({"a.txt": "Norway mediated the talks."}), tmp_path / "index"
    sync([corpus], index, model=str(tiny_model))
    code = (
        "from index import Retriever, sync\n"
        "assert sync([sys.argv[1]], sys.argv[2], model=sys.argv[3]).unchanged\n"
        "assert sync([sys.argv[1]], sys.argv[2]).unchanged\n"
        "assert len(Retriever.open(sys.argv[2]).documents()) == 1"
    )
    loaded = heavy_modules_after(code, corpus, index, tiny_model)
    assert "torch" not in loaded
    assert "transformers" not in loaded


def test_nothing_but_the_store_knows_sqlite():
    others = [
        path
        for package in ("index", "qa")
        for path in (ROOT / package).rglob("*.py")
        if not path.is_relative_to(ROOT / "index" / "store")
    ]
    assert len(others) > 100
    knowing = [path for path in others if re.search(r"\bsqlite3\b", path.read_text("utf-8"))]
    assert knowing == []
