"""Disks that fail, fill up or are copied at the wrong moment, and clocks that are set back."""

import os
import random
import resource
import shutil
import subprocess
import sys
from contextlib import suppress
from pathlib import Path
from threading import Event, Thread

import pytest

from index import Retriever, sync
from index.errors import SearchError, StoreError
from index.store import database
from index.store.store import Store
from index.store.verification import verify

ROOT = Path(__file__).parents[2]
CONFTEST = Path(__file__).parents[1] / "conftest.py"
QUESTIONS = ["Who mediated the talks?", "Which river does the bridge span?", "How many eggs?"]
FILES = {
    f"{i}.txt": f"Date: {2000 + i}\n\nNorway mediated talk {i}. The bridge {i} spans the river."
    f" Cake {i} needs {i} eggs. It was hot that day."
    for i in range(20)
}


@pytest.fixture
def folder(write):
    return write(FILES)


@pytest.fixture
def index(folder, embedder, tmp_path):
    sync([folder], tmp_path / "index", model=embedder)
    return tmp_path / "index"


def assert_verbatim_or_refused(index, folder, embedder):
    """Every hit is cut out of its file; or there is one line that says what is wrong."""
    try:
        with Retriever.open(index, model=embedder, reader=None) as retriever:
            for question in QUESTIONS:
                for hit in retriever.retrieve(question, k=10):
                    said = FILES[Path(hit.document.path).name]
                    assert said[hit.start : hit.end] == hit.text
                    assert said[: hit.start].count("\n") + 1 == hit.line
                    assert hit.before in said
                    assert hit.after in said
                    assert hit.document.date == said[6:10]
        return True
    except SearchError:
        return False


def damaged_copies(index, tmp_path, chance, count):
    data = (index / database.FILE_NAME).read_bytes()
    for number in range(count):
        copy = bytearray(data)
        for _ in range(chance.choice([1, 1, 1, 8])):
            # Not the header alone: all of the file.
            copy[chance.randrange(len(copy))] ^= 1 << chance.randrange(8)
        if number % 5 == 0:
            copy = copy[: chance.randrange(len(copy))]
        place = tmp_path / f"damaged-{number}"
        place.mkdir()
        (place / database.FILE_NAME).write_bytes(copy)
        yield place
        shutil.rmtree(place)


@pytest.mark.slow
def test_flipped_bits_are_never_shown_as_what_a_file_says(index, folder, embedder, tmp_path):
    chance = random.Random(3)
    answered = [
        assert_verbatim_or_refused(place, folder, embedder)
        for place in damaged_copies(index, tmp_path, chance, 150)
    ]
    assert 10 < sum(answered) < 150


def test_checking_a_damaged_index_ends_in_a_verdict(index, tmp_path):
    chance = random.Random(4)
    verdicts = []
    for place in damaged_copies(index, tmp_path, chance, 60):
        with suppress(SearchError):  # not ours any more, or of another version
            verdicts.append(verify(place, lambda check: None).is_found)
    assert sum(verdicts) > 30


@pytest.mark.slow
def test_a_full_disk_is_one_line_and_the_next_sync_carries_on(folder, embedder, tmp_path):
    """A process that may write no larger files stands in for a disk that is full."""
    place = tmp_path / "index"
    code = f"""
import resource, runpy, signal, sys
from index import sync
from index.errors import StoreError
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
embedder = runpy.run_path({str(CONFTEST)!r})["BagOfWords"]()
resource.setrlimit(resource.RLIMIT_FSIZE, (int(sys.argv[1]), resource.RLIM_INFINITY))
try:
    sync([{str(folder)!r}], {str(place)!r}, model=embedder)
except StoreError as error:
    sys.exit(f"{{error}}")
"""
    refused = 0
    for size in range(0, 400_000, 40_000):
        done = subprocess.run(
            [sys.executable, "-c", code, str(size)],
            cwd=ROOT,
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.stderr.count("\n") <= 1, done.stderr
        refused += done.returncode == 1
        if database.exists(str(place)):
            assert_verbatim_or_refused(place, folder, embedder)
    assert refused >= 3
    sync([folder], place, model=embedder)
    assert assert_verbatim_or_refused(place, folder, embedder)
    assert resource.getrlimit(resource.RLIMIT_FSIZE)[0] == resource.RLIM_INFINITY


def test_a_copy_made_while_the_index_is_written_is_whole_or_refused(
    folder, index, embedder, tmp_path, write
):
    """Copied file by file, as `cp -r` does it, while every file is edited again and again."""
    copied = Event()

    def edit():
        while not copied.is_set():
            for name, text in FILES.items():
                (folder / name).write_text(text + " " * edit.rounds)
            edit.rounds += 1
            sync([folder], index, model=embedder)

    edit.rounds = 0
    writer = Thread(target=edit)
    writer.start()
    answered = 0
    try:
        for number in range(15):
            copy = tmp_path / f"copy-{number}"
            copy.mkdir()
            for path in sorted(index.iterdir()):
                if path.name.endswith(".lock") or path.name.endswith("-shm"):
                    continue
                try:
                    shutil.copy(path, copy)
                except FileNotFoundError:
                    continue
            answered += assert_verbatim_or_refused(copy, folder, embedder)
    finally:
        copied.set()
        writer.join()
    assert answered
    assert edit.rounds


def test_a_database_that_is_gone_while_it_is_asked_is_an_error_or_the_old_answer(
    index, folder, embedder
):
    with Retriever.open(index, model=embedder, reader=None) as retriever:
        assert retriever.retrieve(QUESTIONS[0])
        shutil.rmtree(index)
        with suppress(StoreError):
            assert retriever.retrieve(QUESTIONS[0])[0].text.startswith("Norway mediated")


def test_edits_are_seen_though_the_clock_was_set_back(folder, index, embedder):
    """Files from what is now the future, and an edit that makes a file seem older than it was."""
    for name in FILES:
        os.utime(folder / name, (4_000_000_000, 4_000_000_000))
    assert len(sync([folder], index, model=embedder).unchanged) == 20
    (folder / "3.txt").write_text("Edited now.")
    (folder / "4.txt").write_text("Edited long ago.")
    os.utime(folder / "4.txt", (1_000, 1_000))
    (folder / "5.txt").write_text("Edited in times to come.")
    os.utime(folder / "5.txt", (4_000_000_000, 4_000_000_000))
    report = sync([folder], index, model=embedder)
    assert [Path(path).name for path in report.updated] == ["3.txt", "4.txt", "5.txt"]
    with Store.read(index) as store:
        sizes = {Path(path).name: file.size for path, file in store.files().items()}
    assert sizes["5.txt"] is None  # no stamp that it could be known by
