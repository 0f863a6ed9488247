"""Shows text that is taller than the screen in a pager."""

import os
import shlex
import shutil
import subprocess
from contextlib import suppress
from typing import TextIO

from rich.text import Text

DEFAULT = "less -RX"
"""Keeps colours, and leaves what was shown on the screen."""

NOT_RUN = (126, 127)
"""The exit statuses of a shell that could not run, or could not find, the command."""


def show(text: str, out: TextIO, *, is_wanted: bool = True) -> None:
    """Writes `text` to `out`, through the pager if `out` is a terminal that it does not fit on."""
    if not (is_wanted and out.isatty() and _is_taller(text) and _page(text)):
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


def _page(text: str) -> bool:
    """Shows a text in the pager; False if there is none that runs."""
    command = os.environ.get("PAGER") or DEFAULT
    environment = {"LESSCHARSET": "utf-8", **os.environ}
    try:
        # The command comes from the user's own environment.
        pager = subprocess.Popen(  # noqa: S603
            shlex.split(command), stdin=subprocess.PIPE, env=environment
        )
    except (OSError, ValueError, IndexError):
        return False
    with pager:
        with suppress(BrokenPipeError, KeyboardInterrupt):
            pager.communicate(text.encode("utf-8", "replace"))
        while pager.poll() is None:
            with suppress(KeyboardInterrupt):  # Ctrl-C is for the pager
                pager.wait()
    return pager.returncode not in NOT_RUN
