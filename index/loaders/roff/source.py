"""The lines of a page after roff's own requests: definitions, conditions, comments."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from index.loaders.roff.conditions import condition, number
from index.loaders.roff.escapes import Escapes, split_arguments, without_comment

MAX_CUTS = 40
"""Conditions on one line. The rest of a line with more is ignored."""
MAX_BODY_CHARS = 10_000
"""Of a macro. What makes it longer is ignored."""

_CONTROL = re.compile(r"[.'][ \t]*+([^\s\\]*+)[ \t]*")
_ARGUMENT_MARK = re.compile(r"\\\$(?:\[(\d{1,2})\]|\((\d\d)|([0-9*@]))")
_COUNT_MARK = re.compile(r"\\n(?:\(\.\$|\[\.\$\])")
_SKIPPED = {"EQ": "EN", "PS": "PE", "G1": "G2", "[": "]"}
"""Equations, pictures, graphs and references, by the macro that ends them."""
_APOSTROPHE = frozenset(
    "ad br ce de ds el fi ft hy if ie in na ne nf nh nr ps so sp ta ti tr TH SH PP TP IP".split()
)
"""The requests that may begin with an apostrophe. Other such lines are quotations."""


@dataclass(frozen=True, slots=True)
class Line:
    """A line of text, or a macro with what follows its name."""

    name: str
    """Of the macro or request; "" for a line of text."""
    rest: str
    """With its escapes."""


@dataclass(slots=True)
class _Macro:
    """What the page defines a macro to be."""

    lines: list[str] = field(default_factory=list)
    chars: int = 0
    """Of its lines."""
    marks: int = 0
    """At which its arguments are put in."""

    def append(self, lines: list[str]) -> None:
        """Adds lines, unless the macro becomes too long."""
        chars = sum(map(len, lines)) + len(lines)
        if self.chars + chars <= MAX_BODY_CHARS:
            self.lines += lines
            self.chars += chars
            self.marks += sum(line.count("\\$") for line in lines)


class Source:
    """The lines of a page. Iterate once; what was defined is in `escapes`."""

    def __init__(self, text: str, own_macros: frozenset[str]) -> None:
        """`own_macros`: those that keep their meaning, whatever the page defines."""
        self.escapes = Escapes(len(text))
        self.named_file = ""
        """The file that the page asks for in place of text."""
        self._own_macros = own_macros
        self._pending = text.split("\n")[::-1]
        self._macros: dict[str, _Macro] = {}
        self._results: list[bool] = []
        """Of each `.ie` without its `.el`."""
        self._unclosed: set[str] = set()
        self._cut_at = -1
        """How many lines were pending when the rest of a line became one of them."""
        self._cuts = 0
        """How often that has happened to the line that is read."""
        self._requests: dict[str, Callable[[str], object]] = {
            **dict.fromkeys(("de", "de1", "dei"), self._define),
            **dict.fromkeys(("am", "am1"), self._append),
            **dict.fromkeys(("ds", "ds1"), self._define_string),
            **dict.fromkeys(("as", "as1"), self._append_string),
            "ig": self._ignore,
            "nr": self._set_register,
            "rr": self._remove_register,
            "rm": self._remove,
            "als": self._alias,
            "rn": self._alias,
            "tr": lambda rest: self.escapes.translate(rest.split(" ")[0]),
            "so": self._name_file,
            "if": self._if,
            "while": self._skip_branch,
            "ie": self._if_else,
            "el": self._else,
        }

    def __iter__(self) -> Iterator[Line]:
        while self._pending:
            line = self._next()
            if line is None:
                continue
            control = _CONTROL.match(line)
            if not control or (line[0] == "'" and control[1] not in _APOSTROPHE):
                yield Line("", line)
            elif control[1]:
                yield from self._control(control[1], line[control.end() :])

    def _next(self) -> str | None:
        """The next line, with those that continue it; None for nothing but a comment."""
        if len(self._pending) != self._cut_at:
            self._cuts = 0
        line = self._pending.pop().rstrip("\r")
        plain = without_comment(line)
        if plain is not line and not plain.strip(" \t.'"):
            return None
        if not _is_continued(plain):
            return _without_braces(plain)
        parts = [plain[:-1]]
        while self._pending:
            plain = without_comment(self._pending.pop().rstrip("\r"))
            if not _is_continued(plain):
                parts.append(plain)
                break
            parts.append(plain[:-1])
        return _without_braces("".join(parts))

    def _control(self, name: str, rest: str) -> Iterator[Line]:
        if name in ("do", "nop"):
            self._read_on(f".{rest}" if name == "do" else rest)
        elif name in self._requests:
            self._requests[name](rest)
        elif name in self._macros and name not in self._own_macros:
            self._expand(self._macros[name], rest)
        elif name in _SKIPPED:
            self._skip(_SKIPPED[name])
        else:
            yield Line(name, rest)

    # Definitions.

    def _define(self, rest: str) -> None:
        self._macros.pop(rest.split(None, 1)[0] if rest.strip() else "", None)
        self._append(rest)

    def _append(self, rest: str) -> None:
        name, end = [*rest.split()[:2], "", ""][:2]
        lines = [line.replace("\\\\", "\\") for line in self._body(end or ".")]
        self._macros.setdefault(name, _Macro()).append(lines)

    def _ignore(self, rest: str) -> None:
        self._body(rest.split()[0] if rest.split() else ".")

    def _body(self, end: str) -> list[str]:
        """The lines before the one that ends a definition."""
        lines: list[str] = []
        while self._pending:
            line = self._pending.pop().rstrip("\r")
            if line[:1] in (".", "'") and (line[1:].split(None, 1) or [""])[0] == end:
                break
            lines.append(line)
        return lines

    def _expand(self, macro: _Macro, rest: str) -> None:
        """Puts the lines of a macro before those that follow."""
        arguments = [argument for argument, _ in split_arguments(rest)]
        quoted = " ".join(f'"{argument}"' for argument in arguments)

        def argument(mark: re.Match[str]) -> str:
            name = mark[1] or mark[2] or mark[3]
            if name in "*@":
                return " ".join(arguments) if name == "*" else quoted
            place = int(name) - 1
            return arguments[place] if 0 <= place < len(arguments) else ""

        if not self.escapes.may_spend(macro.chars + macro.marks * (len(rest) + 2)):
            return
        for line in reversed(macro.lines):
            counted = _COUNT_MARK.sub(str(len(arguments)), line)
            self._pending.append(_ARGUMENT_MARK.sub(argument, counted))

    def _define_string(self, rest: str) -> None:
        name, _, value = rest.partition(" ")
        self.escapes.define(name, value.lstrip(" "))

    def _append_string(self, rest: str) -> None:
        name, _, value = rest.partition(" ")
        known = self.escapes.strings.get(name, "")
        self.escapes.define(name, known + value.lstrip(" ").removeprefix('"'))

    def _set_register(self, rest: str) -> None:
        name, value, step = [*rest.split()[:3], "", "", ""][:3]
        before = self.escapes.registers.get(name, 0) if value[:1] in ("+", "-") else 0
        self.escapes.registers[name] = before + number(value, self.escapes)
        self.escapes.steps[name] = number(step, self.escapes)

    def _remove_register(self, rest: str) -> None:
        self.escapes.registers.pop(rest.strip(), None)

    def _remove(self, rest: str) -> None:
        for name in rest.split():
            self._macros.pop(name, None)

    def _alias(self, rest: str) -> None:
        names = rest.split()[:2]
        for new, old in (names, names[::-1]) if len(names) == 2 else ():
            if old in self._macros and new not in self._macros:
                self._macros[new] = self._macros[old]
                break

    def _name_file(self, rest: str) -> None:
        self.named_file = self.named_file or rest.strip()

    def _skip(self, end: str) -> None:
        """Drops the lines up to a macro; none if it does not come."""
        if end in self._unclosed:
            return
        for place in range(len(self._pending) - 1, -1, -1):
            if self._pending[place].startswith(f".{end}"):
                del self._pending[place:]
                return
        self._unclosed.add(end)

    # Conditions.

    def _if(self, rest: str) -> None:
        self._branch(rest, is_pair=False)

    def _if_else(self, rest: str) -> None:
        self._branch(rest, is_pair=True)

    def _branch(self, rest: str, *, is_pair: bool) -> None:
        holds, branch = condition(rest, self.escapes, self._macros)
        if is_pair:
            self._results.append(holds)
        if holds:
            self._take(branch)
        else:
            self._skip_branch(branch)

    def _else(self, rest: str) -> None:
        if self._results and not self._results.pop():
            self._take(rest)
        else:
            self._skip_branch(rest)

    def _take(self, branch: str) -> None:
        """Reads what a condition lets in: a line, or the lines up to a closing brace."""
        if branch.startswith("\\{"):
            branch = branch[2:].lstrip(" \t").removesuffix("\\")
        if branch:
            self._read_on(branch)

    def _read_on(self, line: str) -> None:
        """Reads the rest of a line as a line."""
        self._cuts += 1
        if self._cuts <= MAX_CUTS:
            self._pending.append(line)
            self._cut_at = len(self._pending)

    def _skip_branch(self, branch: str) -> None:
        """Drops the line, and the lines up to the closing brace if it opens one."""
        depth = branch.count("\\{") - branch.count("\\}")
        while depth > 0 and self._pending:
            line = without_comment(self._pending.pop())
            depth += line.count("\\{") - line.count("\\}")


def _is_continued(line: str) -> bool:
    """Whether a backslash, which no other escapes, ends the line."""
    if not line.endswith("\\") or line.endswith("\\{\\"):
        return False
    return (len(line) - len(line.rstrip("\\"))) % 2 == 1


def _without_braces(line: str) -> str:
    """The line without braces at its end that close conditions which held."""
    while line.endswith("\\}"):
        line = line[:-2].rstrip(" \t")
    return line
