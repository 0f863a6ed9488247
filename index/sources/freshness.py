"""Whether a file is still what it was when it was read, told without reading it if possible."""

import hashlib
import os
import stat
import time
from typing import NamedTuple

SETTLED_NS = 2_000_000_000
"""A file that changed this long ago, in nanoseconds, cannot change again and keep its times: the
coarsest file systems keep times to 2 s."""


class Stamp(NamedTuple):
    """What the file system says of a file's content. Times are in nanoseconds."""

    size: int
    modified: int
    """When it was written, or what a program has set this to."""
    changed: int
    """When it was written, renamed or given other rights: no program can set this."""


def stamp(status: os.stat_result) -> Stamp:
    """The stamp in what os.stat returns."""
    return Stamp(status.st_size, status.st_mtime_ns, status.st_ctime_ns)


def settled(seen: Stamp, now_ns: int | None = None) -> Stamp | None:
    """A stamp that the file cannot keep when it changes from now on; None where it may.

    Times ahead of the clock, because it was set back, say nothing.
    """
    now_ns = time.time_ns() if now_ns is None else now_ns
    return seen if max(seen.modified, seen.changed) < now_ns - SETTLED_NS else None


def digest(path: str) -> str:
    """The sha256 of a regular file's bytes, in hexadecimal. Raises OSError."""
    with open(path, "rb", opener=opened) as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def is_stale(path: str, sha256: str, known: Stamp | None) -> bool:
    """True where the file changed, went or cannot be read since it had this digest.

    It is read only where its stamp is not the one it is `known` by.
    """
    try:
        status = os.lstat(path)
        if stat.S_ISREG(status.st_mode) and stamp(status) == known:
            return False
        return digest(path) != sha256
    except OSError:
        return True


def opened(path: str, flags: int) -> int:
    """Opens a regular file and nothing else: no link, and no pipe that would be waited for."""
    flags |= getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0)
    descriptor = os.open(path, flags)
    if not stat.S_ISREG(os.fstat(descriptor).st_mode):
        os.close(descriptor)
        raise OSError("not a regular file")
    return descriptor
