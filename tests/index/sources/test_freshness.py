import os
import subprocess
import sys
from pathlib import Path

import pytest

from index.sources.freshness import SETTLED_NS, Stamp, digest, is_stale, reliable_stamp, stamp

ROOT = Path(__file__).parents[3]
NOW = 10**18


def test_a_stamp_is_relied_on_once_it_is_older_than_the_coarsest_clock():
    old = Stamp(5, NOW - SETTLED_NS - 1, NOW - SETTLED_NS - 1)
    assert reliable_stamp(old, NOW) == old
    assert reliable_stamp(Stamp(5, NOW - SETTLED_NS, 0), NOW) is None
    assert reliable_stamp(Stamp(5, 0, NOW - SETTLED_NS), NOW) is None


def test_a_stamp_ahead_of_the_clock_is_not_relied_on():
    assert reliable_stamp(Stamp(5, NOW + 1, 0), NOW) is None
    assert reliable_stamp(Stamp(5, 0, NOW + 10**15), NOW) is None


def test_a_file_with_the_stamp_it_is_known_by_is_not_read(tmp_path):
    path = tmp_path / "a.txt"
    path.write_text("Text.")
    assert not is_stale(str(path), "another digest", stamp(os.stat(path)))


def test_a_file_with_another_stamp_is_stale_if_its_content_differs(tmp_path):
    path = tmp_path / "a.txt"
    path.write_text("Text.")
    sha256, known = digest(str(path)), stamp(os.stat(path))
    os.utime(path, (1, 1))
    assert not is_stale(str(path), sha256, known)
    assert not is_stale(str(path), sha256, None)
    path.write_text("Test.")
    assert is_stale(str(path), sha256, known)


def test_an_edit_that_keeps_size_and_modification_time_changes_the_stamp(tmp_path):
    path = tmp_path / "a.txt"
    path.write_text("Norway.")
    os.utime(path, (1, 1))
    known = stamp(os.stat(path))
    path.write_text("Sweden.")
    os.utime(path, (1, 1))
    assert stamp(os.stat(path)) != known


@pytest.mark.parametrize("kind", ["gone", "folder", "pipe", "link"])
def test_a_file_that_is_gone_or_no_longer_regular_is_stale_and_does_not_block(tmp_path, kind):
    path, other = tmp_path / "a.txt", tmp_path / "b.txt"
    other.write_text("Text.")
    make = {
        "gone": lambda: None,
        "folder": path.mkdir,
        "pipe": lambda: os.mkfifo(path),
        "link": lambda: path.symlink_to(other),
    }
    make[kind]()
    assert is_stale(str(path), digest(str(other)), stamp(os.stat(other)))


def test_an_unchanged_corpus_is_not_read_again(write, tmp_path):
    """Only its folders are opened; the first syncs come too soon after writing to rely on times."""
    folder = write({f"{i}.txt": f"Text {i}." for i in range(20)})
    code = f"""
import os, runpy, sys, time
from index import sync
from index.sources.freshness import SETTLED_NS
embedder = runpy.run_path({str(ROOT / "tests" / "conftest.py")!r})["BagOfWords"]()
def run():
    return sync([{str(folder)!r}], {str(tmp_path / "index")!r}, model=embedder)
opened = []
sys.addaudithook(lambda event, args: event == "open" and opened.append(str(args[0])))
def read():
    return len({{path for path in opened if path.startswith({str(folder) + "/"!r})}})
assert len(run().added) == 20
is_soon = time.time_ns() - os.stat({str(folder / "0.txt")!r}).st_mtime_ns < SETTLED_NS
opened.clear()
assert len(run().unchanged) == 20
assert read() == 20 or not is_soon, opened  # a busy machine may be too late for that
time.sleep(2.1)
assert len(run().unchanged) == 20
opened.clear()
assert len(run().unchanged) == 20
assert read() == 0, opened
"""
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
