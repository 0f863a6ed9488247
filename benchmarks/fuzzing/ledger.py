"""The counts of a fuzz, its findings with their smallest inputs, and the slowest inputs."""

import re
import sys
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path, PurePath

from benchmarks.fuzzing.inputs import Input
from benchmarks.fuzzing.outcomes import Outcome
from benchmarks.tables import Cell

SLOWEST = 10
"""How many of the slowest inputs are listed."""
REASONS = 4
"""How many reasons are listed for each kind."""


@dataclass
class Tally:
    """Counts of the inputs of one kind."""

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
    """What came of all inputs so far."""

    keep: Path | None
    """Folder for the smallest input of each finding."""
    kinds: dict[str, Tally] = field(default_factory=dict)
    found: dict[tuple[str, ...], Input] = field(default_factory=dict)
    """The smallest input of each finding."""
    times: Counter[tuple[str, ...]] = field(default_factory=Counter)
    slowest: list[tuple[float, Input, Outcome]] = field(default_factory=list)

    def count(self, given: Input, came: Outcome) -> None:
        """Counts an input, and prints a line on stderr for each new finding."""
        tally = self.kinds.setdefault(given.kind, Tally())
        tally.inputs += 1
        tally.seconds += came.seconds
        tally.read += came.reason is None and came.finding is None
        tally.crashed += came.is_crash
        tally.slow += came.is_slow
        tally.findings += came.finding is not None
        if came.reason and not came.is_crash:
            tally.reasons[_generalize(came.reason)] += 1
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


def _generalize(reason: str) -> str:
    """A reason without what belongs to one file: numbers and details."""
    return re.sub(r"\d[\d,.]*", "N", re.split(r": | among |; ", reason)[0])[:40]


def _file_name(key: Iterable[str], given: Input) -> str:
    """A name made from the finding alone, so that a smaller input replaces a larger one."""
    words = re.sub(r"[^\w.]+", "-", " ".join(key))[:120]
    suffixes = [suffix for suffix in PurePath(given.name).suffixes[-2:] if len(suffix) < 10]
    return words + "".join(suffixes)


def _line(cells: Sequence[Cell]) -> str:
    first, *others = map(str, cells)
    return f"  {first:<11}" + "".join(f"{cell:>9}" for cell in others[:-1]) + f"  {others[-1]}"


def report(ledger: Ledger) -> Iterator[str]:
    """The lines of the table of kinds, of the findings and of the slowest inputs."""
    heads = "kind samples inputs read refused crashed slow findings s".split()
    yield _line([*heads, "refused because"])
    for kind, tally in sorted(ledger.kinds.items()):
        refused = sum(tally.reasons.values())
        reasons = ", ".join(f"{why} {n}" for why, n in tally.reasons.most_common(REASONS))
        numbers = (tally.samples, tally.inputs, tally.read, refused, tally.crashed, tally.slow)
        yield _line([kind, *numbers, tally.findings, f"{tally.seconds:.0f}", reasons])
    yield f"{len(ledger.found)} findings, including slow inputs and crashes"
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
