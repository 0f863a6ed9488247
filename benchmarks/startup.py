"""How long help and a refused argument take, beside importing torch in the same run.

    python -m benchmarks.startup

Each command is run in turn, seven rounds, a process each; the table has the median of each in
seconds and its ratio to `python -c "import torch"`.
"""

import statistics
import subprocess
import sys
import time

from benchmarks.provenance import provenance

ROUNDS = 7
RUN = "from qa.cli import main; main()"
COMMANDS = {
    "import torch": [sys.executable, "-c", "import torch"],
    "import sentence_transformers": [sys.executable, "-c", "import sentence_transformers"],
    "qa --help": [sys.executable, "-c", RUN, "--help"],
    "qa --no-such-option": [sys.executable, "-c", RUN, "--no-such-option"],
}


def seconds(command: list[str]) -> float:
    began = time.perf_counter()
    subprocess.run(command, capture_output=True, check=False)
    return time.perf_counter() - began


def main() -> None:
    taken: dict[str, list[float]] = {name: [] for name in COMMANDS}
    for _ in range(ROUNDS):
        for name, command in COMMANDS.items():
            taken[name].append(seconds(command))
    torch = statistics.median(taken["import torch"])
    print(f"{'command':<30}{'s':>7}{'÷ import torch':>16}")
    for name, times in taken.items():
        median = statistics.median(times)
        print(f"{name:<30}{median:>7.2f}{median / torch:>16.2f}")
    print(provenance("cited-qa", "torch"))


if __name__ == "__main__":
    main()
