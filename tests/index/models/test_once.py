from concurrent.futures import ThreadPoolExecutor
from threading import Barrier, Event

from index.models.once import once


class Slow:
    def __init__(self):
        self.made = 0
        self.may_end = Event()

    @once
    def thing(self):
        """What takes long to make."""
        self.made += 1
        assert self.may_end.wait(60)
        return object()


def test_what_several_threads_ask_for_at_once_is_made_once():
    slow, asking = Slow(), Barrier(9)

    def ask():
        asking.wait(60)
        return slow.thing

    with ThreadPoolExecutor(8) as pool:
        asked = [pool.submit(ask) for _ in range(8)]
        asking.wait(60)
        slow.may_end.set()
        assert {future.result() for future in asked} == {slow.thing}
    assert slow.made == 1


def test_each_instance_has_its_own():
    some = [Slow(), Slow()]
    for slow in some:
        slow.may_end.set()
    assert some[0].thing is not some[1].thing


def test_what_fails_is_tried_again():
    class Fails:
        tries = 0

        @once
        def thing(self):
            self.tries += 1
            return 1 // (self.tries - 1)

    fails = Fails()
    for _ in range(2):
        try:
            assert fails.thing == 1
        except ZeroDivisionError:
            assert fails.tries == 1
    assert fails.tries == 2
