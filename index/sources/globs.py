"""Patterns as .gitignore has them, matched in a time that nobody who writes one can make long."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

MAX_CHARS = 1_000
"""Of a pattern. A path has 4,096 at most."""
MAX_DEEP = 2
"""How often "**", any number of folders, may stand in a pattern: an expression tries every way to
spread a path over them."""
MAX_PATTERNS = 2_000
"""In force at once. Comparing the longest possible name with all of them takes 20 ms."""

_ANY = re.compile(r"(/?\*\*/)?\*\*?(/?)\s*|/\*\*(/?)\s*")
_SET = re.compile(r"\[[!^]?\[|\[[!^]?\]?[^\]/]*(--|&&|\|\||~~)")
"""What regular expressions mean, or are to mean, otherwise within brackets."""
_ALL_BELOW = re.compile(r"(.+/\*\*)(/?)\s*")
_STAR = r"\[\^/\]\*"
_STARS = re.compile(rf"(?:{_STAR}){{2,}}")
_BETWEEN_STARS = re.compile(
    rf"{_STAR}((?:\\.|\[\^?\]?(?:\\.|[^\\\]])*\](?!\*)|[^\\\[\]()/|])+?)(?={_STAR})"
)
"""In an expression of the library: a star, and what stands between it and the next one."""


@dataclass(frozen=True, slots=True)
class Pattern:
    """A line of .gitignore, ready to be compared with paths."""

    includes: bool | None
    """Whether what it matches is taken; None where it says nothing."""
    regex: re.Pattern[str] | None


class Globs:
    """Patterns, of which the last that matches a path tells. Those with a fault tell nothing."""

    def __init__(self, lines: Iterable[str], most: int = MAX_PATTERNS) -> None:
        """Keeps the first `most` patterns; comments and empty lines do not count."""
        found: list[Pattern] = []
        self.faulty = 0
        """How many of the lines have a fault, or are too many."""
        for line in lines:
            if len(found) >= most or fault(line) is not None:
                self.faulty += not _is_blank(line)
            elif (pattern := _pattern(line)).regex is not None:
                found.append(pattern)
        self._patterns = found[::-1]

    def __len__(self) -> int:
        return len(self._patterns)

    def tell(self, path: str) -> bool | None:
        """True where a pattern matches, False where one with "!" does, None where none does.

        `path`: relative to the place of the patterns, with "/" between its parts, and at its end
        where it is a folder's. What only matches a folder that the path lies in does not count:
        whoever walks a tree has asked for that folder before, as git does.
        """
        for pattern in self._patterns:
            if pattern.regex is not None and pattern.regex.fullmatch(path):
                return pattern.includes
        return None


def _is_blank(line: str) -> bool:
    """Whether a line is a comment, or empty."""
    return line.startswith("#") or not line.strip()


def fault(line: str) -> str | None:
    """Why a pattern cannot be used, None where it can. An empty line and a comment can."""
    if len(line) > MAX_CHARS:
        return f"longer than {MAX_CHARS:,} characters"
    if line.split("/").count("**") > MAX_DEEP:
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
    return fault(glob) or (None if _pattern(literal(glob)).includes else "it matches nothing")


def literal(glob: str) -> str:
    """A pattern that a person gave as a line of .gitignore, where "#" would begin a comment."""
    return f"\\{glob}" if glob.startswith("#") else glob


@lru_cache(maxsize=20_000)
def _pattern(line: str) -> Pattern:
    """A line as the library reads it, put so that its expression matches no more than is meant.

    The library shortens what stars alone stand for to expressions that match a part of a path.
    """
    # 20 ms, and most corpora have no patterns.
    from pathspec.patterns.gitignore.spec import GitIgnoreSpecPattern

    sign, line = ("!", line[1:]) if line.startswith("!") else ("", line)
    if found := _ANY.fullmatch(line):
        line = f"?*{found[2] or found[3] or ''}"
    elif found := _ALL_BELOW.fullmatch(line):
        line = f"{found[1]}/?*{found[2]}"
    read = GitIgnoreSpecPattern(f"{sign}{line}")
    return Pattern(read.include, re.compile(_steady(read.regex.pattern)) if read.regex else None)


def _steady(expression: str) -> str:
    """The expression without the ways to spread a name over its stars that need not be tried.

    What stands between two stars has one length, so where it stands first is as good as anywhere:
    a name is compared in a time that grows with its length, however many stars there are.
    """
    expression = _STARS.sub("[^/]*", expression)
    return _BETWEEN_STARS.sub(r"(?>[^/]*?\1)", expression)
