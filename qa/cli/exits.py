"""How a run ends: an exit status, and one line on stderr if something went wrong."""

import errno
import os
import sys
from contextlib import suppress

import click

ANSWERED, UNANSWERED, FAILED, INTERRUPTED = 0, 1, 2, 130
BROKEN_PIPE = 141
"""What a shell reports of a program that SIGPIPE ended."""

UNWRITABLE = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EIO}
"""Errors of a disk that takes no more."""

DEBUG = "QA_DEBUG"
"""If this variable is set, tracebacks are shown, also those of loaders that failed."""


def run(command: click.Command, arguments: list[str], name: str) -> int:
    """Runs a command, and turns whatever it raises into one line on stderr; the exit status."""
    from index import SearchError
    from qa.remedies import explain

    try:
        # Not command.main(): it exits with 1 for a broken pipe, which here means "no answer".
        with command.make_context(name, arguments) as context:
            return int(command.invoke(context))
    except click.exceptions.Exit as ended:
        return ended.exit_code
    except click.ClickException as error:
        return fail(f"{error.format_message()} (try: {name} --help)")
    except SearchError as error:
        return fail(explain(error))
    except (click.Abort, KeyboardInterrupt):
        return INTERRUPTED
    except BrokenPipeError:
        # The interpreter flushes stdout once more when it ends.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return BROKEN_PIPE
    except OSError as error:
        return fail(_reason(error))
    except MemoryError:
        return fail("out of memory")
    except Exception as error:  # the edge: nobody but a programmer can read a traceback
        if os.environ.get(DEBUG):
            raise
        if "can't start new thread" in str(error):
            return fail("cannot start a thread: too many processes, or too little memory")
        kind = type(error).__name__
        return fail(f"internal error: {kind}: {error}; please report it, with {DEBUG}=1 set")


def _reason(error: OSError) -> str:
    """What the system could not do, and to which file, in one line."""
    if error.errno in UNWRITABLE:
        return f"cannot write: {error.strerror}"
    if not _has_working_directory():
        return "the working directory does not exist any more; change to another"
    what = f": {error.filename!r}" if error.filename else ""
    return f"{error.strerror or error}{what}"


def _has_working_directory() -> bool:
    try:
        os.getcwd()
    except OSError:
        return False
    return True


def fail(message: str) -> int:
    """Writes an error as one line on stderr; the exit status for it."""
    from qa.output.printable import printable

    with suppress(OSError):  # the terminal is gone or the disk is full; the status still tells
        print(f"qa: {printable(message)}", file=sys.stderr, flush=True)  # noqa: T201
    return FAILED
