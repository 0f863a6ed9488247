"""The program on a pseudo-terminal, as a person sees it."""

import os
import re
import socket
import sys
from pathlib import Path
from urllib.parse import unquote, urlsplit

import pexpect
import pyte
import pytest

QUESTION = "who mediated the 2021 talks?"
LINK = re.compile(r"\x1b\]8;id=[0-9a-f]+;([!-~]+)\x1b\\")


@pytest.fixture
def seen(home, seeds_index):
    """Asks the seeds on a terminal of some width; what it is sent."""

    def ask(width, *arguments, **variables):
        program = ["-c", "from qa.cli import program; program()"]
        asked = ["seeds", "-q", QUESTION, "-k", "3", "--index", str(seeds_index)]
        running = pexpect.spawn(
            sys.executable,
            [*program, *asked, *arguments],
            env={**os.environ, "TERM": "xterm-256color", **variables},
            dimensions=(200, width),
            encoding="utf-8",
            timeout=120,
        )
        shown = running.read()
        running.close()
        assert running.exitstatus == 0
        return shown

    return ask


def lines(shown, width):
    screen = pyte.Screen(width, 200)
    pyte.Stream(screen).feed(shown)
    return [line.rstrip() for line in screen.display]


@pytest.mark.parametrize("width", [40, 80, 200])
def test_an_answer_fits_the_terminal_and_hangs_below_its_numbers(seen, width):
    shown = lines(seen(width), width)
    assert [line[:3] for line in shown if line.startswith("[")] == ["[1]", "[2]", "[3]"]
    assert all(line.startswith(("[", "    ")) for line in shown if line)
    assert "    seeds/003_75ba1bb73bf4a75d.txt:9" in {line[:36] for line in shown}
    assert max(map(len, shown)) <= min(width, 100)


def test_a_place_is_linked_to_the_file_itself(seen):
    (first, *_) = LINK.findall(seen(80))
    address = urlsplit(first)
    assert (address.scheme, address.hostname) == ("file", socket.gethostname().lower())
    assert Path(unquote(address.path)).samefile("seeds/003_75ba1bb73bf4a75d.txt")


def test_the_environment_names_the_editor(seen):
    shown = seen(80, QA_EDITOR_URI="vscode://file/{path}:{line}")
    assert (
        LINK.findall(shown)[0]
        == f"vscode://file{Path('seeds').resolve()}/003_75ba1bb73bf4a75d.txt:9"
    )


def test_a_dumb_terminal_is_sent_nothing_but_text(seen):
    assert "\x1b" not in seen(80, TERM="dumb")


def test_without_colour_the_words_that_answer_are_underlined(seen):
    shown = seen(80, NO_COLOR="1")
    assert "\x1b[1;4m" in shown
    assert not re.search(r"\x1b\[(?:\d+;)*[349]\d[;m]", shown)
