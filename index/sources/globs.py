"""Patterns as in .gitignore, matched in bounded time whatever the pattern."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

MAX_CHARS = 1_000
"""Of a pattern. A path has 4,096 at most."""
MAX_DEEP = 2
"""How often "**", any number of folders, may stand in a pattern. A regular expression tries every
way to spread a path over them."""
MAX_PATTERNS = 2_000
"""How many apply at once. Comparing the longest possible name with all of them takes 20 ms."""

_ANY = re.compile(r"(/?\*\*/)?\*\*?(/?)\s*|/\*\*(/?)\s*")
_SET = re.compile(r"\[[!^]?\[|\[[!^]?\]?[^\]/]*(--|&&|\|\||~~)")
"""What has another meaning within the brackets of a regular expression, or may get one."""
_ALL_BELOW = re.compile(r"(.+/\*\*)(/?)\s*")
_STAR = r"\[\^/\]\*"
_STARS = re.compile(rf"(?:{_STAR}){{2,}}")
_BETWEEN_STARS = re.compile(
    rf"{_STAR}((?:\\.|\[\^?\]?(?:\\.|[^\\\]])*\](?!\*)|[^\\\[\]()/|])+?)(?={_STAR})"
)
"""In a regular expression of pathspec: a star, and what stands between it and the next star."""


@dataclass(frozen=True, slots=True)
class Pattern:
    """A line of .gitignore, compiled."""

    includes: bool | None
    """True for a pattern, False for one with "!", None for a line without a pattern."""
    regex: re.Pattern[str] | None


class Globs:
    """Patterns. The last one that matches a path decides. Faulty patterns match nothing."""

    def __init__(self, lines: Iterable[str], most: int = MAX_PATTERNS) -> None:
        """`most`: how many patterns are kept, the first ones; comments and empty lines are free."""
        found: list[Pattern] = []
        self.faulty = 0
        """Number of lines that are faulty or come after `most` patterns."""
        for line in lines:
            if len(found) >= most or fault(line) is not None:
                self.faulty += not _is_blank(line)
            elif (pattern := _pattern(line)).regex is not None:
                found.append(pattern)
        self._patterns = found[::-1]

    def __len__(self) -> int:
        return len(self._patterns)

    def decide(self, path: str) -> bool | None:
        """True if a pattern matches, False if one with "!" does, None if none does.

        `path`: relative to the folder of the patterns, with "/" between its parts, and at its end
        for a folder. A pattern that only matches a folder above the path does not count: the walk
        has asked about that folder before, as git does.
        """
        for pattern in self._patterns:
            if pattern.regex is not None and pattern.regex.fullmatch(path):
                return pattern.includes
        return None


def _is_blank(line: str) -> bool:
    """Whether a line is a comment, or empty."""
    return line.startswith("#") or not line.strip()


def fault(line: str) -> str | None:
    """Why a line of .gitignore cannot be used; None if it can, as empty lines and comments can."""
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
    """Why a pattern that a person gave cannot be used; None if it can.

    A pattern that matches nothing cannot be used.
    """
    if glob.startswith("!"):
        return 'it begins with "!", and a pattern to include or exclude needs no sign'
    return fault(glob) or (None if _pattern(literal(glob)).includes else "it matches nothing")


def literal(glob: str) -> str:
    """A person's pattern as a line of .gitignore, where "#" would begin a comment."""
    return f"\\{glob}" if glob.startswith("#") else glob


@lru_cache(maxsize=20_000)
def _pattern(line: str) -> Pattern:
    """A line as pathspec compiles it, with expressions that match whole paths.

    For a pattern of stars alone, pathspec writes a shorter expression that matches a part of a
    path. So such a pattern is spelled in another way first.
    """
    # This takes 20 ms, and most corpora have no patterns.
    from pathspec.patterns.gitignore.spec import GitIgnoreSpecPattern

    sign, line = ("!", line[1:]) if line.startswith("!") else ("", line)
    if found := _ANY.fullmatch(line):
        line = f"?*{found[2] or found[3] or ''}"
    elif found := _ALL_BELOW.fullmatch(line):
        line = f"{found[1]}/?*{found[2]}"
    read = GitIgnoreSpecPattern(f"{sign}{line}")
    return Pattern(read.include, re.compile(_steady(read.regex.pattern)) if read.regex else None)


def _steady(expression: str) -> str:
    """The expression with atomic groups between its stars, so that it never backtracks over them.

    What stands between two stars has a fixed length, so its first match is as good as any other.
    A name is then compared in time linear in its length, however many stars there are.
    """
    expression = _STARS.sub("[^/]*", expression)
    return _BETWEEN_STARS.sub(r"(?>[^/]*?\1)", expression)
