"""Whether a file has changed since it was read, told without reading it if possible."""

import hashlib
import os
import stat
import time
from typing import NamedTuple

SETTLED_NS = 2_000_000_000
"""A file that changed longer ago than this cannot change again and keep its times: the coarsest
file systems record times to 2 s."""


class Stamp(NamedTuple):
    """The size and times of a file, in bytes and nanoseconds since the epoch."""

    size: int
    modified: int
    """When the file was written (mtime). A program can set it."""
    changed: int
    """When the file was written, renamed or given other rights (ctime). No program can set it."""


def stamp(status: os.stat_result) -> Stamp:
    """The stamp of a file, from the result of os.stat."""
    return Stamp(status.st_size, status.st_mtime_ns, status.st_ctime_ns)


def reliable_stamp(seen: Stamp, now_ns: int | None = None) -> Stamp | None:
    """`seen` if the file cannot change from now on and keep this stamp, else None.

    It is None for times ahead of the clock too: the clock was set back.
    """
    now_ns = time.time_ns() if now_ns is None else now_ns
    return seen if max(seen.modified, seen.changed) < now_ns - SETTLED_NS else None


def digest(path: str) -> str:
    """The sha256 of a regular file, in hexadecimal. Raises OSError."""
    with open(path, "rb", opener=open_regular) as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def is_stale(path: str, sha256: str, known: Stamp | None) -> bool:
    """Whether a file no longer has this digest, is gone, or cannot be read.

    The file is read only if its stamp is not `known`.
    """
    try:
        status = os.lstat(path)
        if stat.S_ISREG(status.st_mode) and stamp(status) == known:
            return False
        return digest(path) != sha256
    except OSError:
        return True


def open_regular(path: str, flags: int) -> int:
    """An opener for `open` that opens regular files only: no links, and no pipes, which may block.

    Raises OSError for anything else.
    """
    flags |= getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0)
    descriptor = os.open(path, flags)
    if not stat.S_ISREG(os.fstat(descriptor).st_mode):
        os.close(descriptor)
        raise OSError("not a regular file")
    return descriptor
