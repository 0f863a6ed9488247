"""Draws the picture in the README: real commands on the seeds, as a terminal shows them.

    python -m benchmarks.transcript

Writes results/transcript.svg, which fetches no fonts or other files.
"""

import argparse
import os
import re
import sys
import tempfile
from io import StringIO
from pathlib import Path

import pexpect
import pyte
from rich.color import Color
from rich.console import Console
from rich.style import Style
from rich.terminal_theme import TerminalTheme
from rich.text import Text

ROOT = Path(__file__).parents[1]
PICTURE = Path(__file__).parent / "results" / "transcript.svg"
COLUMNS, ROWS = 88, 200
QUIET_S = 5.0
"""A program that writes nothing for this long is waiting for keys."""
FAINT, GREY = 2, 90
BLACK, WHITE, MAGENTA = (24, 26, 31), (222, 222, 222), (235, 130, 235)
THEME = TerminalTheme(BLACK, WHITE, [WHITE] * 5 + [MAGENTA] + [WHITE] * 2, [(150, 150, 150)] * 8)
"""The colours that the program uses; the picture has its own background, so it fits any page."""
FACES = re.compile(r"@font-face \{.*?\}\s*", re.DOTALL)
"""Fonts that rich's SVG would fetch."""

COMMANDS = (
    ("-q", "Who led the opposition team in Mexico?", "-k", "2"),
    ("-q", "what is the boiling point of nitrogen?", "-k", "1"),
)
TYPED = ("who mediated the 2021 talks?", "And who hosted them?", "What did Trump call Maduro?")
"""What is typed at the prompt."""


class Display(pyte.Screen):  # type: ignore[misc]
    """A terminal's screen that shows faint text in grey, because pyte does not know faint."""

    def select_graphic_rendition(self, *codes: int, **kept: bool) -> None:
        """Sets how text looks from here on, with grey for faint."""
        super().select_graphic_rendition(*(GREY if code == FAINT else code for code in codes))


def main() -> None:
    """Runs the commands and then the conversation, and draws the screen."""
    argparse.ArgumentParser(description="Draw the picture in the README.").parse_args()
    display = Display(COLUMNS, ROWS)
    stream = pyte.Stream(display)
    with tempfile.TemporaryDirectory() as home:
        _read(_start(home, "sync", "seeds", "--quiet"), stream, until_end=True)
        for command in COMMANDS:
            stream.feed(f"$ qa seeds {' '.join(map(_quote, command))}\r\n")
            _read(_start(home, "seeds", *command), stream, until_end=True)
        stream.feed("$ qa seeds -k 1\r\n")
        talk = _start(home, "seeds", "-k", "1")
        _read(talk, stream)
        for line in TYPED:
            talk.send(f"{line}\r")
            _read(talk, stream)
        talk.close(force=True)
    PICTURE.write_text(_draw(display), encoding="utf-8")


def _quote(word: str) -> str:
    return f'"{word}"' if " " in word else word


def _start(home: str, *arguments: str) -> pexpect.spawn:
    own = {"XDG_DATA_HOME": f"{home}/data", "XDG_STATE_HOME": f"{home}/state"}
    kept = {k: v for k, v in os.environ.items() if not k.startswith("QA_") and k != "NO_COLOR"}
    return pexpect.spawn(
        sys.executable,
        ["-c", "from qa.cli import program; program()", *arguments],
        cwd=str(ROOT),
        env={**kept, **own, "TERM": "xterm", "PROMPT_TOOLKIT_NO_CPR": "1"},
        dimensions=(ROWS, COLUMNS),
        encoding="utf-8",
    )


def _read(running: pexpect.spawn, stream: pyte.Stream, *, until_end: bool = False) -> None:
    """Feeds the screen what a program writes until it ends, or waits for keys."""
    try:
        while True:
            stream.feed(running.read_nonblocking(4096, timeout=120 if until_end else QUIET_S))
    except pexpect.EOF:
        return
    except pexpect.TIMEOUT:
        if until_end:
            raise


def _draw(display: Display) -> str:
    """The screen as an SVG picture."""
    last = max(row for row, line in enumerate(display.display) if line.strip(" ?"))
    console = Console(record=True, width=COLUMNS, file=StringIO(), force_terminal=True)
    for row in range(last + 2):  # an empty row more, because the last loses its underlines
        cells = (display.buffer[row][column] for column in range(COLUMNS))
        line = Text.assemble(*((cell.data, _style(cell)) for cell in cells))
        line.rstrip()
        console.print(line, no_wrap=True, crop=True)
    picture = console.export_svg(title="qa seeds", theme=THEME, unique_id="qa")
    return FACES.sub("", picture)


def _style(cell: pyte.screens.Char) -> Style:
    color = {"default": None, "brightblack": "bright_black"}.get(cell.fg, cell.fg)
    return Style(
        color=Color.parse(color) if color else None, bold=cell.bold, underline=cell.underscore
    )


if __name__ == "__main__":
    main()
