"""Patterns as .gitignore has them, matched in a time that nobody who writes one can make long."""

import re
from collections.abc import Iterable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathspec.patterns.gitignore.spec import GitIgnoreSpecPattern

MAX_CHARS = 1_000
"""Of a pattern. A path has 4,096 at most."""
MAX_STARS = 3
"""Between two slashes. An expression tries every way to spread a name over the stars, and with ten
of them never ends; with these it takes a quarter of a second for the longest of names at worst."""
MAX_DEEP = 2
"""Times "**", which stands for any number of folders, in a pattern, for the same reason."""

_ANY = re.compile(r"(/?\*\*/)?\*\*?(/?)\s*|/\*\*(/?)\s*")
_SET = re.compile(r"\[[!^]?\[|\[[!^]?\]?[^\]/]*(--|&&|\|\||~~)")
"""What regular expressions mean, or are to mean, otherwise within brackets."""
_ALL_BELOW = re.compile(r"(.+/\*\*)(/?)\s*")


class Globs:
    """Patterns, of which the last that matches a path tells. Those with a fault tell nothing."""

    def __init__(self, lines: Iterable[str]) -> None:
        lines = list(lines)
        self._patterns = [_pattern(line) for line in reversed(lines) if fault(line) is None]
        self.faulty = len(lines) - len(self._patterns)
        """How many of the lines have a fault."""

    def tell(self, path: str) -> bool | None:
        """True where a pattern matches, False where one with "!" does, None where none does.

        `path`: relative to the place of the patterns, with "/" between its parts, and at its end
        where it is a folder's. What only matches a folder that the path lies in does not count:
        whoever walks a tree has asked for that folder before, as git does.
        """
        for pattern in self._patterns:
            if pattern.regex and pattern.regex.fullmatch(path):
                return pattern.include
        return None


def fault(line: str) -> str | None:
    """Why a pattern cannot be used, None where it can. An empty line and a comment can."""
    if len(line) > MAX_CHARS:
        return f"longer than {MAX_CHARS:,} characters"
    parts = line.split("/")
    if any(part.count("*") > MAX_STARS for part in parts):
        return f"more than {MAX_STARS} stars between slashes"
    if parts.count("**") > MAX_DEEP:
        return f"** more than {MAX_DEEP} times"
    if _SET.search(line):
        return "brackets within brackets"
    try:
        _pattern(line)
    except (ValueError, re.error):
        return "not a pattern"
    return None


def refusal(glob: str) -> str | None:
    """Why a pattern that a person gave cannot be used, None where it can.

    One that says nothing, as a comment would, cannot.
    """
    if glob.startswith("!"):
        return 'it begins with "!": --include and --exclude say which of the two it is'
    return fault(glob) or (None if _pattern(literal(glob)).include else "it matches nothing")


def literal(glob: str) -> str:
    """A pattern that a person gave as a line of .gitignore, where "#" would begin a comment."""
    return f"\\{glob}" if glob.startswith("#") else glob


def _pattern(line: str) -> "GitIgnoreSpecPattern":
    """A line as the library reads it, put so that its expression matches no more than is meant.

    It shortens what stars alone stand for to expressions that match a part of a path.
    """
    # 20 ms, and most corpora have no patterns.
    from pathspec.patterns.gitignore.spec import GitIgnoreSpecPattern

    sign, line = ("!", line[1:]) if line.startswith("!") else ("", line)
    if found := _ANY.fullmatch(line):
        line = f"?*{found[2] or found[3] or ''}"
    elif found := _ALL_BELOW.fullmatch(line):
        line = f"{found[1]}/?*{found[2]}"
    return GitIgnoreSpecPattern(f"{sign}{line}")
