import signal
import threading
from time import monotonic

import pytest

from qa.background import attended


def test_what_work_returns_or_raises_is_handed_on():
    assert attended(lambda: 42) == 42
    with pytest.raises(ZeroDivisionError):
        attended(lambda: 1 / 0)


def test_ctrl_c_ends_the_wait_at_once():
    ended = threading.Event()
    began = monotonic()
    timer = threading.Timer(
        0.1, signal.pthread_kill, [threading.main_thread().ident, signal.SIGINT]
    )
    timer.start()
    try:
        with pytest.raises(KeyboardInterrupt):
            attended(lambda: ended.wait(30))
        assert monotonic() - began < 10
    finally:
        ended.set()
