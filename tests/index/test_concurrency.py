"""One process syncs again and again while others answer: nothing partial, nothing unmarked."""

import random
import subprocess
import sys
import time
from pathlib import Path

import pytest

from index import sync

ROOT = Path(__file__).parents[2]
ANSWERING = 8
FILES, SENTENCES = 20, 30
QUESTIONS, VERSIONS = 50, 30
"""So many are asked by each process, of so many versions of the files, at least."""
LIMIT_S = 300
"""Far more than a busy machine needs for that."""


def text(file, version):
    facts = (f"Fact {i} of file {file} is of version {version}." for i in range(SENTENCES))
    return " ".join(facts)


def put(folder, file, version):
    """Written whole, as an editor does it: beside its place and then moved there."""
    beginning = folder / f"{file}.tmp"
    beginning.write_text(text(file, version))
    beginning.rename(folder / f"{file}.txt")


@pytest.fixture
def answering(tmp_path):
    """Starts processes that answer; each with the file of its log."""
    started = []

    def start(folder, index):
        program = str(Path(__file__).with_name("answering.py"))
        for number in range(ANSWERING):
            log = tmp_path / f"log-{number}"
            log.touch()
            process = subprocess.Popen(
                [sys.executable, program, str(folder), str(index), str(log)],
                cwd=ROOT,
                env={"PYTHONPATH": str(ROOT), "PATH": ""},
                stderr=subprocess.PIPE,
                text=True,
            )
            started.append((process, log))
        return started

    yield start
    for process, _ in started:
        process.kill()
        process.communicate()


def counts(log):
    """How many questions were asked, and how many of the hits were stale."""
    lines = log.read_text().splitlines()
    asked, stale = lines[-1].split() if lines else (0, 0)
    return int(asked), int(stale)


@pytest.mark.slow
def test_eight_answer_while_one_syncs(tmp_path, embedder, answering):
    chance = random.Random(7)
    folder, index = tmp_path / "folder", tmp_path / "index"
    folder.mkdir()
    for file in range(FILES):
        put(folder, file, 0)
    sync([folder], index, model=embedder)
    processes = answering(folder, index)
    until = time.monotonic() + LIMIT_S
    version = asked = stale = 0
    while version < VERSIONS or asked < QUESTIONS or not stale:
        assert time.monotonic() < until, (version, asked, stale)
        version += 1
        for file in chance.sample(range(FILES), 5):
            put(folder, file, version)
        if version % 3 == 0:
            (folder / f"{chance.randrange(FILES)}.txt").unlink(missing_ok=True)
        sync([folder], index, model=embedder)
        assert [process.communicate() for process, _ in processes if process.poll()] == []
        found = [counts(log) for _, log in processes]
        asked, stale = min(asked for asked, _ in found), sum(stale for _, stale in found)
