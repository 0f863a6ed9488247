"""What a run must not load. How long it takes is a benchmark's business."""

import importlib
import subprocess
import sys

import pytest

HEAVY = ["torch", "transformers", "sentence_transformers", "faiss"]


def loaded(*lines):
    script = "\n".join([*lines, f"import sys; print([m for m in {HEAVY} if m in sys.modules])"])
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True)
    return done.stdout.splitlines()[-1]


def test_importing_the_packages_loads_no_model_library():
    assert loaded("import index, qa, qa.cli, qa.prompt.repl") == "[]"


@pytest.mark.parametrize("argument", ["--help", "--version", "--no-such-option"])
def test_help_and_a_refused_argument_load_no_model_library(argument):
    assert (
        loaded("import qa.cli", f"try: qa.cli.main(['{argument}'])", "except SystemExit: pass")
        == "[]"
    )


def test_a_sync_that_finds_nothing_changed_loads_no_model_library(seeds_index):
    sync = f"import index; print(index.sync(['seeds'], {str(seeds_index)!r}).embedded)"
    assert loaded(sync) == "[]"


def test_a_question_loads_no_library_that_models_are_made_with(seeds_index, home):
    question = ["seeds", "-q", "who mediated the 2021 talks?", "--index", str(seeds_index)]
    assert loaded(f"import qa.cli\ntry: qa.cli.main({question})\nexcept SystemExit: pass") == (
        "['faiss']"
    )


@pytest.mark.parametrize("package", ["index", "qa"])
def test_every_name_that_a_package_offers_is_there_and_no_other(package):
    module = importlib.import_module(package)
    assert all(getattr(module, name) is not None for name in module.__all__)
    with pytest.raises(AttributeError, match=f"module '{package}' has no attribute 'Chatbot'"):
        module.Chatbot  # noqa: B018


def test_reading_files_in_a_process_of_their_own_loads_no_arrays():
    script = "import sys, index.loaders.worker; print('numpy' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True)
    assert done.stdout == "False\n"
