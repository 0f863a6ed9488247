import signal
import threading

import pytest

from qa.terminal.interruption import run_interruptibly


def test_what_work_returns_or_raises_is_handed_on():
    assert run_interruptibly(lambda: 42) == 42
    with pytest.raises(ZeroDivisionError):
        run_interruptibly(lambda: 1 / 0)


def test_ctrl_c_ends_the_wait_at_once():
    may_end, ended = threading.Event(), threading.Event()

    def work():
        signal.pthread_kill(threading.main_thread().ident, signal.SIGINT)
        may_end.wait(60)
        ended.set()

    with pytest.raises(KeyboardInterrupt):
        run_interruptibly(work)
    assert not ended.is_set()
    may_end.set()
