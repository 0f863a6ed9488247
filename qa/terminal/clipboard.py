"""The clipboard of the terminal that shows us, over any number of ssh sessions (OSC 52)."""

import os
from base64 import b64encode
from typing import TextIO

MAX_BYTES = 50_000
"""Terminals drop longer texts: xterm takes 74,994 bytes in base64."""


def copy(text: str, out: TextIO) -> None:
    """Asks the terminal that `out` writes to, to put `text` in its clipboard."""
    encoded = b64encode(text.encode("utf-8", "replace")).decode("ascii")
    out.write(f"\x1b]52;c;{encoded}\x07")


def caveat() -> str:
    """What to say after "copied" if something else must be set up for it; else ""."""
    if os.environ.get("TMUX"):
        return ", if tmux passes it on: set -g set-clipboard on"
    return ""
