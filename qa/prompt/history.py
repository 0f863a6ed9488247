"""The lines typed at the prompt, in a file that any number of prompts share."""

import json
import os
from collections.abc import Callable, Iterable
from pathlib import Path

from prompt_toolkit.history import History

REMEMBERED_BYTES = 1_000_000
"""So much of the end of the file is offered; what was typed before stays in the file."""


class SharedHistory(History):
    """A file with one JSON string per line, in ASCII, so that it steers no terminal.

    Each line is appended in one write, so that prompts open at the same time lose no line.
    """

    def __init__(self, path: Path, on_error: Callable[[str], None]) -> None:
        """`on_error` is called with a line for the user if a line cannot be written."""
        super().__init__()
        self.path = path
        self._on_error = on_error

    def load_history_strings(self) -> Iterable[str]:
        """The lines that can be read, the newest first."""
        try:
            with self.path.open("rb") as file:
                beginning = max(0, file.seek(0, os.SEEK_END) - REMEMBERED_BYTES)
                file.seek(beginning)
                lines = file.read(REMEMBERED_BYTES).splitlines()
        except OSError:
            return
        for line in reversed(lines):
            try:
                typed = json.loads(line)
            except ValueError:
                continue
            if isinstance(typed, str):
                yield typed

    def store_string(self, string: str) -> None:
        """Appends a line to the file, made for its owner alone."""
        line = json.dumps(string).encode("ascii") + b"\n"
        try:
            flags = os.O_WRONLY | os.O_APPEND | os.O_CREAT
            number = os.open(self.path, flags, 0o600)
            try:
                os.write(number, line)
            finally:
                os.close(number)
        except OSError as error:
            self._on_error(f"questions are not kept in {self.path}: {error.strerror}")
