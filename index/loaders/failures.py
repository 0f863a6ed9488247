"""What an error in a loader means for the file that it was reading."""

import errno

from index.errors import LoadError, UnfinishedError

PASSING = {
    *(errno.EAGAIN, errno.EIO, errno.EMFILE, errno.ENFILE, errno.ENOMEM, errno.ENOSPC),
    *(errno.EBUSY, errno.EINTR, errno.ESTALE),
}
"""What the system says when it is short of something or a disk fails. The file is not at fault."""


def refusal(error: Exception) -> LoadError:
    """Why a file is not read whose loader raised `error`.

    An UnfinishedError if another try may succeed. Whatever else is not a LoadError is a bug in the
    loader or its library, and costs only this file.
    """
    if isinstance(error, LoadError):
        return error
    if isinstance(error, MemoryError):
        return UnfinishedError("not enough memory to read it")
    if isinstance(error, RecursionError):
        return LoadError("nested too deeply")
    reason = f"its reader failed: {type(error).__name__}: {error}"
    if isinstance(error, ImportError) or (isinstance(error, OSError) and error.errno in PASSING):
        return UnfinishedError(reason)
    return LoadError(reason)
