import json
import os
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path
from xml.etree import ElementTree

import pytest
import torch
from safetensors.torch import load_file

from index.readers import Excerpt
from index.readers.extractive import ExtractiveReader
from index.readers.network import ARCHITECTURE, Network
from training.reader import Run, main

ROOT = Path(__file__).parents[2]
STEPS = 24


def arguments(data, model, out, steps):
    chosen = {"data": data, "model": model, "out": out, "steps": steps}
    fixed = {"save-every": 5, "questions": 2, "trials": 0}
    return [f"--{name}={value}" for name, value in (chosen | fixed).items()]


@pytest.fixture(scope="module", autouse=True)
def one_thread():
    """More would only wait for each other on a network so small."""
    threads = torch.get_num_threads()
    torch.set_num_threads(1)
    yield
    torch.set_num_threads(threads)


@pytest.fixture(scope="module")
def train(data, tiny_encoder):
    """Trains in this process, in a folder."""

    def train(out, steps=STEPS, *others):
        given = arguments(data, tiny_encoder, out, steps)
        with pytest.MonkeyPatch.context() as patch, torch.random.fork_rng():
            patch.setattr(sys, "argv", ["reader", *given, *others])
            main()
        return out

    return train


@pytest.fixture(scope="module")
def trained(train, tmp_path_factory):
    """What a run leaves behind that nothing interrupts."""
    return train(tmp_path_factory.mktemp("trained") / "out")


def state(out):
    return torch.load(out / "latest.pt", weights_only=True)


def require_the_same_weights(out, other):
    for name, tensor in state(out)["network"].items():
        torch.testing.assert_close(tensor, state(other)["network"][name], rtol=0, atol=1e-7)


def log(out):
    return [json.loads(line) for line in (out / "log.jsonl").read_text().splitlines()]


# A run


def test_a_run_leaves_a_reader_that_reads(trained, tiny_encoder):
    reader = ExtractiveReader(trained / "reader", sha256=None)
    ((first, second),) = reader.read(
        "How long is the river Alba?", [Excerpt("Alba", ("The river Alba is long.", "Who knows."))]
    )
    assert first.score != second.score
    weights = load_file(trained / "reader" / "model.safetensors")
    assert {tensor.dtype for tensor in weights.values()} == {torch.float16}
    config = json.loads((trained / "reader" / "config.json").read_text())
    assert config.keys() == {*ARCHITECTURE, "tokens_per_word"}
    assert (trained / "reader" / "tokenizer.json").read_bytes() == (
        tiny_encoder / "tokenizer.json"
    ).read_bytes()


def test_a_run_has_changed_what_it_began_as(trained, tiny_encoder):
    name = "embeddings.word_embeddings.weight"
    began = load_file(tiny_encoder / "model.safetensors")[name]
    ended = load_file(trained / "reader" / "model.safetensors")
    assert ended[f"encoder.{name}"].shape == began.shape
    assert not torch.equal(ended[f"encoder.{name}"], began.half())
    assert (ended["outputs.bias"] != 0).all()


def test_a_run_leaves_its_log_and_a_picture_of_it(trained):
    (row,) = log(trained)
    assert row.keys() == {"step", "sentence", "span", "seconds"}
    assert row["step"] == STEPS
    assert 0 < row["sentence"] < 10
    assert ElementTree.parse(trained / "curve.svg").getroot().tag.endswith("svg")


@pytest.mark.slow
def test_a_run_that_was_killed_ends_as_one_that_was_not(
    trained, data, tiny_encoder, train, tmp_path
):
    out = tmp_path / "out"
    out.mkdir()
    # A pipe that nobody reads for a log: there the run waits, however late it is killed.
    os.mkfifo(out / "log.jsonl")
    running = subprocess.Popen(
        [sys.executable, "-m", "training.reader", *arguments(data, tiny_encoder, out, STEPS)],
        cwd=ROOT,
        env=os.environ | {"OMP_NUM_THREADS": "1"},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
    )
    while running.poll() is None and not (out / "latest.pt").exists():
        time.sleep(0.001)
    running.send_signal(signal.SIGKILL)
    _, complaint = running.communicate()
    assert running.returncode == -signal.SIGKILL, complaint.decode()
    assert 5 <= state(out)["step"] < STEPS
    (out / "log.jsonl").unlink()
    train(out)
    require_the_same_weights(out, trained)


def test_a_finished_run_given_more_steps_goes_on_from_where_it_was(trained, train, tmp_path):
    out = shutil.copytree(trained, tmp_path / "out")
    train(out, STEPS + 10)
    assert state(out)["step"] == state(out)["steps"] == STEPS + 10
    assert state(out)["since"] == STEPS
    assert [row["step"] for row in log(out)] == [STEPS, STEPS + 10]
    before, after = (state(folder)["network"]["outputs.weight"] for folder in (trained, out))
    assert not torch.equal(before, after)


def test_a_run_without_a_set_or_a_kind_of_group_learns_otherwise(trained, train, tmp_path):
    out = train(tmp_path / "out", STEPS, "--without", "tydiqa_en", "headed")
    before, after = (state(folder)["network"]["outputs.weight"] for folder in (trained, out))
    assert not torch.equal(before, after)


@pytest.fixture
def new_run(tiny_reader_directory, tmp_path):
    """A run of so many steps, as it is before it takes up anything, all in one folder."""

    def new_run(steps, step=0):
        network = Network(json.loads((tiny_reader_directory / "config.json").read_text()))
        optimizer = torch.optim.AdamW(network.parameters())
        device = torch.device("cpu")
        kept = (tiny_reader_directory, (2, 3), device, 5, step)
        return Run(tmp_path, steps, 0, 2, network, optimizer, {}, {}, *kept)

    return new_run


@pytest.mark.parametrize(
    ("done", "of", "steps", "since"),
    [
        (60, 100, 100, 0),
        (100, 100, 100, 0),
        # Finished, and given more: the rate rises once more.
        (100, 100, 200, 100),
    ],
)
def test_a_run_goes_on_with_what_was_done(new_run, done, of, steps, since):
    new_run(of, done).save()
    run = new_run(steps)
    run.resume()
    assert (run.step, run.since) == (done, since)


def test_a_run_without_anything_done_begins_at_the_beginning(new_run):
    run = new_run(100)
    run.resume()
    assert (run.step, run.since) == (0, 0)


@pytest.mark.parametrize(("done", "of", "steps"), [(60, 100, 200), (60, 100, 50), (100, 100, 50)])
def test_a_run_of_another_length_is_not_taken_up(new_run, done, of, steps):
    new_run(of, done).save()
    with pytest.raises(ValueError, match=f"holds {done} steps of a run of {of}, not of {steps}"):
        new_run(steps).resume()


def test_a_command_for_a_run_of_another_length_ends_with_one_line(trained, train, capsys):
    with pytest.raises(SystemExit) as stop:
        train(trained, STEPS - 1)
    assert stop.value.code == 2
    assert f"holds {STEPS} steps of a run of {STEPS}" in capsys.readouterr().err
    assert state(trained)["step"] == STEPS


def test_a_finished_run_asked_for_again_stays_as_it_is(trained, train):
    before = state(trained)
    files = {path: path.read_bytes() for path in (trained / "reader").iterdir()}
    train(trained)
    assert state(trained)["step"] == before["step"] == STEPS
    assert {path: path.read_bytes() for path in (trained / "reader").iterdir()} == files
    assert len(log(trained)) == 1
