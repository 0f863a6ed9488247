"""The worker process of `isolation`: it reads the files it is sent, one after another.

A request is two messages: a loader with its arguments, in JSON, and a file's bytes. The reply is
one message in JSON. Each message begins with its length.
"""

import json
import math
import os
import signal
import sys
import threading
import time
import traceback
from contextlib import suppress
from dataclasses import asdict
from typing import BinaryIO

from index.errors import LoadError, UnfinishedError
from index.loaders.failures import refusal
from index.loaders.isolation import LENGTH_BYTES, READY, run

COPIES = 4
"""Memory allowed for a file, in multiples of its size: it is held as bytes and as text."""


def work(max_memory_bytes: int, timeout_s: float) -> None:
    """Reads requests from standard input and replies on standard output until input ends.

    `max_memory_bytes`, `timeout_s`: the limits of one file (see `isolation`).
    """
    # Ctrl-C reaches this process too. The parent decides what happens then.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    replies = os.fdopen(os.dup(1), "wb")
    # Nothing that a library prints may get into the replies.
    os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
    threading.Thread(target=_end_with, args=(os.getppid(),), daemon=True).start()
    replies.write(READY)
    replies.flush()
    requests = sys.stdin.buffer
    while (request := _receive(requests)) is not None:
        data = _receive(requests)
        if data is None:
            return
        most = max_memory_bytes + COPIES * len(data)
        _limit(most, timeout_s)
        reply = json.dumps(_reply(json.loads(request), data, most)).encode()
        replies.write(len(reply).to_bytes(LENGTH_BYTES, "big") + reply)
        replies.flush()


def _receive(requests: BinaryIO) -> bytes | None:
    head = requests.read(LENGTH_BYTES)
    length = int.from_bytes(head, "big")
    part = requests.read(length) if len(head) == LENGTH_BYTES else b""
    return part if len(part) == length and head else None


def _reply(request: list[str], data: bytes, most_memory: int) -> dict[str, object]:
    loader, *arguments = request
    try:
        return {"extracts": [asdict(extract) for extract in run(loader, data, *arguments)]}
    except MemoryError:
        # This is the limit for any file, so another try would not have more.
        return _refused(LoadError(f"could not be read in {most_memory / 1e6:.0f} MB of memory"))
    except LoadError as error:
        return _refused(error)
    except Exception as error:  # foreign code may raise anything, and that refuses only this file
        return _refused(refusal(error), traceback.format_exc())


def _refused(reason: LoadError, trace: str = "") -> dict[str, object]:
    may_pass = isinstance(reason, UnfinishedError)
    return {"refused": str(reason), "may_pass": may_pass, "trace": trace}


def _limit(memory_bytes: int, more_s: float) -> None:
    """Limits the address space, and the processor time from now on, where the system can.

    The limit on time ends this process even if its parent is gone.
    """
    with suppress(ImportError, ValueError, OSError):
        import resource  # not on Windows

        for kind, most in (
            (resource.RLIMIT_AS, memory_bytes),
            (resource.RLIMIT_CPU, math.ceil(time.process_time() + more_s)),
            (resource.RLIMIT_CORE, 0),
        ):
            _, hard = resource.getrlimit(kind)
            resource.setrlimit(kind, (most, hard))


def _end_with(parent: int) -> None:
    while os.getppid() == parent:
        time.sleep(1.0)
    os._exit(0)
