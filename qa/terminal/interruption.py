"""Runs work so that Ctrl-C does not have to wait for it."""

from collections.abc import Callable
from concurrent.futures import Future
from threading import Thread
from typing import TypeVar

T = TypeVar("T")


def run_interruptibly(work: Callable[[], T]) -> T:
    """Returns or raises what `work` does; Ctrl-C raises KeyboardInterrupt at once.

    The work then goes on in a thread of its own until it ends, and its result is dropped.
    """
    future: Future[T] = Future()

    def run() -> None:
        try:
            future.set_result(work())
        except BaseException as error:
            future.set_exception(error)

    Thread(target=run, daemon=True).start()
    return future.result()
