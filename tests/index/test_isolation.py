"""The other process: what it does when a loader hangs, crashes, or takes too much memory.

The loaders here are functions of the standard library, which take bytes and do no good with them.
"""

import logging
import os
import signal
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from index.errors import LoadError, UnfinishedError
from index.loaders import isolation
from index.loaders.isolation import Worker

ROOT = Path(__file__).parents[2]
HTML = b"<!doctype html><p>Some text.</p>"
needs_limits = pytest.mark.skipif(sys.platform != "linux", reason="limits are the system's")


@pytest.fixture
def worker():
    worker = Worker(timeout_s=20.0)
    yield worker
    worker.end()


@pytest.fixture
def loader(tmp_path, monkeypatch):
    """Makes a loader of the given lines of code."""
    monkeypatch.syspath_prepend(str(tmp_path))

    def loader(code, name="mischief"):
        lines = "".join(f"    {line}\n" for line in code.splitlines())
        (tmp_path / f"{name}.py").write_text(f"import os, sys, time\ndef load(data):\n{lines}")
        return f"{name}:load"

    return loader


def text_of(worker, data=HTML):
    (extract,) = worker.read("index.loaders.html:load", data)
    return extract.text


def running(worker):
    return worker._process.pid


def test_one_process_reads_file_after_file(worker):
    assert text_of(worker) == "Some text."
    first = running(worker)
    assert text_of(worker, b"<p>More.") == "More."
    assert running(worker) == first


@needs_limits
def test_a_loader_may_take_so_much_of_the_processors_time(loader):
    worker = Worker(timeout_s=0.8)
    with pytest.raises(LoadError, match="took longer than 1 s") as caught:
        worker.read(loader("while True: pass"), b"")
    assert not isinstance(caught.value, UnfinishedError)
    worker.end()


@needs_limits
def test_a_loader_that_waits_for_others_is_not_refused_what_it_needs_of_the_processor(loader):
    """As on a busy machine: a second and a half pass, and next to nothing of them is its own."""
    worker = Worker(timeout_s=1.0)
    assert worker.read(loader("time.sleep(1.5)\nreturn ()"), b"") == ()
    worker.end()


def test_a_loader_that_sleeps_is_given_up_for_now(loader):
    worker = Worker(patience_s=1.4)
    with pytest.raises(UnfinishedError, match="did not answer for 1 s"):
        worker.read(loader("time.sleep(600)"), b"")
    assert worker.read(loader("return ()", "quick"), b"") == ()
    worker.end()


def test_reading_can_be_ended_at_once_and_may_succeed_another_time(
    worker, loader, tmp_path, wait_for
):
    begun = tmp_path / "begun"
    with ThreadPoolExecutor(1) as pool:
        code = f"open({str(begun)!r}, 'w').close()\ntime.sleep(120)"
        reading = pool.submit(worker.read, loader(code), b"")
        wait_for(begun.exists)
        worker.abort()
        with pytest.raises(UnfinishedError, match="ended by SIGKILL"):
            reading.result()
    assert text_of(worker) == "Some text."


@pytest.mark.parametrize("code", ["os._exit(3)", "os.kill(os.getpid(), 11)", "os.abort()"])
def test_a_loader_that_crashes_is_said_to_and_the_next_file_is_read(worker, loader, code):
    with pytest.raises(LoadError, match="its reader crashed") as caught:
        worker.read(loader(code), b"")
    assert not isinstance(caught.value, UnfinishedError)
    assert text_of(worker) == "Some text."


@pytest.mark.parametrize("name", ["SIGKILL", "SIGTERM", "SIGHUP"])
def test_a_loader_that_somebody_ends_may_succeed_another_time(worker, loader, name):
    code = "import signal\n"
    if name != "SIGKILL":  # whoever runs the tests may have had it ignored
        code += f"signal.signal(signal.{name}, signal.SIG_DFL)\n"
    ending = loader(f"{code}os.kill(os.getpid(), signal.{name})")
    with pytest.raises(UnfinishedError, match=f"its reader was ended by {name}"):
        worker.read(ending, b"")
    assert text_of(worker) == "Some text."


@pytest.mark.parametrize(
    "code", ["import no_such_library", "raise OSError(24, 'too many open files')"]
)
def test_what_the_system_refuses_a_loader_may_be_had_another_time(worker, loader, code):
    with pytest.raises(UnfinishedError, match="its reader failed"):
        worker.read(loader(code), b"")


def test_a_process_that_cannot_start_is_no_fault_of_the_file(worker, monkeypatch):
    monkeypatch.setattr(sys, "executable", "/no/such/python")
    with pytest.raises(UnfinishedError, match="no process to read it in"):
        text_of(worker)
    monkeypatch.setattr(sys, "executable", "/bin/false")
    with pytest.raises(UnfinishedError, match="could not start"):
        text_of(worker)


@needs_limits
def test_a_loader_that_takes_too_much_memory_is_refused_it(worker, loader):
    with pytest.raises(LoadError, match="could not be read in 500 MB of memory"):
        worker.read(loader("return bytes(4_000_000_000)"), b"")
    assert text_of(worker) == "Some text."


def test_what_a_loader_raises_is_the_reason(worker, loader):
    with pytest.raises(LoadError, match="its reader failed: ValueError: odd"):
        worker.read(loader("raise ValueError('odd')"), b"")
    with pytest.raises(LoadError, match="nested too deeply"):
        worker.read(loader("return load(data)", "deep"), b"")


def test_the_traceback_of_a_loader_that_failed_is_in_the_log(worker, loader, caplog):
    caplog.set_level(logging.DEBUG)
    with pytest.raises(LoadError):
        worker.read(loader("raise ValueError('odd')"), b"")
    assert "in load" in caplog.text
    assert "ValueError: odd" in caplog.text


def test_what_a_loader_prints_is_seen_by_nobody(worker, loader, capfd):
    code = "print('x' * 100_000)\nos.write(1, b'x' * 100_000)\nsys.stderr.write('x')\nreturn ()"
    assert worker.read(loader(code), b"") == ()
    assert capfd.readouterr() == ("", "")


def test_ctrl_c_is_not_the_other_process_s_to_act_on(worker):
    text_of(worker)
    os.kill(running(worker), signal.SIGINT)
    assert text_of(worker) == "Some text."


def test_text_is_read_without_another_process():
    code = (
        "import sys\nfrom index import loaders\nfrom index.loaders import isolation\n"
        "for name in ('a.txt', 'a.md', 'a.csv', 'a.jsonl', 'a.py'):\n"
        '    loaders.load(name, b\'"text"\\n"more"\')\n'
        "assert isolation._shared._process is None\n"
    )
    subprocess.run([sys.executable, "-c", code], cwd=ROOT, check=True)


def test_the_other_process_loads_only_what_it_needs(worker, loader):
    code = (
        "from index.records import Extract\n"
        "heavy = {'numpy', 'torch', 'faiss', 'pypdfium2'} & set(sys.modules)\n"
        "return (Extract(' '.join(heavy) or 'none', '', None, None),)"
    )
    (extract,) = worker.read(loader(code), b"")
    assert extract.text == "none"


def test_a_script_without_a_main_guard_can_load(tmp_path):
    script = tmp_path / "script.py"
    script.write_text(
        f"import sys\nsys.path.insert(0, {str(ROOT)!r})\nprint('once')\n"
        f"from index.loaders import load\nprint(load('a.html', {HTML!r})[0].text)\n"
    )
    done = subprocess.run(
        [sys.executable, str(script)], capture_output=True, text=True, check=True, cwd=tmp_path
    )
    assert (done.stdout, done.stderr) == ("once\nSome text.\n", "")


@needs_limits
def test_the_other_process_ends_with_this_one(tmp_path, wait_for):
    code = (
        "import os, signal\nfrom index.loaders import isolation, load\n"
        f"load('a.html', {HTML!r})\nprint(isolation._shared._process.pid, flush=True)\n"
        "os.kill(os.getpid(), signal.SIGKILL)"
    )
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, check=False)
    other = Path("/proc", done.stdout.decode().strip(), "stat")

    def is_over():
        try:
            return other.read_text().rpartition(")")[2].split()[0] == "Z"
        except (FileNotFoundError, ProcessLookupError):
            return True

    wait_for(is_over)


def test_dismissed_it_starts_again_when_needed():
    format_read = isolation._shared
    assert text_of(format_read) == "Some text."
    isolation.dismiss()
    assert format_read._process is None
    assert text_of(format_read) == "Some text."
    isolation.dismiss()
