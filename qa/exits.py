"""How a run ends: with an exit status, and where something went wrong with one line on stderr."""

import errno
import os
import sys
from contextlib import suppress

import click

ANSWERED, UNANSWERED, FAILED, INTERRUPTED = 0, 1, 2, 130
BROKEN_PIPE = 141  # what a shell reports of a program that SIGPIPE ended

UNWRITABLE = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EIO}
"""What a disk says that takes no more."""

DEBUG = "QA_DEBUG"
"""If this variable is set, tracebacks are shown, also those of loaders that failed."""


def run(command: click.Command, arguments: list[str], name: str) -> int:
    from index import SearchError

    try:
        # Not command.main(), which makes of a broken pipe the status of "no answer".
        with command.make_context(name, arguments) as context:
            return int(command.invoke(context))
    except click.exceptions.Exit as ended:
        return ended.exit_code
    except click.ClickException as error:
        return fail(f"{error.format_message()} (try: {name} --help)")
    except SearchError as error:
        return fail(str(error))
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
    """An error of the system in a line: what could not be done, and to what."""
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
    from qa.output.printable import printable

    with suppress(OSError):  # a terminal that is gone, a full disk: the status still says it
        print(f"qa: {printable(message)}", file=sys.stderr, flush=True)  # noqa: T201
    return FAILED
