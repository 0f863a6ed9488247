"""What an error in a loader means for the file it was reading."""

import errno

from index.errors import LoadError, UnfinishedError

PASSING = {
    *(errno.EAGAIN, errno.EIO, errno.EMFILE, errno.ENFILE, errno.ENOMEM, errno.ENOSPC),
    *(errno.EBUSY, errno.EINTR, errno.ESTALE),
}
"""The error numbers of a system short of resources and of a failing disk. The file is not at
fault."""


def refusal(error: Exception) -> LoadError:
    """The reason not to read a file whose loader raised `error`.

    It is an UnfinishedError if another try may succeed. Any other error that is no LoadError is a
    bug in the loader or its library, and costs only this file.
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
