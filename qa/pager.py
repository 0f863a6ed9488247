"""What is taller than the screen shown in a pager, and all else as it is."""

import os
import shlex
import shutil
import subprocess
from contextlib import suppress
from typing import TextIO

from rich.text import Text

DEFAULT = "less -RX"
"""Colours as they are; what was shown stays on the screen."""


def show(text: str, out: TextIO, *, is_wanted: bool = True) -> None:
    """Writes `text` to `out`, through the pager where that is a terminal it does not fit on."""
    if not (is_wanted and out.isatty() and _is_taller(text) and _paged(text)):
        out.write(text)
        out.flush()


def _is_taller(text: str) -> bool:
    size = shutil.get_terminal_size()
    rows = 0
    for line in text.splitlines():
        width = Text.from_ansi(line).cell_len
        rows += max(1, -(-width // max(1, size.columns)))
        if rows >= size.lines:  # the prompt needs a line as well
            return True
    return False


def _paged(text: str) -> bool:
    """Whether there was a pager that took it."""
    command = os.environ.get("PAGER") or DEFAULT
    environment = {"LESSCHARSET": "utf-8", **os.environ}
    try:
        # What the person's own environment names.
        pager = subprocess.Popen(  # noqa: S603
            shlex.split(command), stdin=subprocess.PIPE, env=environment
        )
    except (OSError, ValueError, IndexError):
        return False
    with pager:
        with suppress(BrokenPipeError, KeyboardInterrupt):
            pager.communicate(text.encode("utf-8", "replace"))
        while pager.poll() is None:
            with suppress(KeyboardInterrupt):  # the pager's business
                pager.wait()
    return pager.returncode not in (126, 127)
