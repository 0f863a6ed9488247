"""On a pseudo-terminal, with real waits."""

import os
import sys

import pexpect
import pyte
import pytest

SCRIPT = """
import sys, time
from qa import progress
from qa.settings import Settings
settings = Settings(corpus=(), index="", format={form!r}, is_quiet={quiet})
with progress.show_searching(settings):
    time.sleep({seconds})
    {within}
print("done")
"""


def sent(seconds, *, form="rich", quiet=False, within="pass", term="xterm"):
    """What a terminal is sent while something takes so long."""
    script = SCRIPT.format(form=form, quiet=quiet, seconds=seconds, within=within)
    environment = {**os.environ, "TERM": term}
    running = pexpect.spawn(sys.executable, ["-c", script], env=environment, timeout=60)
    shown = running.read().decode()
    running.close()
    return shown


def left(shown):
    """What stands on the screen after it."""
    screen = pyte.Screen(80, 10)
    pyte.Stream(screen).feed(shown)
    return "\n".join(line.rstrip() for line in screen.display).strip()


def test_what_is_quick_shows_nothing():
    assert sent(0.05) == "done\r\n"


def test_what_takes_longer_turns_and_leaves_nothing_behind():
    shown = sent(0.9)
    assert shown.count("searching") > 2
    assert left(shown) == "done"


def test_what_is_said_meanwhile_has_a_line_of_its_own():
    shown = sent(0.5, within='progress.say("ordered by words", settings); time.sleep(0.4)')
    assert left(shown) == "ordered by words\ndone"
    assert shown.rindex("searching") > shown.index("ordered")


def test_an_interrupt_leaves_nothing_behind():
    shown = sent(0.5, within="raise SystemExit(130)")
    assert "searching" in shown
    assert left(shown) == ""


def test_in_plain_it_is_said_once_and_nothing_turns():
    shown = sent(0.9, form="plain")
    assert shown.count("searching") == 1
    assert left(shown) == "done"
    assert not any("\u2800" <= character <= "\u28ff" for character in shown)


@pytest.mark.parametrize("options", [{"quiet": True}, {"term": "dumb"}])
def test_told_to_be_quiet_or_on_a_dumb_terminal_there_is_none(options):
    assert sent(0.6, **options) == "done\r\n"
