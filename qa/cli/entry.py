"""Where a run begins: what was typed goes to the command that it names."""

import gc
import os
import sys
from collections.abc import Sequence
from difflib import get_close_matches
from io import TextIOWrapper
from typing import NoReturn

from qa.cli.exits import BROKEN_PIPE, DEBUG, FAILED, fail, run
from qa.cli.subcommands import SUBCOMMANDS, ask

GC_THRESHOLD = 1_000_000
"""New objects between two searches for garbage: most of what a run makes, it keeps."""

LIKENESS = 0.7
"""From this ratio on (difflib, 0 to 1) a word is taken for a misspelt subcommand."""


def main(arguments: Sequence[str] | None = None) -> NoReturn:
    """Runs the command line and exits with its status."""
    _set_encodings()
    if os.environ.get(DEBUG):
        import logging

        logging.basicConfig(level=logging.DEBUG, format="%(name)s: %(message)s")
    typed = list(sys.argv[1:] if arguments is None else arguments)
    if typed and typed[0] in SUBCOMMANDS:
        name = typed.pop(0)
        sys.exit(run(SUBCOMMANDS[name], typed, f"qa {name}"))
    if typed and (near := _nearest_subcommand(typed[0])):
        sys.exit(fail(f"no such file or folder: {typed[0]!r} (did you mean: qa {near}?)"))
    sys.exit(run(ask, typed, "qa"))


def program() -> NoReturn:
    """What the command `qa` runs: `main`, but the process ends without any clean-up.

    Unloading the networks and their libraries would take longer than answering a question.
    """
    gc.set_threshold(GC_THRESHOLD)
    try:
        main()
    except SystemExit as ended:
        status = ended.code
    try:
        sys.stdout.flush()
        sys.stderr.flush()
    except BrokenPipeError:
        status = BROKEN_PIPE
    except OSError:  # reported when it was written, unless a full disk took the end of it
        status = FAILED
    os._exit(status if isinstance(status, int) else FAILED)


def _nearest_subcommand(word: str) -> str | None:
    """The subcommand that a word misspells, unless there is a file or folder of that name."""
    # A dash begins an option, and a slash makes it a path.
    if not word or word.startswith("-") or os.sep in word:
        return None
    near = get_close_matches(word.lower(), SUBCOMMANDS, n=1, cutoff=LIKENESS)
    return near[0] if near and not os.path.lexists(os.path.expanduser(word)) else None


def _set_encodings() -> None:
    """UTF-8 in and out; a character that cannot be written is replaced and ends no run."""
    for stream in (sys.stdin, sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):
            stream.reconfigure(encoding="utf-8", errors="replace")
