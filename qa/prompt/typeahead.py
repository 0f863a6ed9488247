"""What is typed while no prompt is there to take it."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def kept() -> Iterator[None]:
    """Keys typed during a search stay off the screen and are the next prompt's, as typed.

    Ctrl-C interrupts as ever.
    """
    if sys.platform == "win32" or not sys.stdin.isatty():
        yield
        return
    import termios

    number = sys.stdin.fileno()
    before = termios.tcgetattr(number)
    during = termios.tcgetattr(number)
    during[0] &= ~termios.ICRNL
    during[3] &= ~(termios.ECHO | termios.ICANON)
    termios.tcsetattr(number, termios.TCSANOW, during)
    try:
        yield
    finally:
        termios.tcsetattr(number, termios.TCSANOW, before)
