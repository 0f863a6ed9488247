"""A sync may be killed at any moment: what is there then is whole, and the next one carries on."""

import json
import random
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from index import Retriever
from index.store.store import Store

ROOT = Path(__file__).parents[2]
FILES, SENTENCES = 40, 8
ROUNDS = 100
WRITES = 2_500
"""A sync that finds every file edited makes a few more than these."""
TEXTS_AT_ONCE = 32
"""So many are embedded before their vectors are kept: the most that a kill can cost."""


def text(file, version):
    facts = (f"Fact {i} of file {file} is of version {version}." for i in range(SENTENCES))
    return " ".join(facts)


@pytest.fixture
def syncs(tmp_path):
    """Runs a sync in a process that is killed at some time or after some writes, or not at all."""
    driver = subprocess.Popen(
        [sys.executable, str(Path(__file__).with_name("killed_syncs.py")), str(TEXTS_AT_ONCE)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        cwd=ROOT,
        env={"PYTHONPATH": str(ROOT), "PATH": ""},
    )
    places = {name: str(tmp_path / name) for name in ("folder", "index", "log")}

    def run(**moment):
        driver.stdin.write(json.dumps({**places, **moment}) + "\n")
        driver.stdin.flush()
        return json.loads(driver.stdout.readline())

    yield run
    driver.stdin.close()
    driver.stdout.close()
    driver.wait()


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "folder").mkdir()
    return tmp_path / "folder"


def write(folder, version):
    for file in range(FILES):
        (folder / f"{file:03}.txt").write_text(text(file, version))


def embedded(tmp_path):
    return sum(map(int, (tmp_path / "log").read_text().split()))


def versions(tmp_path):
    """The version of each document in the index, each of one version and whole."""
    found = {}
    with Store.read(tmp_path / "index") as store:
        for number, document in store.documents().items():
            rows = store.db.execute(
                "SELECT text FROM sentence WHERE document_id = ? ORDER BY id", (number,)
            )
            sentences = [row[0] for row in rows]
            version = int(sentences[0].rstrip(".").rsplit(" ", 1)[1])
            file = int(Path(document.path).stem)
            assert " ".join(sentences) == text(file, version)
            found[file] = version
    return found


def assert_answers_are_verbatim(tmp_path, embedder, version):
    with Retriever.open(tmp_path / "index", model=embedder, reader=None) as retriever:
        for question in (f"What is fact 3 of version {version}?", "Which file is of version 0?"):
            for hit in retriever.retrieve(question, k=10):
                file = int(Path(hit.document.path).stem)
                said = [text(file, v)[hit.start : hit.end] for v in (version, version - 1)]
                assert hit.text in said
                assert hit.stale == (hit.text != said[0])


@pytest.mark.slow
def test_a_killed_sync_leaves_whole_documents_and_the_next_carries_on(
    tmp_path, folder, syncs, embedder
):
    """Each round edits every file, kills the sync of that, looks, and lets another end."""
    chance = random.Random(5)
    write(folder, 0)
    assert syncs() == 0
    clean, killed = embedded(tmp_path), 0
    for version in range(1, ROUNDS + 1):
        write(folder, version)
        at_random = {"after_share": chance.random()}
        between_writes = {"after_writes": chance.randrange(WRITES)}
        ended = syncs(**(at_random if version % 2 else between_writes))
        assert ended in (0, -signal.SIGKILL)
        killed += ended != 0
        assert set(versions(tmp_path).values()) <= {version - 1, version}
        assert_answers_are_verbatim(tmp_path, embedder, version)
        assert syncs() == 0
        assert versions(tmp_path) == dict.fromkeys(range(FILES), version)
    assert killed > ROUNDS / 3
    assert embedded(tmp_path) <= clean * (ROUNDS + 1) + killed * TEXTS_AT_ONCE
