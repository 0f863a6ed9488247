"""One process syncs again and again while others answer: nothing partial, nothing unmarked."""

import random
import subprocess
import sys
import time
from pathlib import Path

from index import sync

ROOT = Path(__file__).parents[2]
SECONDS = 60
ANSWERING = 8
FILES, SENTENCES = 20, 30


def text(file, version):
    facts = (f"Fact {i} of file {file} is of version {version}." for i in range(SENTENCES))
    return " ".join(facts)


def put(folder, file, version):
    """Written whole, as an editor does it: beside its place and then moved there."""
    beginning = folder / f"{file}.tmp"
    beginning.write_text(text(file, version))
    beginning.rename(folder / f"{file}.txt")


def test_eight_answer_while_one_syncs(tmp_path, embedder):
    chance = random.Random(7)
    folder, index = tmp_path / "folder", tmp_path / "index"
    folder.mkdir()
    for file in range(FILES):
        put(folder, file, 0)
    sync([folder], index, model=embedder)
    command = [sys.executable, str(Path(__file__).with_name("answering.py"))]
    answering = [
        subprocess.Popen(
            [*command, str(folder), str(index), str(SECONDS)],
            cwd=ROOT,
            env={"PYTHONPATH": str(ROOT), "PATH": ""},
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        for _ in range(ANSWERING)
    ]
    end = time.monotonic() + SECONDS
    version = 0
    while time.monotonic() < end:
        version += 1
        for file in chance.sample(range(FILES), 5):
            put(folder, file, version)
        if version % 3 == 0:
            (folder / f"{chance.randrange(FILES)}.txt").unlink(missing_ok=True)
        sync([folder], index, model=embedder)
    printed = [process.communicate() for process in answering]
    assert [error for _, error in printed if error] == []
    assert [process.returncode for process in answering] == [0] * ANSWERING
    counts = [tuple(map(int, said.split())) for said, _ in printed]
    assert version >= 10
    assert all(asked >= 10 for asked, _ in counts)
    assert sum(stale for _, stale in counts) > 0
