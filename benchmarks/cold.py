"""How long a new process takes to answer a question, and to import what other tools import."""

import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

SEEDS = Path(__file__).parents[1] / "seeds"
QUESTION = "who mediated the 2021 talks?"
RUN = "from qa.cli import program; program()"
IMPORT = "import sentence_transformers"


@dataclass(frozen=True, slots=True)
class Cold:
    """Time and memory of a command that runs as a new process."""

    name: str
    seconds: float
    """Median of all rounds."""
    peak_mb: float
    """Highest resident memory of any round."""


def measure(rounds: int) -> list[Cold]:
    """The figures of each command; the commands take turns, `rounds` times.

    The first one is what the others are compared with.
    """
    with tempfile.TemporaryDirectory() as index:
        qa = [sys.executable, "-c", RUN]
        ask = [*qa, str(SEEDS), "-q", QUESTION, "--index", index]
        commands = {
            IMPORT: [sys.executable, "-c", IMPORT],
            "import torch": [sys.executable, "-c", "import torch"],
            "qa -q": ask,
            "qa -q, no reader": [*ask, "--reader", "none"],
            "qa --help": [*qa, "--help"],
            "qa --no-such": [*qa, "--no-such"],
        }
        with tempfile.TemporaryDirectory() as state:
            environment = os.environ | {"XDG_STATE_HOME": state}
            run(ask, environment)  # indexes the corpus, and compiles the models if need be
            taken: dict[str, list[tuple[float, float]]] = {name: [] for name in commands}
            for _ in range(rounds):
                for name, command in commands.items():
                    taken[name].append(run(command, environment))
    return [
        Cold(name, statistics.median(s for s, _ in each), max(mb for _, mb in each))
        for name, each in taken.items()
    ]


def run(command: list[str], environment: Mapping[str, str]) -> tuple[float, float]:
    """Seconds that a command takes, and its peak resident memory in megabytes."""
    began = time.perf_counter()
    process = subprocess.Popen(
        command, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    _, _, usage = os.wait4(process.pid, 0)
    seconds = time.perf_counter() - began
    process.returncode = 0  # wait4 has already waited for it
    return seconds, usage.ru_maxrss / 1024
