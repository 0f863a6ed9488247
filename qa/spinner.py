"""Something that moves on stderr while one waits, and leaves nothing behind."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Event, RLock, Thread

DELAY_S = 0.2
"""What takes no longer is not worth a word."""
STEP_S = 0.1
FRAMES = "⠋⠙⠹⠸⠼⠴⠦⠧⠇⠏"
CLEARED = "\r\x1b[K"

_line = RLock()
"""Held by whoever writes on the line of stderr that the cursor is in."""
_shown: list[str] = []
"""What stands on that line now, if anything; guarded by `_line`."""


@contextmanager
def spinning(words: str, *, moves: bool) -> Iterator[None]:
    """Shows `words` on stderr, a terminal, from DELAY_S on until the end.

    `moves`: with something turning before them; without, they are written once, so that a screen
    reader says them once.
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
def aside() -> Iterator[None]:
    """The line of the cursor on stderr cleared, and left alone meanwhile."""
    with _line:
        if _shown:
            _shown.clear()
            sys.stderr.write(CLEARED)
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
    with aside():
        sys.stderr.flush()
