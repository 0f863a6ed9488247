"""Every command, with one system call failing: what test_injected_faults drives by lines of JSON.

A line names a job to examine, and how; the answer is how many runs there were, and what was wrong
with which. Or it describes one run, and the answer is its outcome. By hand, with every position of
every call and every error:

    python tests/faults/commands.py --all [JOB...] [--calls open,read] [--places corpus] [--most N]

Every run is a fork of this process, which has imported everything once. Its library is preloaded
(injector.c), and the fork arms it.
"""

import argparse
import ctypes
import errno
import gc
import json
import os
import random
import re
import runpy
import select
import shutil
import signal
import sqlite3
import subprocess
import sys
import tempfile
from collections import Counter
from contextlib import closing, suppress
from dataclasses import asdict, dataclass, field
from importlib import import_module
from pathlib import Path

HERE = Path(__file__).parent
ROOT = HERE.parents[1]
TIMEOUT_S = 60.0
LATER_S = 3_600
"""What the clocks of all runs are ahead: the times of files can be relied on then."""

CALLS = {
    "open": ("open", [errno.EIO, errno.EMFILE, errno.EACCES]),
    "read": ("read", [errno.EIO]),
    "write": ("write", [errno.ENOSPC, errno.EIO]),
    "full disk": ("write", [errno.ENOSPC]),
    "fsync": ("fsync", [errno.EIO, errno.ENOSPC]),
    "rename": ("rename", [errno.EIO, errno.EACCES]),
    "unlink": ("unlink", [errno.EACCES, errno.EIO]),
    "stat": ("stat", [errno.EIO, errno.EACCES]),
    "mkdir": ("mkdir", [errno.EACCES, errno.ENOSPC]),
    "listdir": ("listdir", [errno.EIO, errno.EACCES]),
    "fork": ("fork", [errno.EAGAIN]),
    "thread": ("thread", [errno.EAGAIN]),
    "no threads": ("thread", [errno.EAGAIN]),
    "mmap": ("mmap", [errno.ENOMEM]),
    "lock": ("lock", [errno.ENOLCK, errno.EIO]),
}
"""Kinds of failures: the class of calls of the injector, and what they fail with."""

STAYING = {"full disk", "no threads"}
"""Where all calls fail from one on, not one alone."""

IMPORTED = """
    faiss filelock onnxruntime platformdirs.unix tokenizers
    index.embedders.compiled index.loaders.text
    qa.cli.answering qa.cli.shells qa.maintenance qa.output.plain qa.output.structured qa.session
    qa.syncing
""".split()
"""What most runs import."""

EVERYWHERE = {"fork", "thread"}
"""Calls that are about no file."""

SENTENCES = [
    "The cake needs three eggs.",
    "Norway mediated the talks.",
    "The bridge spans the river.",
    "The lighthouse was painted white.",
    "The library opens at nine.",
    "Otters sleep on their backs.",
    "The train to Bergen was late.",
    "The orchard bears red apples.",
    "The museum holds old maps.",
    "A storm closed the harbour.",
]
EDITED = ["The cake needs nine eggs.", "The ferry leaves at noon."]
QUESTION = "how many eggs does the cake need?"
LINES = "how many eggs does the cake need?\nwho mediated the talks?\nwhat does the bridge span?\n"


def write_corpus(folder):
    """A file of every kind that takes a different way, one sentence of SENTENCES each."""
    make = runpy.run_path(str(ROOT / "tests" / "index" / "conftest.py"))
    cake, talks, bridge, house, library, otters, train, orchard, museum, storm = SENTENCES
    files = {
        "cake.txt": f"{cake}\n",
        "talks.md": f"# Talks\n\n{talks}\n",
        "bridge.csv": f"title,text\nBridge,{bridge}\n",
        "house.jsonl": json.dumps({"text": house}) + "\n",
        "library.eml": make["_eml"](library, subject="Hours"),
        "otters.docx": make["_docx"](otters),
        "deep/er/train.txt": f"{train}\n",
        "deep/orchard.html": f"<html><body><p>{orchard}</p></body></html>",
        "museum": f"{museum}\n",
        "storm.log": f"{storm}\n",
        "deep/ignored.txt": "Nobody reads this.\n",
        ".gitignore": "ignored.txt\n",
    }
    for name, content in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content if isinstance(content, bytes) else content.encode())


def edit(folder):
    """A file changed, one touched, one gone and one new."""
    (folder / "cake.txt").write_text(EDITED[0])
    os.utime(folder / "talks.md")
    (folder / "storm.log").unlink()
    (folder / "ferry.txt").write_text(EDITED[1])


def damage(database):
    with closing(sqlite3.connect(database)) as connection:
        connection.execute("UPDATE sentence SET text = text || '!' WHERE id = 2")
        connection.commit()


def ruin(database):
    with closing(sqlite3.connect(database)) as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
    with open(database, "r+b") as stream:
        stream.truncate(os.path.getsize(database) // 2)


@dataclass(frozen=True)
class Job:
    """A command on a corpus in some state."""

    scenario: str
    arguments: tuple
    stdin: str = ""


SCENARIOS = ("new", "current", "edited", "damaged", "ruined")
CORPUS = "CORPUS"
MODEL = ("--model", "MODEL")
ASK = (*MODEL, "--reader", "none")

JOBS = {
    "sync of a new corpus": Job("new", ("sync", CORPUS, *MODEL)),
    "question on a new corpus": Job("new", (CORPUS, *ASK, "-q", QUESTION)),
    "question": Job("current", (CORPUS, *ASK, "-q", QUESTION)),
    "question in JSON": Job("current", (CORPUS, *ASK, "--json", "-q", QUESTION)),
    "question of the corpus used last": Job("current", (*ASK, "-q", QUESTION)),
    "question without a sync": Job("edited", (CORPUS, *ASK, "--no-sync", "-q", QUESTION)),
    "lines in JSON": Job("current", (CORPUS, *ASK, "--jsonl"), LINES),
    "question after an edit": Job("edited", (CORPUS, *ASK, "-q", QUESTION)),
    "sync after an edit": Job("edited", ("sync", CORPUS, *MODEL)),
    "sync of the corpus used last": Job("edited", ("sync", *MODEL)),
    "rebuild": Job("current", ("sync", CORPUS, *MODEL, "--rebuild")),
    "status": Job("edited", ("status", CORPUS)),
    "status in JSON": Job("current", ("status", "--json")),
    "doctor": Job("current", ("doctor", CORPUS, *MODEL)),
    "repair": Job("damaged", ("doctor", "--repair", CORPUS, *MODEL)),
    "repair of a ruin": Job("ruined", ("doctor", "--repair", CORPUS, *MODEL)),
    "completion": Job("current", ("completion", "bash")),
    "help": Job("current", ("--help",)),
}

PLACES = ("corpus", "model", "screen")
"""Where calls fail: at the corpus and its index, the model and the cache, or stdout and stderr."""


@dataclass
class Outcome:
    """What a run left behind."""

    status: int | None
    """Below 0 for a signal; None where it hung."""
    out: str
    err: str
    counts: dict = field(default_factory=dict)
    fired: int = 0
    where: str = ""


class Injector:
    """What injector.c exports, in this process and its forks."""

    def __init__(self):
        self._library = ctypes.CDLL(None)
        self._library.fault_where.restype = ctypes.c_char_p
        for name in ("fault_count", "fault_fired"):
            getattr(self._library, name).restype = ctypes.c_long
        self._library.clock_jump.argtypes = [ctypes.c_long, ctypes.c_long]

    def arm(self, prefix, call="open", at=0, error=0, stays=False, deed="fail", other=""):
        """Has the call fail that is the `at`-th of its class below a folder; none for 0."""
        at = at or 1 << 40
        self._library.fault_arm(
            call.encode(),
            ctypes.c_long(at),
            error,
            int(stays),
            os.fsencode(prefix),
            deed.encode(),
            os.fsencode(other),
        )

    def disarm(self):
        self._library.fault_disarm()

    def jump(self, seconds, at=0):
        self._library.clock_jump(at, seconds)

    def track(self, descriptor):
        self._library.fault_track(descriptor)

    def take(self, outcome):
        """Notes in an outcome what was counted."""
        classes = {call for call, _ in CALLS.values()}
        outcome.counts = {c: self._library.fault_count(c.encode()) for c in (*classes, "clock")}
        outcome.fired = self._library.fault_fired()
        outcome.where = self._library.fault_where().decode(errors="replace")
        self.disarm()


class Stage:
    """Folders in which commands run, each in a state that comes back before every run."""

    def __init__(self, base):
        self.base = Path(base).resolve()
        self.injector = Injector()
        self.models = self.base / "models"
        self.model = self.models / "tiny"
        self._clean = {}

    def build(self):
        """Makes the model, what the cache keeps of it, and the scenarios."""
        self.injector.jump(LATER_S)
        assert self._forked(self._make_model) == 0
        for name in SCENARIOS:
            write_corpus(self.home(name) / "notes")
            if name != "new":
                made = self.run(name, Job(name, ("sync", CORPUS, *MODEL)))
                assert made.status == 0, made.err
        for name, harm in (("damaged", damage), ("ruined", ruin)):
            (database,) = self.home(name).glob("data/cited-qa/indexes/*/cited-qa.sqlite")
            harm(database)
        edit(self.home("edited") / "notes")
        for name in SCENARIOS:
            self._keep(self.home(name))
        self._keep(self.models)

    def home(self, scenario):
        return self.base / "homes" / scenario

    def run(self, scenario, job, *, prefix=None, jump=(LATER_S, 0), more=(), **fault):
        """Runs a command in a fork of this process, with calls failing as Injector.arm has it."""
        out, err = (self.base / name for name in ("out", "err"))
        home = self.home(scenario)

        def inside():
            self._enter(home, job, out, err)
            os.environ.update(more)
            self.injector.jump(*jump)
            if prefix is None:
                self.injector.track(1)
                self.injector.track(2)
            self.injector.arm(prefix or "/nowhere", **fault)
            from qa.cli import program

            program()

        status = self._forked(inside)
        texts = [path.read_text(errors="replace") for path in (out, err)]
        outcome = Outcome(status, *texts)
        self.injector.take(outcome)
        return outcome

    def clean(self, name, place):
        """A run in which nothing fails."""
        key = name, place
        if key not in self._clean:
            job = JOBS[name]
            self.restore(job.scenario)
            self._clean[key] = self.run(job.scenario, job, prefix=self.prefix(job, place))
        return self._clean[key]

    def prefix(self, job, place):
        return {"corpus": self.home(job.scenario), "model": self.models, "screen": None}[place]

    def restore(self, scenario, place="corpus"):
        for folder in (self.home(scenario), *([self.models] if place == "model" else [])):
            kept = self.base / "kept" / folder.name
            for path in folder.iterdir():
                if path.name not in ("notes", "tiny"):
                    shutil.rmtree(path)
            shutil.copytree(kept, folder, dirs_exist_ok=True)

    def _keep(self, folder):
        kept = self.base / "kept" / folder.name
        shutil.copytree(folder, kept, ignore=lambda path, names: {"notes", "tiny"} & {*names})

    def _make_model(self):
        from index.embedders import named_embedder

        conftest = runpy.run_path(str(ROOT / "tests" / "conftest.py"))
        with suppress(OSError):
            shutil.rmtree(os.environ["XDG_CACHE_HOME"])
        os.environ["XDG_CACHE_HOME"] = str(self.models / "cache")
        conftest["_save_model"](self.model, 64)
        named_embedder(str(self.model)).embed(["a text"])
        os._exit(0)

    def _enter(self, home, job, out, err):
        os.setsid()
        os.chdir("/")
        given = self.base / "in"
        given.write_text(job.stdin)
        flags = os.O_WRONLY | os.O_CREAT | os.O_TRUNC
        for path, way, number in ((given, os.O_RDONLY, 0), (out, flags, 1), (err, flags, 2)):
            descriptor = os.open(path, way, 0o600)
            os.dup2(descriptor, number)
            os.close(descriptor)
        sys.stdin = os.fdopen(0, closefd=False)
        for name in ("DATA", "STATE"):
            os.environ[f"XDG_{name}_HOME"] = str(home / name.lower())
        os.environ["XDG_CACHE_HOME"] = str(self.models / "cache")
        os.environ["HOME"] = str(home)
        places = {CORPUS: str(home / "notes"), "MODEL": str(self.model)}
        sys.argv = ["qa", *(places.get(word, word) for word in job.arguments)]

    def _forked(self, inside):
        """The exit status of a function called in a fork; None where it takes too long."""
        sys.stdout.flush()
        child = os.fork()
        if not child:
            try:
                inside()
            finally:
                sys.excepthook(*sys.exc_info())
                os._exit(99)
        descriptor = os.pidfd_open(child)
        ended, _, _ = select.select([descriptor], [], [], TIMEOUT_S)
        os.close(descriptor)
        if not ended:
            with suppress(ProcessLookupError):
                os.killpg(child, signal.SIGKILL)
        status = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
        return status if ended else None


SAYING = re.compile(
    r"skipped|not obeyed|reader crashed|no process to read|uncompiled|compiling|cannot|not found"
    r"|" + "|".join(re.escape(os.strerror(e)) for _, errors in CALLS.values() for e in errors)
)
"""What stands in the output of a run that tells of what failed."""


def normal(text):
    """An output without what differs from run to run."""
    text = re.sub(r'"elapsed_ms": ?[\d.]+', "", text)
    text = re.sub(r'"size_bytes": ?\d+|[\d.]+ MB', "", text)
    text = re.sub(r'"synced": ?"[^"]*"|last changed [^)]*', "", text)
    text = re.sub(r'"stale": ?(true|false)|"verified": ?(true|null)', "", text)
    return text.replace(" · the file has changed since it was indexed", "")


def quoted(text):
    """The sentences that an output cites."""
    plain = re.findall(r"^\[\d+\] (.*)$", text, re.MULTILINE)
    texts = re.findall(r'"score": [\d.-]+,\s*"text": ("(?:[^"\\]|\\.)*")', text)
    return plain + [json.loads(each) for each in texts]


def wrong_with(outcome, clean, place):
    """What is wrong with a run in which a call failed; None where nothing is."""
    lines = outcome.err.splitlines()
    if outcome.status is None:
        return "it hangs"
    if outcome.status < 0:
        return f"ended by {signal.Signals(-outcome.status).name}"
    if "Traceback" in outcome.err:
        return "a traceback"
    if re.search("internal error|this is a bug|Exception ignored", outcome.err):
        return "an internal error"
    if strangers := set(quoted(outcome.out)) - {*SENTENCES, *EDITED, "# Talks"}:
        return f"cites what no file says: {strangers}"
    if outcome.status == 141 and place == "screen":
        return None
    said = [line for line in lines if line.startswith("qa: ")]
    if outcome.status == 2:
        is_told = len(said) == 1 and lines[-1] == said[0]
        return None if is_told or place == "screen" else "not one line with exit status 2"
    if outcome.status == clean.status and normal(outcome.out) == normal(clean.out):
        return None
    if SAYING.search(outcome.out + outcome.err) and outcome.status in (clean.status, 0, 1):
        return None
    if place == "screen" and outcome.status == clean.status and "write" in outcome.where:
        return "output lost, and nobody told"
    return f"exit status {outcome.status} with another output"


def wrong_after(stage, name):
    """What is wrong with the same command once nothing fails any more, and with its index."""
    job, clean = JOBS[name], stage.clean(name, "corpus")
    again = stage.run(job.scenario, job)
    is_mended = name.startswith("repair") and again.status == 0
    # What nothing can be read of may be gone before it is made again.
    is_mended |= job.scenario == "ruined" and again.err.startswith("qa: no index at")
    if again.status != clean.status and not is_mended:
        return f"afterwards: exit status {again.status}: {again.err}{again.out}"
    if not is_mended and normal(again.out) != normal(clean.out):
        return f"afterwards: another output: {again.out}{again.err}"
    if job.scenario in ("damaged", "ruined") or {"sync"} & {*job.arguments}:
        check = Job(job.scenario, (CORPUS, *ASK, "--json", "-k", "100", "-q", QUESTION))
        asked = stage.run(job.scenario, check)
        is_edited = job.scenario == "edited"
        expected = {*SENTENCES[1:9], *EDITED} if is_edited else {*SENTENCES}
        if lost := expected - {*quoted(asked.out)}:
            return f"afterwards: not in the index: {lost} {asked.err}"
    return None


def positions_of(count, most, chance):
    """The first ones, the last and some between, or all where there are no more than `most`."""
    if count <= most:
        return list(range(1, count + 1))
    if most < 4:
        return sorted(chance.sample(range(1, count + 1), most))
    return sorted({1, 2, count, *chance.sample(range(3, count), most - 3)})


def examine(stage, name, calls, most, places=PLACES, every_error=False, seed=0):
    """Yields (fault, outcome, what is wrong or None) for every run of a job with a fault."""
    job, chance = JOBS[name], random.Random(f"{seed} {name} {calls}")
    call, errors = CALLS[calls]
    if "model" in places:
        import sentence_transformers  # noqa: F401 - what a run needs whose cache cannot be read
    for place in places if call not in EVERYWHERE else places[:1]:
        clean = stage.clean(name, place)
        if clean.status:
            fault = {"call": call, "at": 0, "error": errors[0], "stays": False, "place": place}
            yield fault, clean, "it fails where nothing is made to fail"
            continue
        for error in errors if every_error else errors[:1]:
            for at in positions_of(clean.counts[call], most, chance):
                fault = {"call": call, "at": at, "error": error, "stays": calls in STAYING}
                stage.restore(job.scenario, place)
                prefix = stage.prefix(job, place)
                outcome = stage.run(job.scenario, job, prefix=prefix, **fault)
                wrong = wrong_with(outcome, clean, place)
                if wrong in ("an internal error", "a traceback"):
                    stage.restore(job.scenario, place)
                    debug = {"QA_DEBUG": "1"}
                    traced = stage.run(job.scenario, job, prefix=prefix, more=debug, **fault)
                    outcome.err += traced.err
                if place == "corpus":
                    wrong = wrong or wrong_after(stage, name)
                yield {**fault, "place": place}, outcome, wrong


def told(name, fault, outcome, wrong):
    """What was wrong with a run, for people."""
    where = outcome.where.replace(str(ROOT), ".")
    failing = f"{fault['call']} {fault['at']} {errno.errorcode[fault['error']]}"
    return (
        f"{name}: {failing}{' and all later' if fault['stays'] else ''} ({fault['place']}: {where})"
        f": {wrong}\nexit status {outcome.status}\n{outcome.out[-600:]}{traced(outcome.err)}"
    )


def traced(text):
    """What was said on stderr, of tracebacks only where in our code, and the error."""
    lines, kept, is_inside = text.splitlines(), [], False
    for line in lines:
        if line.startswith("Traceback"):
            is_inside = True
        elif is_inside and (
            frame := re.search(r"/((?:index|qa)/\S+)\", line (\d+), in (\S+)", line)
        ):
            kept.append(f"    {frame[1]}:{frame[2]} {frame[3]}")
        elif not is_inside or (line and not line.startswith(" ")):
            kept.append(line)
            is_inside = is_inside and not re.match(r"[\w.]+(: |$)", line)
    return "\n".join(kept)[-2500:]


def preload(directory):
    """Compiles the injector, and returns the environment of a process with it."""
    library = Path(directory, "injector.so")
    subprocess.run(
        ["cc", "-shared", "-fPIC", "-O1", "-o", library, HERE / "injector.c", "-ldl", "-lpthread"],
        check=True,
        capture_output=True,
    )
    kept = {name: os.environ[name] for name in ("PATH", "LANG") if name in os.environ}
    return kept | {
        "LD_PRELOAD": str(library),
        "PYTHONPATH": os.pathsep.join([str(ROOT), os.environ.get("PYTHONPATH", "")]).strip(":"),
        "HF_HUB_OFFLINE": "1",
        "TOKENIZERS_PARALLELISM": "false",
        "OMP_NUM_THREADS": "1",
    }


def load():
    """Imports what a run imports, so that its forks need not."""
    for name in IMPORTED:
        import_module(name)
    gc.collect()
    gc.freeze()


def serve(stage):
    """Answers lines of JSON: what to examine, or a run as Stage.run has it."""
    stage.build()
    write(json.dumps({"base": str(stage.base)}))
    for line in sys.stdin:
        asked = json.loads(line)
        if "examine" in asked:
            name = asked.pop("examine")
            runs = list(examine(stage, name, **asked))
            wrong = [told(name, *run) for run in runs if run[2]]
            write(json.dumps({"runs": len(runs), "wrong": wrong}))
            continue
        scenario, restores = asked.pop("scenario"), asked.pop("restores")
        job = Job(scenario, asked.pop("arguments"), asked.pop("stdin", ""))
        if restores:
            stage.restore(scenario)
        write(json.dumps(asdict(stage.run(scenario, job, **asked))))


def write(line):
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


def show_all(stage, names, calls, most, seed, places):
    """Prints how many runs every job had, and what was wrong."""
    stage.build()
    total, faulty = Counter(), Counter()
    for name in names:
        for each in calls:
            key = f"{name} / {each}"
            for fault, outcome, wrong in examine(stage, name, each, most, places, True, seed):
                total[key] += 1
                if wrong:
                    faulty[key] += 1
                    write(f"{told(name, fault, outcome, wrong)}\n{'-' * 80}")
            write(f"{key}: {total[key]} runs, {faulty[key]} wrong")
    write(f"{total.total()} runs, {faulty.total()} wrong")


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("job", nargs="*", default=[])
    parser.add_argument("--all", action="store_true")
    parser.add_argument("--calls", default=",".join(CALLS))
    parser.add_argument("--places", default=",".join(PLACES))
    parser.add_argument("--most", type=int, default=1_000_000)
    parser.add_argument("--seed", type=int, default=0)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as directory:
        if "LD_PRELOAD" not in os.environ:
            command = [sys.executable, __file__, *sys.argv[1:]]
            sys.exit(subprocess.run(command, env=preload(directory), check=False).returncode)
        load()
        stage = Stage(directory)
        if not given.all:
            serve(stage)
            return
        calls, places = given.calls.split(","), given.places.split(",")
        show_all(stage, given.job or list(JOBS), calls, given.most, given.seed, places)


if __name__ == "__main__":
    main()
