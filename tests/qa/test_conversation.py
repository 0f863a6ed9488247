"""Whole conversations at a real pseudo-terminal, as a person sees them."""

import os
import sys
from time import monotonic

import pexpect
import pyte
import pytest

from index.models.weights import DEFAULT_MODEL, find

PROGRAM = "from qa.cli import program; program()"
WAIT_S = 60
LINES = 40
CTRL_C, CTRL_D, TAB, ENTER = "\x03", "\x04", "\t", "\r"


class Terminal:
    """A program on a screen that can be read, resized and typed at."""

    def __init__(self, arguments, columns, **environment):
        self.screen = pyte.Screen(columns, LINES)
        self.stream = pyte.Stream(self.screen)
        self.child = pexpect.spawn(
            sys.executable,
            ["-c", PROGRAM, *arguments],
            env={**os.environ, "TERM": "xterm-256color", "PAGER": "cat", **environment},
            dimensions=(LINES, columns),
            encoding="utf-8",
            codec_errors="replace",
        )
        self.child.delaybeforesend = None
        self.screen.write_process_input = self.child.send  # where the cursor is, when asked
        self.written = ""

    def shows(self, *texts):
        """Waits until all texts are on the screen, wrapped as they may be; its lines."""
        until = monotonic() + WAIT_S
        while True:
            lines = [line.rstrip() for line in self.screen.display]
            seen = " ".join(" ".join(lines).split())
            if all(text in seen for text in texts):
                return lines
            assert monotonic() < until, "\n".join(lines)
            self.read()

    def read(self):
        try:
            written = self.child.read_nonblocking(65_536, timeout=0.2)
        except pexpect.TIMEOUT:
            return
        self.written += written
        self.stream.feed(written)

    def resize(self, columns):
        self.screen.resize(LINES, columns)
        self.child.setwinsize(LINES, columns)

    def ends(self):
        """What the program exits with."""
        self.child.expect(pexpect.EOF, timeout=WAIT_S)
        self.child.close()
        return self.child.exitstatus


@pytest.fixture
def terminal(home, seeds_index):
    opened = []

    def terminal(columns, *arguments, **environment):
        chosen = ["seeds", "--index", str(seeds_index), *arguments]
        opened.append(Terminal(chosen, columns, **environment))
        return opened[-1]

    yield terminal
    for each in opened:
        each.child.close(force=True)


@pytest.mark.parametrize("columns", [80, 40])
def test_a_conversation(terminal, columns):
    at = terminal(columns, "-k", "2")
    lines = at.shows("5 documents in seeds. Ask a question, or type /help.", "seeds · 5 documents")
    assert lines[-1].startswith("seeds · 5 documents · all-MiniLM-L6")

    pasted = "who led the opposition\nteam in Mexico?"
    at.child.send(f"\x1b[200~{pasted}\x1b[201~")
    lines = at.shows("? who led the opposition team in Mexico?")
    assert "  team in Mexico?" in lines
    at.child.send(ENTER)
    lines = at.shows("led by politician and lawyer Gerardo Blyde", "[2]")
    assert max(map(len, lines)) <= columns

    at.child.send(f"/context 1{ENTER}/open 1{ENTER}")
    at.shows("> 27 The opposition team was led")
    at.child.send(f"/cler{ENTER}")
    at.shows("no command /cler; did you mean /clear?")
    at.child.send(f"/in seeds/003{TAB}")
    at.shows("? /in seeds/003_75ba1bb73bf4a75d.txt")
    at.child.send(ENTER)
    lines = at.shows("in seeds/003_75ba1bb73bf4a75d.txt ·")
    assert lines[-1].startswith("in seeds/003")

    at.child.send(f"half a question{CTRL_C}/hist")
    at.shows("? /hist")
    at.resize(20)
    at.child.send(f"ory{ENTER}")
    at.shows("? /history 1 who led the opposition")
    at.child.send(CTRL_D)
    assert at.ends() == 0


def test_a_terminal_that_understands_nothing_gets_text_alone(terminal):
    at = terminal(20, "-k", "1", TERM="dumb", LANG="C", LC_ALL="C")
    at.shows("or type /help.")
    at.child.send(f"who led the opposition team in Mexico?{ENTER}")
    at.shows("003_75ba")
    at.child.send(CTRL_D)
    assert at.ends() == 0
    assert "\x1b" not in at.written


def test_what_is_typed_before_the_prompt_is_there_is_not_lost(terminal):
    at = terminal(80, "-k", "1")
    at.child.send(f"who led the opposition team in Mexico?{ENTER}/history{ENTER}")
    at.shows("Gerardo Blyde", "1 who led the opposition")
    at.child.send(CTRL_D)
    assert at.ends() == 0


def test_no_colour_is_no_colour_at_the_prompt_either(terminal):
    at = terminal(80, "-k", "1", NO_COLOR="1")
    at.shows("seeds · 5 documents")
    at.child.send(f"who led the opposition team in Mexico?{ENTER}")
    at.shows("Gerardo Blyde", "003_75ba")
    assert not any(f"\x1b[{n}m" in at.written for n in range(30, 38))
    assert "38;" not in at.written


def test_ctrl_c_cancels_a_search_at_once_and_drops_what_it_finds(terminal, tmp_path):
    network = find(DEFAULT_MODEL, downloads=False).fingerprint[:16]
    pipe = tmp_path / "cache" / "cited-qa" / f"embedder-{network}" / "card.json"
    pipe.parent.mkdir(parents=True)
    os.mkfifo(pipe)  # a search stands still in it until it is written to
    at = terminal(80, XDG_CACHE_HOME=str(tmp_path / "cache"))
    at.shows("seeds · 5 documents")
    at.child.send(f"who led the opposition?{ENTER}")
    at.shows("searching")
    at.child.send(CTRL_C)
    at.shows("cancelled", "seeds · 5 documents")
    pipe.write_text("{}")
    at.child.send(f"{CTRL_C}/history{ENTER}")
    at.shows("no question yet")
    at.child.send(CTRL_D)
    assert at.ends() == 0
