"""Loaders of foreign formats run in a worker process, which may crash, hang or be subverted.

The process starts when a file first needs it, reads one file after another, and ends with this one
or when it is dismissed. It replies in JSON, which cannot carry code.
"""

import atexit
import json
import logging
import os
import signal
import sys
import threading
from collections.abc import Sequence
from importlib import import_module
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any

from index.errors import LoadError, UnfinishedError
from index.loaders.formats import GZIP, Format
from index.records import Extract
from index.structure import Block, Kind

if TYPE_CHECKING:
    import subprocess

_log = logging.getLogger(__name__)

TIMEOUT_S = 30.0
"""Processor time for one file. Time on the clock would refuse files on a busy machine."""
PATIENCE_S = 600.0
"""How long to wait for one file. After that the machine is at fault, or the loader sleeps."""
MAX_MEMORY_BYTES = 500_000_000
"""Address space of the process, besides what the file itself needs, where the system has limits."""
MAX_REPLY_BYTES = 400_000_000
LENGTH_BYTES = 8
"""Every message begins with its length, big-endian, in this many bytes."""
READY = b"+"
"""The first byte that the process sends."""

_PROGRAM = """
import json, sys
paths, memory, seconds = json.loads(sys.argv[1])
sys.path[:] = paths
from index.loaders.worker import work
work(memory, seconds)
"""


def read(
    format: Format, name: str, data: bytes, worker: "Worker | None" = None
) -> tuple[Extract, ...]:
    """The documents in a file.

    `worker` reads it, or a shared Worker. Only text in UTF-8 is read in this process, by loaders
    whose time is linear in its length. Raises LoadError, also if the worker takes too long or too
    much memory, or crashes.
    """
    other = worker or _shared
    if format is GZIP:
        return other.read(format.loader, data, name)
    if format.is_isolated or not is_plain(data):
        return other.read(format.loader, data)
    return run(format.loader, data)


def run(loader: str, data: bytes, *arguments: str) -> tuple[Extract, ...]:
    """Runs a loader, named as `"module:attribute"`, in this process.

    `arguments`: besides the bytes; only the loader of gzip takes one, the file's name.
    """
    module, _, attribute = loader.partition(":")
    found: tuple[Extract, ...] = getattr(import_module(module), attribute)(data, *arguments)
    return found


def is_plain(data: bytes) -> bool:
    """Whether bytes are UTF-8 beyond doubt. An escape may start another alphabet (ISO 2022)."""
    try:
        data.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return b"\x1b" not in data


def dismiss() -> None:
    """Ends the shared process, if there is one. The next file that needs it starts a new one."""
    _shared.end()


class Worker:
    """A process that reads files. Threads may share it; it reads for one of them at a time."""

    def __init__(
        self,
        timeout_s: float = TIMEOUT_S,
        max_memory_bytes: int = MAX_MEMORY_BYTES,
        patience_s: float = PATIENCE_S,
    ) -> None:
        """The limits are those of TIMEOUT_S, MAX_MEMORY_BYTES and PATIENCE_S."""
        self._timeout_s = timeout_s
        self._max_memory_bytes = max_memory_bytes
        self._patience_s = patience_s
        self._process: subprocess.Popen[bytes] | None = None
        self._lock = threading.Lock()

    def read(self, loader: str, data: bytes, *arguments: str) -> tuple[Extract, ...]:
        """The documents that the loader finds in `data`; see `run` for the arguments.

        Raises LoadError, and UnfinishedError if another try may succeed.
        """
        with self._lock:
            reply = self._ask(loader, data, arguments)
        if "refused" in reply:
            if reply["trace"]:
                _log.debug("in the process that reads files:\n%s", reply["trace"])
            kind = UnfinishedError if reply["may_pass"] else LoadError
            raise kind(str(reply["refused"]))
        return tuple(map(_extract, reply["extracts"]))

    def end(self) -> None:
        """Waits for the file that is being read, and ends the process."""
        with self._lock:
            self._stop()

    def abort(self) -> None:
        """Ends the process at once, whatever it is doing."""
        if process := self._process:
            process.kill()

    def _ask(self, loader: str, data: bytes, arguments: Sequence[str]) -> dict[str, Any]:
        process = self._start()
        is_late = threading.Event()

        def give_up() -> None:
            is_late.set()
            process.kill()

        # If the system cannot limit processor time, the clock has to.
        patience_s = self._patience_s if _HAS_LIMITS else self._timeout_s
        timer = threading.Timer(patience_s, give_up)
        timer.daemon = True
        try:
            timer.start()
        except RuntimeError as error:  # the system is short of threads
            raise UnfinishedError("no thread to watch its reader with") from error
        try:
            reply = _exchange(process, json.dumps([loader, *arguments]).encode(), data)
        except BaseException:  # Ctrl-C too: the rest of this reply would be read as the next one
            self._stop()
            raise
        finally:
            timer.cancel()
            timer.join()
        if reply is not None:
            return reply
        self._stop()
        if is_late.is_set() and _HAS_LIMITS:
            raise UnfinishedError(f"its reader did not answer for {patience_s:.0f} s")
        if is_late.is_set() or process.returncode == -_CPU_SIGNAL:
            raise LoadError(f"could not be read: took longer than {self._timeout_s:.0f} s")
        if -process.returncode in _ENDED_BY_OTHERS:
            name = signal.Signals(-process.returncode).name
            raise UnfinishedError(f"its reader was ended by {name}")
        raise LoadError("could not be read: its reader crashed")

    def _start(self) -> "subprocess.Popen[bytes]":
        if self._process is not None and self._process.poll() is None:
            return self._process
        import subprocess  # most corpora need no other process

        self._stop()
        paths = [os.path.abspath(path) for path in sys.path if path]
        setup = [paths, self._max_memory_bytes, self._timeout_s]
        try:
            self._process = subprocess.Popen(  # noqa: S603 - ourselves
                [sys.executable, "-I", "-c", _PROGRAM, json.dumps(setup)],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
            )
        except OSError as error:
            raise UnfinishedError(f"no process to read it in: {error.strerror}") from error
        assert self._process.stdout is not None
        if self._process.stdout.read(len(READY)) != READY:
            self._stop()
            raise UnfinishedError("the process to read it in could not start")
        return self._process

    def _stop(self) -> None:
        process, self._process = self._process, None
        if process is None:
            return
        process.kill()
        process.wait()
        for pipe in (process.stdin, process.stdout):
            try:
                assert pipe is not None
                pipe.close()
            except OSError:  # closing flushes what could not be written before
                continue


_HAS_LIMITS = find_spec("resource") is not None
_CPU_SIGNAL = 24  # SIGXCPU, which Windows has no name for
_ENDED_BY_OTHERS = (1, 2, 9, 15)
"""SIGHUP, SIGINT, SIGKILL and SIGTERM. A person sends them, or a system short of memory; no file
makes a process send them to itself."""


def _exchange(
    process: "subprocess.Popen[bytes]", request: bytes, data: bytes
) -> dict[str, Any] | None:
    """The reply to a request; None if the process ended or the reply makes no sense."""
    assert process.stdin is not None
    assert process.stdout is not None
    try:
        for part in (request, data):
            process.stdin.write(len(part).to_bytes(LENGTH_BYTES, "big"))
            process.stdin.write(part)
        process.stdin.flush()
    except OSError:
        return None
    length = int.from_bytes(head := process.stdout.read(LENGTH_BYTES), "big")
    if len(head) < LENGTH_BYTES or length > MAX_REPLY_BYTES:
        return None
    reply = process.stdout.read(length)
    if len(reply) < length:
        return None
    found: dict[str, Any] = json.loads(reply)
    return found


_shared = Worker()


def _forget() -> None:
    """Makes a new Worker in a forked process: the old one belongs to its parent."""
    global _shared
    _shared = Worker()


atexit.register(dismiss)
if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_forget)


def _extract(fields: dict[str, Any]) -> Extract:
    """An extract as it comes back from the other process."""
    blocks = tuple(
        Block(b["start"], b["end"], Kind(b["kind"]), b["level"]) for b in fields["blocks"]
    )
    return Extract(**{**fields, "pages": tuple(fields["pages"]), "blocks": blocks})
