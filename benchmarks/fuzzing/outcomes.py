"""What the loaders, and a sync after them, make of one input."""

import logging
import os
import re
import resource
import signal
import traceback
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from types import FrameType

from index.errors import LoadError, UnfinishedError
from index.loaders import load
from index.records import Extract
from index.segmentation import locate_sentences
from index.text.dates import day_range
from index.text.passages import group

ROOT = Path(__file__).parents[2]
LONGEST_S = 5.0
"""Processor time after which any input counts as slow."""
MOST_MS_PER_KB = 30.0
"""Processor time per kilobyte after which an input larger than SMALL_BYTES counts as slow."""
SMALL_BYTES = 20_000
HANGING_S = 60.0
"""Real time after which an input is given up."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of an input."""

    size_bytes: int
    seconds: float
    """Processor time."""
    reason: str | None = None
    """Why the input was refused, if it was."""
    finding: tuple[str, str, str] | None = None
    """What went wrong, if anything: the exception or broken promise, the frame, the message."""

    @property
    def is_crash(self) -> bool:
        """Whether the process that read the input crashed."""
        return (self.reason or "").endswith("reader crashed")

    @property
    def ms_per_kb(self) -> float:
        """Processor time per kilobyte; a smaller input counts as one kilobyte."""
        return 1e6 * self.seconds / max(1_000, self.size_bytes)

    @property
    def is_slow(self) -> bool:
        """Whether the input took too long, in all or for its size."""
        is_large = self.size_bytes > SMALL_BYTES
        return self.seconds > LONGEST_S or (is_large and self.ms_per_kb > MOST_MS_PER_KB)


class Hanging(BaseException):
    """An input took longer than HANGING_S."""


def try_loading(name: str, data: bytes) -> Outcome:
    """What comes of a file called `name`: it is loaded and cut as a sync does."""
    began = processor_s()
    reason = finding = None
    _failures.clear()
    signal.signal(signal.SIGALRM, _give_up)
    signal.setitimer(signal.ITIMER_REAL, HANGING_S)
    try:
        extracts = load(name, data)
        broken = next((each for extract in extracts for each in broken_promises(extract)), None)
        finding = (broken, "", "") if broken else None
    except LoadError as error:
        reason = str(error)
        finding = _check_reason(error, reason)
    except Hanging:
        reason = "hanging"
    except Exception as error:  # this is what the fuzz looks for
        trace = traceback.format_exception(error)
        finding = (type(error).__name__, innermost_frame("".join(trace)), str(error)[:200])
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
    return Outcome(len(data), processor_s() - began, reason, finding)


def _check_reason(error: LoadError, reason: str) -> tuple[str, str, str] | None:
    """The finding in a refusal: its reason is not fit for a list, or a loader failed."""
    if "\n" in reason or not reason or not _is_sound(reason):
        return ("an unfit reason", "", repr(reason))
    if isinstance(error, UnfinishedError):
        return ("to be tried again", "", reason)
    if failed := FAILED.match(reason):
        return (failed[1], _failures[-1] if _failures else "", reason)
    return None


FAILED = re.compile(r"its reader failed: (\w+)")
_failures: list[str] = []
"""Frames in which loaders failed on the current input, taken from their log."""


class FailureHandler(logging.Handler):
    """Collects the frames in which loaders fail."""

    def emit(self, record: logging.LogRecord) -> None:
        """Adds the innermost frame of a logged traceback."""
        _failures.append(innermost_frame(logging.Formatter().format(record)))


def watch_loaders() -> None:
    """Sends the log of the loaders to a FailureHandler."""
    log = logging.getLogger("index.loaders")
    log.setLevel(logging.DEBUG)
    log.propagate = False
    log.addHandler(FailureHandler())


def innermost_frame(trace: str) -> str:
    """The innermost frame of a traceback that is in `index`, or else the innermost of all.

    Written as "index/text/dates.py:9 _iso"; "" for a text without frames.
    """
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
    """The promises of the records that an Extract, its sentences or its passages break."""
    for name in ("text", "title", "record", "notice"):
        if not _is_sound(getattr(extract, name) or ""):
            yield f"half a character or NUL in {name}"
    if extract.date is not None:
        try:
            day_range(extract.date)
        except ValueError:
            yield f"no date: {extract.date!r}"
    if any(a > b for a, b in pairwise((0, *extract.pages, len(extract.text)))):
        yield "pages decrease"
    text = extract.text
    before, line = 0, 1
    for block in extract.blocks:
        held = text[block.start : block.end]
        if not before <= block.start < block.end <= len(text):
            yield "blocks overlap, go back or leave the text"
        if held != held.strip():
            yield "a block begins or ends with white space"
        before = block.end
    before = 0
    sentences = locate_sentences(text, extract.blocks)
    for sentence in sentences:
        if text[sentence.start : sentence.end] != sentence.text:
            yield "a sentence is not cut from its text"
        if sentence.start < before or sentence.line < line:
            yield "sentences overlap or go back"
        if not sentence.text.strip():
            yield "an empty sentence"
        before, line = sentence.end, sentence.line
    ends = [0, *(passage.last for passage in group(sentences))]
    firsts = [passage.first for passage in group(sentences)]
    if firsts != ends[:-1] or ends[-1] != len(sentences):
        yield "passages leave sentences out"


def _is_sound(text: str) -> bool:
    return not re.search("[\0\ud800-\udfff]", text)


def processor_s() -> float:
    """Processor time of this process and those it started, in seconds so far."""
    spent = [resource.getrusage(kind) for kind in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    seconds = sum(usage.ru_utime + usage.ru_stime for usage in spent)
    with suppress(OSError):  # only Linux shows children that still run
        for process in Path(f"/proc/self/task/{os.getpid()}/children").read_text().split():
            fields = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()
            seconds += (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")
    return seconds
