"""Escape sequences of roff, the strings that a page defines, and the arguments of a macro."""

import re
from dataclasses import dataclass, field

from index.loaders.roff.characters import character, special

GLUE = "\0"
"""Where no space may come between this line and the next, or the one before. No text has it:
a file with zero bytes is no text."""
MAX_STRING_CHARS = 1_000
"""Of a string that the page defines; the rest is cut."""
MAX_STRING_DEPTH = 5
"""How deep strings are resolved in strings."""
MAX_EXPANDED_CHARS = 200_000
"""Of strings and macros together, in a short page. A long page may have GROWTH times its length."""
GROWTH = 4

MAX_DIGITS = 12
"""Of a register's value in the text."""

_NAME = r"(?:\[[^\]\n]{0,99}\]|\(..|[^\[(])"
_QUOTED = r"(?:'(?>(?:\\w'[^'\n]{0,99}'|[^'\n]){0,400})'|(?P<MARK>[^'\s\\])[^\n]{0,400}?(?P=MARK)|)"
_ESCAPE = re.compile(
    rf"""\\(?:
      (?P<special>\[[^\]\n]{{0,99}}\]|\(..)
    | \*(?P<string>{_NAME})
    | n(?P<step>[+-])?(?P<register>{_NAME})
    | [fFgkmMVY$O]{_NAME}
    | s(?:'[^'\n]{{0,20}}'|[+-]?(?:\(..|\[[^\]\n]{{0,20}}\])|[+-]\d|[+-]'[^'\n]{{0,20}}'
         |[1-3]\d|\d)?
    | h(?P<move>{_QUOTED.replace("MARK", "mark")})
    | N'(?P<code>\d{{1,7}})'
    | C'(?P<long>[^'\n]{{0,99}})'
    | Z'(?P<shown>[^'\n]{{0,400}})'
    | o'(?P<struck>\\?[^'\n])[^'\n]{{0,99}}'
    | [ABbDHLlRSvwXx]{_QUOTED.replace("MARK", "other")}
    | (?P<one>.)
    )?""",
    re.VERBOSE,
)
_ONE = {
    **dict.fromkeys(" ~0", " "),
    "t": "\t",
    "e": "\\",
    "\\": "\\",
    "E": "\\",
    "c": GLUE,
    **{mark: mark for mark in "-.'`_\"@#"},
    '"': "",
    "#": "",
}
"""What an escape of one character stands for. All others stand for nothing."""
_RIGHT = re.compile(r"[hC]?'?\+?0*(?:[1-9]|\.[5-9]|\\w)")
_ARGUMENT = re.compile(r'"((?:[^"]|"")*+)"?|((?:\\.|[^\\ ])++\\?|\\$)')
_COMMENT = re.compile(r'((?:[^\\]|\\[^"#])*+)\\["#]')

STRINGS = {
    "R": "®",
    "Tm": "™",
    "lq": "“",
    "rq": "”",
    "S": "",
    "Aq": "'",
    'L"': '"',
    'R"': '"',
    "C+": "C++",
    "C`": '"',
    "C'": '"',
    "--": "--",
    "PI": "pi",
    ".T": "utf8",
    "<=": "≤",
    ">=": "≥",
    "Lq": "“",
    "Rq": "”",
    "Le": "≤",
    "Ge": "≥",
    "Lt": "<",
    "Gt": ">",
    "Ne": "≠",
    "Pm": "±",
    "If": "∞",
    "Pi": "π",
    "Na": "NaN",
    "Ba": "|",
    "Am": "&",
    "q": '"',
}
"""The strings that the macro packages define, and those of pod2man."""


@dataclass(slots=True)
class Escapes:
    """What a page has defined so far, and the text of its lines by these definitions."""

    source_chars: int
    strings: dict[str, str] = field(default_factory=lambda: dict(STRINGS))
    """Not yet resolved."""
    registers: dict[str, int] = field(default_factory=lambda: {".g": 1, ".H": 24, ".u": 1})
    steps: dict[str, int] = field(default_factory=dict)
    """What `\\n+` adds to a register."""
    translations: dict[int, str] = field(default_factory=dict)
    """Of single characters, as `.tr` sets them."""
    spent: int = 0
    """Characters that strings and macros have made."""
    _depth: int = 0

    def resolve(self, text: str) -> str:
        """The text without escapes. GLUE stands where a line is not to be followed by a space."""
        if "\\" in text:
            text = _ESCAPE.sub(self._stands_for, text)
        return text.translate(self.translations) if self.translations else text

    def arguments(self, rest: str) -> list[str]:
        """The arguments of a macro, resolved."""
        return [self.resolve(argument) for argument, _ in split_arguments(rest)]

    def may_spend(self, chars: int) -> bool:
        """Takes in that a string or macro makes so much text. False if that would be too much."""
        self.spent += chars + 10
        return self.spent <= MAX_EXPANDED_CHARS + GROWTH * self.source_chars

    def define(self, name: str, value: str) -> None:
        """Sets a string. A quotation mark before the value is not part of it."""
        self.strings[name] = value.removeprefix('"')[:MAX_STRING_CHARS]

    def translate(self, pairs: str) -> None:
        """Sets what `.tr` says: each second character replaces the one before it."""
        marks = [self.resolve(mark) for mark in re.findall(r"\\\(..|\\\[[^\]]{1,99}\]|\\?.", pairs)]
        for old, new in zip(marks[::2], [*marks[1::2], " "], strict=False):
            if len(old) == 1 and old != new:
                self.translations[ord(old)] = new

    def _stands_for(self, found: re.Match[str]) -> str:
        kind = found.lastgroup
        if kind == "one":
            return _ONE.get(found["one"], "")
        if kind == "special":
            return special(bare(found["special"]))
        if kind == "string":
            return self._string(bare(found["string"]))
        if kind == "register":
            return self._register(bare(found["register"]), found["step"])
        if found["move"] is not None:
            return " " if _RIGHT.match(found["move"]) else ""
        if kind == "code":
            return character(int(found["code"]))
        if kind == "long":
            return special(found["long"])
        return found["shown"] or (found["struck"] or "").removeprefix("\\")

    def _register(self, name: str, sign: str | None) -> str:
        if sign and name in self.registers:
            step = self.steps.get(name, 0)
            self.registers[name] += step if sign == "+" else -step
        return str(self.registers.get(name, ""))[:MAX_DIGITS]

    def _string(self, name: str) -> str:
        value = self.strings.get(name.partition(" ")[0], "")
        if "\\" not in value:
            return value if self.may_spend(len(value)) else ""
        if self._depth >= MAX_STRING_DEPTH or not self.may_spend(len(value)):
            return ""
        self._depth += 1
        resolved = _ESCAPE.sub(self._stands_for, value)
        self._depth -= 1
        return resolved


def bare(name: str) -> str:
    """The name in `[name]`, `(nm` or `n`."""
    return name[1:-1] if name[:1] == "[" else name[1:] if name[:1] == "(" else name


def split_arguments(rest: str) -> list[tuple[str, bool]]:
    """The arguments of a macro, with escapes, and whether each stood in quotation marks."""
    found = _ARGUMENT.finditer(rest.replace("\t", " ") if "\t" in rest else rest)
    return [
        (each[2], False) if each[2] is not None else (each[1].replace('""', '"'), True)
        for each in found
    ]


def without_comment(line: str) -> str:
    """The line up to a comment."""
    if '\\"' not in line and "\\#" not in line:
        return line
    found = _COMMENT.match(line)
    return found[1] if found else line
