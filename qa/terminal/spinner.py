"""A spinner on stderr, shown while the user waits, then removed."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Event, RLock, Thread

DELAY_S = 0.2
"""Work that takes no longer shows no spinner."""
STEP_S = 0.1
FRAMES = "⠋⠙⠹⠸⠼⠴⠦⠧⠇⠏"
CLEAR_LINE = "\r\x1b[K"

_line = RLock()
"""Held by whoever writes on the cursor's line of stderr."""
_shown: list[str] = []
"""The text on that line now, if any; guarded by `_line`."""


@contextmanager
def show_spinner(words: str, *, moves: bool) -> Iterator[None]:
    """Shows `words` on stderr, a terminal, from DELAY_S on until the block ends.

    `moves`: whether something turns before the words. If not, they are written once, so that a
    screen reader says them once.
    """
    done = Event()
    thread = Thread(target=_spin, args=(words, moves, done), daemon=True)
    thread.start()
    try:
        yield
    finally:
        done.set()
        thread.join()


@contextmanager
def hide_spinner() -> Iterator[None]:
    """Clears the cursor's line of stderr, and keeps the spinner off it during the block."""
    with _line:
        if _shown:
            _shown.clear()
            sys.stderr.write(CLEAR_LINE)
        yield


def _spin(words: str, moves: bool, done: Event) -> None:
    step = 0
    if done.wait(DELAY_S):
        return
    while True:
        with _line:
            shown = f"{FRAMES[step % len(FRAMES)]} {words}" if moves else words
            if _shown != [shown]:
                sys.stderr.write(f"\r{shown}")
                sys.stderr.flush()
                _shown[:] = [shown]
        step += 1
        if done.wait(STEP_S):
            break
    with hide_spinner():
        sys.stderr.flush()
