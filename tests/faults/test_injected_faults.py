"""Whichever system call fails, a command gives a right answer, or one line and exit status 2."""

import json
import os
import re
import runpy
import shutil
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from queue import Queue

import pytest

COMMANDS = Path(__file__).with_name("commands.py")
commands = runpy.run_path(str(COMMANDS))
CALLS, JOBS = commands["CALLS"], commands["JOBS"]
MODEL, ASK, QUESTION = (commands[name] for name in ("MODEL", "ASK", "QUESTION"))

POSITIONS = int(os.environ.get("QA_FAULT_POSITIONS", "1"))
"""So many calls of each kind fail, one a run; commands.py --all has every one fail."""
ALIKE = ("question in JSON", "sync of the corpus used last") if POSITIONS == 1 else ()
"""Jobs that take the ways of others, left out of a quick run."""
WITH_MODEL = "question"
"""The job in which calls fail at the model and the cache, which all others use alike."""
STAGES = 1 if "PYTEST_XDIST_WORKER" in os.environ else 2
"""Processes that run commands, each for itself; the workers of pytest-xdist keep the cores busy."""

pytestmark = pytest.mark.slow

DAY_S = 24 * 60 * 60
SYNC, ASKED = ("sync", "CORPUS", *MODEL), ("CORPUS", *ASK, "--json", "-k", "100", "-q", QUESTION)

needs_mounts = pytest.mark.skipif(
    not hasattr(os, "geteuid") or os.geteuid() != 0 or not shutil.which("mount"),
    reason="only root may mount a small disk",
)


class Stage:
    """A process that runs commands with calls failing in them."""

    def __init__(self, environment):
        self._process = subprocess.Popen(
            [sys.executable, str(COMMANDS)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            env=environment,
        )
        self.base = None

    def __call__(self, **request):
        if self.base is None:
            self.base = Path(json.loads(self._process.stdout.readline())["base"])
        self._process.stdin.write(json.dumps(request) + "\n")
        self._process.stdin.flush()
        return json.loads(self._process.stdout.readline())

    def run(self, *arguments, restores=False, **rest):
        return self(scenario="new", arguments=arguments, restores=restores, **rest)

    @property
    def notes(self):
        return self.base / "homes" / "new" / "notes"

    def close(self):
        self._process.stdin.close()
        self._process.stdout.close()
        self._process.wait()


@pytest.fixture(scope="session")
def environment(tmp_path_factory):
    """Of a process with the injector, where there can be one."""
    if sys.platform != "linux":
        pytest.skip("libraries are preloaded on Linux alone")
    if not shutil.which("cc"):
        pytest.skip("no C compiler")
    environment = commands["preload"](tmp_path_factory.mktemp("injector"))
    code = "import ctypes; ctypes.CDLL(None).fault_disarm"
    tried = subprocess.run([sys.executable, "-c", code], env=environment, capture_output=True)
    if tried.returncode:
        pytest.skip(f"the injector cannot be preloaded: {tried.stderr.decode()[-200:]}")
    return environment


@pytest.fixture(scope="session")
def stages(environment):
    """Stages that are free; a context lends one."""
    made = [Stage(environment) for _ in range(STAGES)]
    free = Queue()
    for stage in made:
        free.put(stage)

    @contextmanager
    def lent():
        stage = free.get()
        try:
            yield stage
        finally:
            free.put(stage)

    yield lent
    for stage in made:
        stage.close()


@pytest.fixture(scope="session")
def examined(stages, request):
    """What is coming of every job that is asked for here, from all stages at once."""

    def examine(job, places):
        with stages() as stage:
            asked = {"examine": job, "most": POSITIONS, "places": places}
            return {call: stage(calls=call, **asked) for call in CALLS}

    calls = [getattr(item, "callspec", None) for item in request.session.items]
    asked = [call.params for call in calls if call and "job" in call.params]
    with ThreadPoolExecutor(STAGES) as pool:
        yield {
            (each["job"], each["places"]): pool.submit(examine, each["job"], each["places"].split())
            for each in asked
        }


@pytest.fixture
def stage(stages, tmp_path):
    with stages() as stage:
        notes = stage(scenario="new", arguments=["--version"], restores=True) and stage.notes
        kept = shutil.copytree(notes, tmp_path / "kept")
        yield stage
        shutil.rmtree(notes)
        shutil.copytree(kept, notes)


def cited(outcome):
    """The citations of an answer in JSON, by their texts."""
    assert outcome["status"] in (0, 1), outcome
    return {cited["text"]: cited for cited in json.loads(outcome["out"])["citations"]}


def from_file(outcome, path):
    return [each for each in cited(outcome).values() if each["document"]["path"] == str(path)]


def assert_told(outcome):
    """It ended well, or told in one line why not."""
    assert "Traceback" not in outcome["err"]
    assert "internal error" not in outcome["err"]
    if outcome["status"] != 0:
        assert outcome["status"] == 2, outcome
        assert re.findall("^qa: .*", outcome["err"], re.MULTILINE) == [
            outcome["err"].splitlines()[-1]
        ]


@pytest.mark.parametrize(
    ("job", "places"),
    [*((job, "corpus screen") for job in JOBS if job not in ALIKE), (WITH_MODEL, "model")],
)
def test_a_call_that_fails_costs_no_more_than_one_line(job, places, examined):
    found = examined[job, places].result()
    assert not [wrong for each in found.values() for wrong in each["wrong"]]
    if job not in ("completion", "help"):  # else what was to fail was never called
        assert all(found[call]["runs"] for call in ("open", "read", "stat"))


@pytest.mark.parametrize("seconds", [-3650 * DAY_S, -DAY_S, DAY_S, 3650 * DAY_S])
def test_edits_are_seen_though_the_clock_jumped_in_the_middle_of_a_sync(stage, seconds):
    """The edit keeps the size of the file, so that its times alone tell of it."""
    looks = stage.run(*SYNC, restores=True)["counts"]["clock"]
    jumped = stage.run(*SYNC, restores=True, jump=[seconds, 1 + looks // 2])
    assert jumped["status"] == 0, jumped
    (stage.notes / "cake.txt").write_text("The cake needs seven egg.\n")
    assert (stage.notes / "cake.txt").stat().st_size == len("The cake needs three eggs.")
    found = cited(stage.run(*ASKED, jump=[0, 0]))
    assert "The cake needs seven egg." in found
    assert "The cake needs three eggs." not in found
    again = stage.run(*SYNC, jump=[0, 0])
    assert "unchanged" in again["err"]


@pytest.mark.parametrize("deed", ["truncate", "append", "replace", "remove"])
@pytest.mark.parametrize("at", [1, 2])
def test_a_file_that_changes_while_it_is_read_is_cited_as_it_was_or_is(stage, deed, at):
    """Before its head is read, or between the head and the rest."""
    path, other = stage.notes / "long.txt", stage.base / "other"
    long = "".join(f"Fact {i} of the long file is old.\n" for i in range(300))
    path.write_text(long)
    other.write_text(long.replace("old", "new"))
    given = "Fact 1001 of the long file is appended.\n" if deed == "append" else str(other)
    fault = {"call": "read", "at": at, "deed": deed, "other": given, "prefix": str(path)}
    raced = stage.run(*SYNC, restores=True, jump=[0, 0], **fault)
    assert raced["fired"], raced
    assert_told(raced)
    now = path.read_text() if path.exists() else ""
    asks = ("CORPUS", *ASK, "--json", "-k", "20", "-q", "Which fact of the long file is it?")
    before = from_file(stage.run(*asks, "--no-sync", jump=[0, 0]), path)
    after = from_file(stage.run(*asks, jump=[0, 0]), path)
    assert bool(after) == bool(now)
    assert not any(citation["stale"] for citation in after)
    for citation in [*(each for each in before if not each["stale"]), *after]:
        assert now[citation["start"] : citation["end"]] == citation["text"]


@needs_mounts
def test_a_small_disk_that_fills_up_is_one_line_and_the_next_sync_carries_on(stage, tmp_path):
    """Full while the schema, the rows, the vectors or the index of words are written."""
    facts = (f"Fact {i} of word{i} and {i * 7919} other words.\n" for i in range(300))
    (stage.notes / "facts.txt").write_text("".join(facts))
    disk = tmp_path / "disk"
    disk.mkdir()
    ended = []
    for size_kb in (40, 200, 350, 4000):
        options = ["-t", "tmpfs", "-o", f"size={size_kb}k", "none", str(disk)]
        mounted = subprocess.run(["mount", *options], capture_output=True, text=True, check=False)
        if mounted.returncode:
            pytest.skip(f"nothing can be mounted here: {mounted.stderr}")
        try:
            there = ("--index", str(disk / "index"))
            full = stage.run(*SYNC, *there, restores=True)
            assert_told(full)
            ended.append(full["status"])
            if full["status"]:
                subprocess.run(["mount", "-o", "remount,size=8m", str(disk)], check=True)
            found = cited(stage.run(*ASKED, *there))
            assert {*commands["SENTENCES"]} - set(found) == set() or len(found) == 100
        finally:
            subprocess.run(["umount", str(disk)], check=True)
    assert ended[0] == 2
    assert ended[-1] == 0


def test_a_call_fails_where_it_is_told_to(environment, tmp_path):
    """The injector itself: what it stands between, and what it lets alone."""
    (tmp_path / "in").mkdir()
    for name in ("in/a", "b"):
        (tmp_path / name).write_text("text")
    code = f"""
import ctypes, os, time
library = ctypes.CDLL(None)
folder = {str(tmp_path)!r}
library.fault_arm(b"read", ctypes.c_long(2), 5, 0, os.fsencode(folder + "/in"), b"fail", b"")
assert open(folder + "/b").read() == "text"
with open(folder + "/in/a", "rb", buffering=0) as stream:
    assert stream.read(1) == b"t"
    try:
        stream.read(1)
    except OSError as error:
        print(error.errno)
    assert stream.read(1) == b"e"
print(library.fault_count(b"read"), library.fault_count(b"open"))
now = time.time()
library.clock_jump(ctypes.c_long(0), ctypes.c_long(1000))
print(time.time() - now > 900)
"""
    done = subprocess.run(
        [sys.executable, "-c", code], env=environment, capture_output=True, text=True, check=False
    )
    assert done.stdout.split() == ["5", "3", "1", "True"], done.stderr
