"""Keys that are typed while no prompt is there to take them."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def keep() -> Iterator[None]:
    """Keeps keys typed during a search off the screen, and leaves them to the next prompt.

    Ctrl-C still interrupts.
    """
    if sys.platform == "win32" or not sys.stdin.isatty():
        yield
        return
    import termios

    number = sys.stdin.fileno()
    before = termios.tcgetattr(number)
    during = termios.tcgetattr(number)
    during[0] &= ~termios.ICRNL  # else Enter would arrive as Ctrl-J
    during[3] &= ~(termios.ECHO | termios.ICANON)
    termios.tcsetattr(number, termios.TCSANOW, during)
    try:
        yield
    finally:
        termios.tcsetattr(number, termios.TCSANOW, before)
