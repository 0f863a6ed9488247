"""How long a process takes from nothing: answering a question, and importing what others import."""

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
    """What a command took, as a process of its own."""

    name: str
    seconds: float
    """The median of all rounds."""
    peak_mb: float
    """Greatest resident memory of any round."""


def measured(rounds: int) -> list[Cold]:
    """The commands in turn, `rounds` times; the first is what the others are compared with."""
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
            run(ask, environment)  # indexes the corpus, and compiles what is not yet
            taken: dict[str, list[tuple[float, float]]] = {name: [] for name in commands}
            for _ in range(rounds):
                for name, command in commands.items():
                    taken[name].append(run(command, environment))
    return [
        Cold(name, statistics.median(s for s, _ in each), max(mb for _, mb in each))
        for name, each in taken.items()
    ]


def run(command: list[str], environment: Mapping[str, str]) -> tuple[float, float]:
    """Seconds, and megabytes at most."""
    began = time.perf_counter()
    process = subprocess.Popen(
        command, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    _, _, usage = os.wait4(process.pid, 0)
    seconds = time.perf_counter() - began
    process.returncode = 0  # it has been waited for
    return seconds, usage.ru_maxrss / 1024
