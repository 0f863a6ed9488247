"""The clipboard of the terminal that shows us, however many ssh sessions away it is (OSC 52)."""

import os
from base64 import b64encode

MAX_BYTES = 50_000
"""Terminals drop what is longer: xterm takes 74,994 bytes in base64."""


def copying(text: str) -> str:
    """What, written to a terminal, makes `text` what its clipboard holds."""
    return f"\x1b]52;c;{b64encode(text.encode('utf-8', 'replace')).decode('ascii')}\x07"


def caveat() -> str:
    """What else it takes, to be said after "copied", or ""."""
    if os.environ.get("TMUX"):
        return ", if tmux passes it on: set -g set-clipboard on"
    return ""
