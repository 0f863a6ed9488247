"""On a pseudo-terminal, with real waits."""

import io
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
    {within}
print("done")
"""
WAIT = "sys.stdin.readline()"


def sent(within, *awaited, form="rich", quiet=False, term="xterm"):
    """What a terminal is sent while a line of code runs.

    `awaited`: for each WAIT in it, the texts that are sent before it ends.
    """
    script = SCRIPT.format(form=form, quiet=quiet, within=within)
    running = pexpect.spawn(
        sys.executable,
        ["-c", script],
        env={**os.environ, "TERM": term},
        timeout=60,
        echo=False,
        encoding="utf-8",
    )
    running.logfile_read = io.StringIO()
    for texts in awaited:
        for text in texts:
            running.expect_exact(text)
        running.sendline()
    running.expect(pexpect.EOF)
    running.close()
    return running.logfile_read.getvalue()


def left(shown):
    """What stands on the screen after it."""
    screen = pyte.Screen(80, 10)
    pyte.Stream(screen).feed(shown)
    return "\n".join(line.rstrip() for line in screen.display).strip()


def test_what_is_quick_shows_nothing():
    assert sent("pass") == "done\r\n"


def test_what_takes_longer_turns_and_leaves_nothing_behind():
    shown = sent(WAIT, ["⠋ searching", "⠙ searching", "⠹ searching"])
    assert left(shown) == "done"


def test_what_is_said_meanwhile_has_a_line_of_its_own():
    say = 'progress.say("ordered by words", settings)'
    shown = sent(f"{WAIT}; {say}; {WAIT}", ["searching"], ["ordered", "searching"])
    assert left(shown) == "ordered by words\ndone"


def test_an_interrupt_leaves_nothing_behind():
    assert left(sent(f"{WAIT}; raise SystemExit(130)", ["searching"])) == ""


def test_in_plain_it_is_said_once_and_nothing_turns():
    shown = sent(f"{WAIT}; time.sleep(0.5)", ["searching"], form="plain")
    assert shown.count("searching") == 1
    assert left(shown) == "done"
    assert not any("\u2800" <= character <= "\u28ff" for character in shown)


@pytest.mark.parametrize("options", [{"quiet": True}, {"term": "dumb"}])
def test_told_to_be_quiet_or_on_a_dumb_terminal_there_is_none(options):
    assert sent("time.sleep(0.6)", **options) == "done\r\n"
