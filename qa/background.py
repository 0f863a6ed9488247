"""Work that Ctrl-C does not have to wait for."""

from collections.abc import Callable
from concurrent.futures import Future
from threading import Thread
from typing import TypeVar

T = TypeVar("T")


def attended(work: Callable[[], T]) -> T:
    """What `work` returns or raises. KeyboardInterrupt comes at once, whatever it is at.

    It then goes on in a thread of its own until it ends, and what it returns is dropped.
    """
    future: Future[T] = Future()

    def run() -> None:
        try:
            future.set_result(work())
        except BaseException as error:
            future.set_exception(error)

    Thread(target=run, daemon=True).start()
    return future.result()
