"""Broken files, made of real ones by a seeded chance, and what the loaders make of them.

    python -m benchmarks.fuzz --data DIR --inputs 20000 --seed 1 --keep FOLDER

Every file under DIR is read as it is, then as many inputs as asked for are made of them, the kinds
taking turns: bytes turned, doubled and taken out, files spliced, tokens of the format put in,
numbers made extreme, text in another encoding; in what is packed, members, streams and parts are
unpacked, changed and packed again. JSON, YAML, TOML and XML are also read as the formats they occur
in. The same seed and files make the same inputs, whatever order the files are listed in.

An input goes through `load` and what a sync does to the text after it. A finding is whatever is
raised besides LoadError, a loader's exception that was made a reason in its own process, or a text
that is not what the records promise. Findings are told apart by format, exception and the innermost
frame in `index`; FOLDER gets the smallest input of each, of the inputs that took too long and of
those that crashed their reader. Time is the processor's, of this process and those it starts.
"""

import argparse
import hashlib
import logging
import os
import random
import re
import resource
import signal
import sys
import traceback
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from functools import cached_property
from itertools import pairwise
from pathlib import Path, PurePath
from types import FrameType

from benchmarks.mutations import MAX_SAMPLE_BYTES, UNKNOWN, Mutator, kind_of
from benchmarks.progress import counted
from benchmarks.provenance import provenance
from benchmarks.tables import Cell
from index.errors import LoadError, UnfinishedError
from index.loaders import dismiss, load
from index.pieces import located
from index.records import Extract
from index.text.dates import period
from index.text.passages import group

ROOT = Path(__file__).parents[1]
LONGEST_S = 5.0
MOST_MS_PER_KB = 30.0
"""Of inputs larger than SMALL_BYTES."""
SMALL_BYTES = 20_000
HANGING_S = 60.0
"""After which an input is given up, in real time."""
SLOWEST = 10
REASONS = 4


# Samples


@dataclass(frozen=True, slots=True)
class Sample:
    """A real file, or one as another format."""

    path: Path
    kind: str
    name: str
    frame: bytes = b"%b"
    """What it is put in to be one."""

    def read(self) -> bytes:
        return self.frame.replace(b"%b", self.path.read_bytes())


CASTS = {
    "csv": ("a.csv", b"%b"),
    "htmltemplate": ("a.html", b"%b"),
    "html": ("a.html", b"%b"),
    "json": ("a.jsonl", b"%b"),
    "mail": ("a.eml", b"%b"),
    "mime": ("a.eml", b"%b"),
    "msg": ("a.eml", b"%b"),
    "multipart": ("a.eml", b'Content-Type: multipart/mixed; boundary="x"\n\n%b'),
    "test": ("a.html", b"%b"),
    "toml": ("a.md", b"+++\n%b\n+++\n# Title\n\nText."),
    "txt": ("a.md", b"%b"),
    "xml": ("a.html", b"%b"),
    "yaml": ("a.md", b"---\n%b\n---\n# Title\n\nText."),
}
"""What else a file is read as, by its suffix or the name of a folder that it lies in."""


def samples(folder: Path) -> list[Sample]:
    """All files below a folder, those of the same contents once, in the order of their paths."""
    found = []
    seen = set()
    for path in sorted(path for path in folder.rglob("*") if path.is_file()):
        data = path.read_bytes()
        digest = hashlib.sha256(data).digest()
        if digest in seen:
            continue
        seen.add(digest)
        own = Sample(path, kind_of(path.name, data), path.name)
        inside = path.relative_to(folder)
        hints = [inside.suffix.lower().lstrip("."), *reversed(inside.parts[:-1])]
        cast = next((CASTS[hint] for hint in hints if hint in CASTS), None)
        found.append(own)
        if cast and own.kind in (UNKNOWN, "text"):
            found.append(Sample(path, kind_of(cast[0], cast[1] + data), *cast))
    return found


# Inputs


@dataclass(frozen=True, slots=True)
class Input:
    number: int
    """From 1; the files as they are come first."""
    kind: str
    name: str
    data: bytes


@dataclass(frozen=True)
class Inputs:
    """Files as they are, then files made of them."""

    samples: Sequence[Sample]
    count: int
    """Of the latter."""
    seed: int

    @cached_property
    def _pool(self) -> dict[str, list[Sample]]:
        pool: dict[str, list[Sample]] = {}
        for sample in self.samples:
            if sample.kind != UNKNOWN and sample.path.stat().st_size <= MAX_SAMPLE_BYTES:
                pool.setdefault(sample.kind, []).append(sample)
        return dict(sorted(pool.items()))

    def __len__(self) -> int:
        return len(self.samples) + (self.count if self._pool else 0)

    def __getitem__(self, number: int) -> Input:
        """One by its number from 0. Raises IndexError."""
        if number >= len(self):
            raise IndexError(number)
        if number < len(self.samples):
            sample = self.samples[number]
            return Input(number + 1, sample.kind, sample.name, sample.read())
        made = number - len(self.samples)
        kind = list(self._pool)[made % len(self._pool)]
        chance = random.Random(f"{self.seed} {made}")
        alike = self._pool[kind]
        sample = chance.choice(alike)
        mutator = Mutator(chance, lambda: chance.choice(alike).read())
        return Input(number + 1, kind, sample.name, mutator.mutated(kind, sample.read()))


# What comes of them


class Hanging(BaseException):
    """An input took longer than HANGING_S."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of an input."""

    size_bytes: int
    seconds: float
    """Of processors."""
    reason: str | None = None
    """Why it was refused."""
    finding: tuple[str, str, str] | None = None
    """What is wrong with that: the exception or the broken promise, the frame, the message."""

    @property
    def is_crash(self) -> bool:
        return (self.reason or "").endswith("reader crashed")

    @property
    def ms_per_kb(self) -> float:
        return 1e6 * self.seconds / max(1_000, self.size_bytes)

    @property
    def is_slow(self) -> bool:
        is_large = self.size_bytes > SMALL_BYTES
        return self.seconds > LONGEST_S or (is_large and self.ms_per_kb > MOST_MS_PER_KB)


def outcome(name: str, data: bytes) -> Outcome:
    """What the loaders and a sync make of a file."""
    began = processor_s()
    reason = finding = None
    _failures.clear()
    signal.signal(signal.SIGALRM, _give_up)
    signal.setitimer(signal.ITIMER_REAL, HANGING_S)
    try:
        extracts = load(name, data)
        broken = next((said for extract in extracts for said in broken_promises(extract)), None)
        finding = (broken, "", "") if broken else None
    except LoadError as error:
        reason = str(error)
        if "\n" in reason or not reason or not _is_sound(reason):
            finding = ("an unfit reason", "", repr(reason))
        elif isinstance(error, UnfinishedError):
            finding = ("to be tried again", "", reason)
        elif failed := FAILED.match(reason):
            finding = (failed[1], _failures[-1] if _failures else "", reason)
    except Hanging:
        reason = "hanging"
    except Exception as error:  # this is what is looked for
        trace = traceback.format_exception(error)
        finding = (type(error).__name__, innermost("".join(trace)), str(error)[:200])
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
    return Outcome(len(data), processor_s() - began, reason, finding)


FAILED = re.compile(r"its reader failed: (\w+)")
_failures: list[str] = []
"""Where the loaders of the file that is read have failed, as they say in their log."""


class Watching(logging.Handler):
    """Takes down where a loader has failed."""

    def emit(self, record: logging.LogRecord) -> None:
        _failures.append(innermost(logging.Formatter().format(record)))


def watch() -> None:
    """Has the log of the loaders taken down."""
    log = logging.getLogger("index.loaders")
    log.setLevel(logging.DEBUG)
    log.propagate = False
    log.addHandler(Watching())


def innermost(trace: str) -> str:
    """The innermost frame of a traceback in `index`, else the innermost."""
    frames = re.findall(r'File "([^"]+)", line (\d+), in (\S+)', trace)
    root = f"{ROOT / 'index'}/"
    ours = [frame for frame in frames if frame[0].startswith(root)]
    if not frames:
        return ""
    path, line, called = (ours or frames)[-1]
    return f"{path.removeprefix(f'{ROOT}/')}:{line} {called}"


def _give_up(number: int, frame: FrameType | None) -> None:
    raise Hanging


def broken_promises(extract: Extract) -> Iterator[str]:
    """What an Extract, its sentences and passages are not as the records say."""
    for name in ("text", "title", "record", "notice"):
        if not _is_sound(getattr(extract, name) or ""):
            yield f"half a character or NUL in {name}"
    if extract.date is not None:
        try:
            period(extract.date)
        except ValueError:
            yield f"no date: {extract.date!r}"
    if any(a > b for a, b in pairwise((0, *extract.pages, len(extract.text)))):
        yield "pages decrease"
    text = extract.text
    before, line = 0, 1
    sentences = located(text)
    for sentence in sentences:
        if text[sentence.start : sentence.end] != sentence.text:
            yield "a sentence is not cut from its text"
        if sentence.start < before or sentence.line < line or text[before : sentence.start].strip():
            yield "sentences leave something out, overlap or go back"
        if not sentence.text.strip():
            yield "an empty sentence"
        before, line = sentence.end, sentence.line
    if text[before:].strip():
        yield "no sentence holds the end"
    ends = [0, *(passage.last for passage in group(sentences))]
    firsts = [passage.first for passage in group(sentences)]
    if firsts != ends[:-1] or ends[-1] != len(sentences):
        yield "passages leave sentences out"


def _is_sound(text: str) -> bool:
    return not re.search("[\0\ud800-\udfff]", text)


def processor_s() -> float:
    """Seconds of processors that this process and those it started have taken so far."""
    spent = [resource.getrusage(kind) for kind in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    seconds = sum(usage.ru_utime + usage.ru_stime for usage in spent)
    with suppress(OSError):  # Linux alone tells of children that have not ended
        for process in Path(f"/proc/self/task/{os.getpid()}/children").read_text().split():
            fields = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()
            seconds += (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")
    return seconds


# Counting


@dataclass
class Tally:
    """What came of the inputs of a kind."""

    samples: int = 0
    inputs: int = 0
    read: int = 0
    crashed: int = 0
    slow: int = 0
    findings: int = 0
    seconds: float = 0.0
    reasons: Counter[str] = field(default_factory=Counter)


@dataclass
class Ledger:
    """What came of all inputs."""

    keep: Path | None
    kinds: dict[str, Tally] = field(default_factory=dict)
    found: dict[tuple[str, ...], Input] = field(default_factory=dict)
    """The smallest input of every finding."""
    times: Counter[tuple[str, ...]] = field(default_factory=Counter)
    slowest: list[tuple[float, Input, Outcome]] = field(default_factory=list)

    def count(self, given: Input, came: Outcome) -> None:
        tally = self.kinds.setdefault(given.kind, Tally())
        tally.inputs += 1
        tally.seconds += came.seconds
        tally.read += came.reason is None and came.finding is None
        tally.crashed += came.is_crash
        tally.slow += came.is_slow
        tally.findings += came.finding is not None
        if came.reason and not came.is_crash:
            tally.reasons[_general(came.reason)] += 1
        if came.finding:
            what, where, message = came.finding
            self._keep((given.kind, what, where), given, message)
        if came.is_slow:
            self._keep((given.kind, "too long", ""), given, f"{came.seconds:.1f} s")
        if came.is_crash:
            self._keep((given.kind, "crash", ""), given, came.reason or "")
        self.slowest.append((came.seconds, given, came))
        self.slowest.sort(key=lambda entry: -entry[0])
        del self.slowest[SLOWEST:]

    def _keep(self, key: tuple[str, ...], given: Input, message: str) -> None:
        self.times[key] += 1
        known = self.found.get(key)
        if known is None:
            print(f"input {given.number}: {' '.join(key)} {message}", file=sys.stderr, flush=True)
        if known is not None and len(known.data) <= len(given.data):
            return
        self.found[key] = given
        if self.keep:
            self.keep.mkdir(parents=True, exist_ok=True)
            (self.keep / _file_name(key, given)).write_bytes(given.data)


def _general(reason: str) -> str:
    """A reason without what is one file's own."""
    return re.sub(r"\d[\d,.]*", "N", re.split(r": | among |; ", reason)[0])[:40]


def _file_name(key: Iterable[str], given: Input) -> str:
    """Told by the finding alone, so that a smaller input takes the place of a larger one."""
    words = re.sub(r"[^\w.]+", "-", " ".join(key))[:120]
    suffixes = [suffix for suffix in PurePath(given.name).suffixes[-2:] if len(suffix) < 10]
    return words + "".join(suffixes)


def _line(cells: Sequence[Cell]) -> str:
    first, *others = map(str, cells)
    return f"  {first:<11}" + "".join(f"{cell:>9}" for cell in others[:-1]) + f"  {others[-1]}"


def report(ledger: Ledger) -> Iterator[str]:
    """Lines of the table, of the findings and of the slowest inputs."""
    heads = "kind samples inputs read refused crashed slow findings s".split()
    yield _line([*heads, "refused because"])
    for kind, tally in sorted(ledger.kinds.items()):
        refused = sum(tally.reasons.values())
        reasons = ", ".join(f"{why} {n}" for why, n in tally.reasons.most_common(REASONS))
        numbers = (tally.samples, tally.inputs, tally.read, refused, tally.crashed, tally.slow)
        yield _line([kind, *numbers, tally.findings, f"{tally.seconds:.0f}", reasons])
    yield f"{len(ledger.found)} findings, too slow and crashes included"
    for key, times in ledger.times.most_common():
        smallest = ledger.found[key]
        yield f"  {' | '.join(key)}: {times} times, smallest {len(smallest.data):,} bytes," + (
            f" input {smallest.number}"
        )
    yield "slowest"
    for seconds, given, came in ledger.slowest:
        size = f"{len(given.data) / 1000:,.0f} KB"
        named = f"input {given.number} of {given.name[:60]}"
        yield f"  {seconds:6.2f} s {size:>9} {came.ms_per_kb:7.1f} ms/KB  {given.kind}: {named}"


def main() -> None:
    parser = argparse.ArgumentParser(description="Read files broken by chance.")
    parser.add_argument("--data", type=Path, required=True, help="folder of real files")
    parser.add_argument("--inputs", type=int, default=20_000, help="made of them")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--kinds", help="formats by name, apart by commas: HTML,PDF")
    parser.add_argument(
        "--keep", type=Path, help="folder for the inputs that something is found by"
    )
    args = parser.parse_args()
    wanted = {kind.lower() for kind in (args.kinds or "").split(",") if kind}
    chosen = [s for s in samples(args.data) if not wanted or s.kind.lower() in wanted]
    if not chosen:
        parser.error(f"no such files in {args.data}")
    watch()
    ledger = Ledger(args.keep)
    for sample in chosen:
        ledger.kinds.setdefault(sample.kind, Tally()).samples += 1
    inputs = Inputs(chosen, args.inputs, args.seed)
    for number in counted("fuzz", range(len(inputs))):
        given = inputs[number]
        ledger.count(given, outcome(given.name, given.data))
    dismiss()
    print("\n".join(report(ledger)))
    usage = [resource.getrusage(kind) for kind in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    ours, others = (most.ru_maxrss / 1000 for most in usage)
    print(f"most memory: {ours:.0f} MB here, {others:.0f} MB in the reader")
    print(f"seed {args.seed}, {len(chosen)} files, {args.inputs} made of them")
    print(provenance())


if __name__ == "__main__":
    main()
