"""What the README shows is what happens."""

import os
import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
README = (ROOT / "README.md").read_text(encoding="utf-8")

# The directory of this interpreter, where `qa` is installed beside it.
PATH = os.pathsep.join([str(Path(sys.executable).parent), os.environ["PATH"]])


def transcripts():
    """The commands of the console blocks, each with the lines shown below it."""
    for block in re.findall(r"^```console\n(.*?)^```$", README, re.MULTILINE | re.DOTALL):
        for part in re.split(r"^\$ ", block, flags=re.MULTILINE)[1:]:
            command, _, shown = part.partition("\n")
            yield command, shown


def python_block():
    return re.search(r"^```python\n(.*?)^```$", README, re.MULTILINE | re.DOTALL)[1]


@pytest.fixture
def shell(tmp_path):
    """Runs in a directory that holds the seeds, for a user who never ran qa before."""
    (tmp_path / "seeds").symlink_to(ROOT / "seeds")
    home = {"XDG_DATA_HOME": str(tmp_path / "data"), "XDG_STATE_HOME": str(tmp_path / "state")}

    def run(command):
        environment = {**os.environ, **home, "PATH": PATH}
        return subprocess.run(
            ["bash", "-c", command], cwd=tmp_path, env=environment, capture_output=True, text=True
        )

    return run


@pytest.mark.slow
@pytest.mark.usefixtures("compiled_models")
def test_the_transcripts_are_what_the_commands_print(shell):
    commands = list(transcripts())
    assert len(commands) >= 4
    for command, shown in commands:
        done = shell(command)
        assert done.returncode in (0, 1), done.stderr
        if shown:
            assert done.stdout == shown
        else:
            assert done.stdout.count("\n") == 2


@pytest.mark.slow
@pytest.mark.usefixtures("compiled_models")
def test_the_python_example_runs(shell, tmp_path):
    (tmp_path / "example.py").write_text(python_block(), encoding="utf-8")
    done = shell(f"{shlex.quote(sys.executable)} example.py")
    assert done.returncode == 0, done.stderr
    lines = done.stdout.splitlines()
    assert len(lines) == 4
    assert any("Norway" in line for line in lines[:3])
    assert lines[3].startswith("True ")


def test_the_first_command_is_installed_from_the_pins_and_asks_the_seeds():
    commands = re.findall(r"^    (python3 -m venv .*)$", README, re.MULTILINE)
    assert len(commands) == 2
    for command, last in zip(commands, ("qa seeds -q", "pytest"), strict=True):
        assert "pip install -q -c constraints.txt" in command
        assert command.split(" && ")[-1].startswith(last)


def test_every_picture_is_there_and_needs_nothing_from_elsewhere():
    pictures = re.findall(r"^!\[[^]]+\]\(([^)]+)\)$", README, re.MULTILINE)
    assert "benchmarks/results/transcript.svg" in pictures
    for picture in pictures:
        assert not re.search(
            r"(?:href|url|src)[=(]+[\"']?http", (ROOT / picture).read_text("utf-8")
        )
