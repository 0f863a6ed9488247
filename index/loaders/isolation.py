"""Loaders of foreign formats, run in a process of their own that may crash, hang or be led astray.

The process is started on first need, reads one file after another, and ends with this one or when
it is dismissed. What comes back from it is JSON: nothing that could run.
"""

import atexit
import json
import os
import sys
import threading
from importlib import import_module
from typing import TYPE_CHECKING, Any

from index.errors import LoadError
from index.loaders.formats import GZIP, Format
from index.loaders.gzipped import unpacked
from index.records import Extract

if TYPE_CHECKING:
    import subprocess

TIMEOUT_S = 30.0
"""For one file."""
MAX_MEMORY_BYTES = 500_000_000
"""Of the process's address space, besides what the file itself needs, where the system can hold
it to that."""
MAX_REPLY_BYTES = 400_000_000
LENGTH_BYTES = 8

_START = """
import json, sys
paths, memory, seconds = json.loads(sys.argv[1])
sys.path[:] = paths
from index.loaders.worker import work
work(memory, seconds)
"""


def read(format: Format, name: str, data: bytes) -> tuple[Extract, ...]:
    """The Extracts of a file; those of a foreign format are made in the other process.

    Raises LoadError, also where that process takes too long, too much memory, or crashes.
    """
    if format is GZIP:
        format, name, data = unpacked(name, data)
    if format.is_isolated:
        return _shared.read(format.loader, data)
    return run(format.loader, data)


def run(loader: str, data: bytes) -> tuple[Extract, ...]:
    """What a loader named as `"module:attribute"` makes of a file's bytes, here and now."""
    module, _, attribute = loader.partition(":")
    found: tuple[Extract, ...] = getattr(import_module(module), attribute)(data)
    return found


def dismiss() -> None:
    """Ends the process, if there is one; the next file that needs it starts another."""
    _shared.end()


def abort() -> None:
    """Ends the process at once; the file that it reads counts as one that crashed it."""
    _shared.abort()


class Worker:
    """The other process. Safe to be used by several threads, one after another."""

    def __init__(
        self, timeout_s: float = TIMEOUT_S, max_memory_bytes: int = MAX_MEMORY_BYTES
    ) -> None:
        self._timeout_s = timeout_s
        self._max_memory_bytes = max_memory_bytes
        self._process: subprocess.Popen[bytes] | None = None
        self._lock = threading.Lock()

    def read(self, loader: str, data: bytes) -> tuple[Extract, ...]:
        """What the loader makes of the bytes. Raises LoadError."""
        with self._lock:
            reply = self._asked(loader, data)
        if "refused" in reply:
            raise LoadError(str(reply["refused"]))
        return tuple(
            Extract(**{**fields, "pages": tuple(fields["pages"])}) for fields in reply["extracts"]
        )

    def end(self) -> None:
        """Waits for the file that is being read, and ends the process."""
        with self._lock:
            self._stop()

    def abort(self) -> None:
        """Ends the process at once, in whatever it does."""
        if process := self._process:
            process.kill()

    def _asked(self, loader: str, data: bytes) -> dict[str, Any]:
        process = self._started()
        is_late = threading.Event()

        def give_up() -> None:
            is_late.set()
            process.kill()

        timer = threading.Timer(self._timeout_s, give_up)
        timer.daemon = True
        timer.start()
        try:
            reply = _exchanged(process, loader, data)
        except BaseException:  # Ctrl-C, too: half a reply would be taken for the next one's
            self._stop()
            raise
        finally:
            timer.cancel()
            timer.join()
        if reply is not None:
            return reply
        self._stop()
        if is_late.is_set() or process.returncode == -_CPU_SIGNAL:
            raise LoadError(f"could not be read: took longer than {self._timeout_s:.0f} s")
        raise LoadError("could not be read: its reader crashed")

    def _started(self) -> "subprocess.Popen[bytes]":
        if self._process is not None and self._process.poll() is None:
            return self._process
        import subprocess  # most corpora need none

        self._stop()
        paths = [os.path.abspath(path) for path in sys.path if path]
        start = [paths, self._max_memory_bytes, self._timeout_s]
        try:
            self._process = subprocess.Popen(  # noqa: S603 - ourselves
                [sys.executable, "-I", "-c", _START, json.dumps(start)],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
            )
        except OSError as error:
            raise LoadError(f"no process to read it in: {error.strerror}") from error
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
            except OSError:  # what could not be written before
                continue


_CPU_SIGNAL = 24  # SIGXCPU, which Windows has no name for


def _exchanged(
    process: "subprocess.Popen[bytes]", loader: str, data: bytes
) -> dict[str, Any] | None:
    """The reply to a request; None where the process ended instead, or says nothing sensible."""
    assert process.stdin is not None
    assert process.stdout is not None
    try:
        for part in (loader.encode(), data):
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
    """In a forked process: the other process is its parent's."""
    global _shared
    _shared = Worker()


atexit.register(dismiss)
if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_forget)
