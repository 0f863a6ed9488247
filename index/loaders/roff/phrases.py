"""The macros of mdoc(7) that stand in a line: options, arguments, names, brackets, quotations."""

from collections.abc import Callable
from dataclasses import dataclass, field

from index.loaders.roff.escapes import GLUE, Escapes, split_arguments

CLOSING = frozenset(". , : ; ) ] ? !".split())
OPENING = frozenset("( [".split())
CELL = "\t"
"""What `.Ta` makes: stands between the cells of a row."""

_PAIRS = {
    "Op": ("[", "]"),
    "Bq": ("[", "]"),
    "Brq": ("{", "}"),
    "Pq": ("(", ")"),
    "Aq": ("<", ">"),
    "Dq": ("“", "”"),
    "Sq": ("‘", "’"),
    "Ql": ("‘", "’"),
    "Qq": ('"', '"'),
    "En": ("", ""),
}
"""What stands around the rest of a line."""
_OPEN = {
    "Oo": "[",
    "Bo": "[",
    "Bro": "{",
    "Po": "(",
    "Ao": "<",
    "Do": "“",
    "So": "‘",
    "Qo": '"',
    "Xo": "",
    "Eo": "",
    "Fo": "(",
}
_CLOSE = {
    "Oc": "]",
    "Bc": "]",
    "Brc": "}",
    "Pc": ")",
    "Ac": ">",
    "Dc": "”",
    "Sc": "’",
    "Qc": '"',
    "Xc": "",
    "Ec": "",
    "Fc": ")",
}
_PLAIN = frozenset(
    "Ad An Cd Cm Dv Em Er Ev Fr Ft Fd Ic Li Ms No Sx Sy Tn Va Vt Lb Bf Ef St Fa Lk Mt In Es".split()
)
_DEFAULTS = {"Fl": "-", "Ar": "file ...", "Pa": "~", "Mt": "~"}
"""What stands for a macro without arguments."""
_SYSTEMS = {
    "Bx": "BSD",
    "Nx": "NetBSD",
    "Ox": "OpenBSD",
    "Fx": "FreeBSD",
    "Dx": "DragonFly",
    "Ux": "UNIX",
    "At": "AT&T UNIX",
    "Bsx": "BSD/OS",
}
_OTHER = frozenset("Ap Bk Ek Fn Ns Nm Pf Sm Ta Xr Ar Fl Pa".split())
INLINE = frozenset((*_PAIRS, *_OPEN, *_CLOSE, *_PLAIN, *_SYSTEMS, *_OTHER))
"""The macros that may stand in a line, after others."""

Token = tuple[str, bool]
"""An argument with its escapes, and whether it stood in quotation marks."""


@dataclass(slots=True)
class Phrases:
    """Makes text of lines of macros. What a line leaves open, the next ones close."""

    escapes: Escapes
    name: str = ""
    """What `.Nm` stands for without arguments."""
    open_heads: int = 0
    """How many `.Xo` wait for their `.Xc`."""
    is_spaced: bool = True
    """Whether spaces stand between words, as `.Sm` says."""
    _words: list[str] = field(default_factory=list)
    _is_glued: bool = False
    _follows_unspaced: bool = False
    """Whether no space stands before the next line if there are none between words."""
    _is_last: bool = False
    """Whether no macro follows this one on the line."""
    _arguments: int = -1
    """Of a function that `.Fo` began; -1 without one."""

    def line(self, name: str, rest: str) -> str:
        """The text of a line that begins with an inline macro; GLUE where it joins others."""
        tokens = split_arguments(rest)
        return self.text([(name, False), *tokens] if name else tokens)

    def text(self, tokens: list[Token]) -> str:
        """The text of the arguments of a macro, in which others may stand."""
        self._words, self._is_glued = [], True
        end = len(tokens)
        while end > 1 and tokens[end - 1] in ((mark, False) for mark in CLOSING):
            end -= 1
        closers: list[str] = []
        place = 0
        while place < end:
            place = self._macro(tokens, place, end, closers)
        for closer in reversed(closers):
            self._word(closer, before=True)
        for mark, _ in tokens[end:]:
            self._word(mark, before=True)
        if self._words and self._is_glued:
            self._words.append(GLUE)
        if self._words and not self.is_spaced:
            self._words.insert(0, GLUE if self._follows_unspaced else "")
            self._follows_unspaced = True
        return "".join(self._words)

    def _word(self, text: str, *, before: bool = False, after: bool = False) -> None:
        """Adds a word, without a space before or after it if so told."""
        if not self._words:
            self._words.append(GLUE if before else "")
        elif not (before or self._is_glued) and self.is_spaced:
            self._words.append(" ")
        self._words.append(text)
        self._is_glued = after

    def _macro(self, tokens: list[Token], place: int, end: int, closers: list[str]) -> int:
        """Adds the macro at `place` with its arguments, and returns the place after them."""
        name, is_quoted = tokens[place]
        if is_quoted or name not in INLINE:
            self._argument(tokens[place])
            return place + 1
        first = place = place + 1
        if name in _PAIRS:
            opening, closing = _PAIRS[name]
            self._word(opening, after=True)
            closers.append(closing)
            return place
        if name in _OPEN:
            return self._open(name, tokens, place, end)
        if name in _CLOSE:
            self._close(name)
            return place
        if name == "Ns":
            self._is_glued = True
            return place
        while place < end and not self._is_callable(tokens[place]):
            place += 1
        self._is_last = place == end
        self._arguments_of(name, tokens[first:place])
        return place

    def _is_callable(self, token: Token) -> bool:
        return token[0] in INLINE and not token[1]

    def _open(self, name: str, tokens: list[Token], place: int, end: int) -> int:
        if name == "Fo":
            function = tokens[place][0] if place < end else ""
            self._word(self.escapes.resolve(function) + "(", after=True)
            self._arguments = 0
            return min(place + 1, end)
        if name == "Xo":
            self.open_heads += 1
        if name == "Eo":
            return end if place < end else place
        if _OPEN[name]:
            self._word(_OPEN[name], after=True)
        return place

    def _close(self, name: str) -> None:
        if name == "Xc":
            self.open_heads = max(0, self.open_heads - 1)
        if name == "Fc":
            self._arguments = -1
        if _CLOSE[name]:
            self._word(_CLOSE[name], before=True)

    def _arguments_of(self, name: str, tokens: list[Token]) -> None:
        """Adds the arguments of a macro as it writes them."""
        special: dict[str, Callable[[list[Token]], None]] = {
            "Fl": self._flags,
            "Xr": self._reference,
            "Fn": self._function,
            "Nm": self._name,
            "Pf": self._prefix,
            "Sm": self._spacing,
            "In": self._included,
            "Lk": self._link,
            "An": self._author,
            "Ap": lambda rest: self._word("'", before=True, after=True),
            "Ta": lambda rest: self._word(CELL),
        }
        if name in special:
            special[name](tokens)
            tokens = tokens if name in ("Ap", "Ta") else []
        elif name in ("Bk", "Ek", "Bf", "Ef", "Es"):
            return
        elif name in _SYSTEMS:
            self._system(name, tokens)
            tokens = []
        elif name == "Fa" and self._arguments >= 0:
            self._function_arguments(tokens)
            tokens = []
        elif not any(self._is_word(token) for token in tokens) and name in _DEFAULTS:
            self._word(_DEFAULTS[name])
        for token in tokens:
            self._argument(token)

    def _is_word(self, token: Token) -> bool:
        return token[1] or token[0] not in CLOSING | OPENING

    def _argument(self, token: Token) -> None:
        """Adds a word as it is; punctuation joins what it belongs to."""
        if self._is_word(token):
            text = self.escapes.resolve(token[0])
            if text or token[1]:
                self._word(text)
        elif token[0] in CLOSING:
            self._word(token[0], before=True)
        else:
            self._word(token[0], after=True)

    def _flags(self, tokens: list[Token]) -> None:
        words = 0
        for token in tokens:
            if self._is_word(token) and token[0] != "|":
                words += 1
                self._word("-" + self.escapes.resolve(token[0]))
            else:
                if not words and token[0] in CLOSING:
                    self._word("-")
                    words += 1
                self._argument(token)
        if not words:
            self._word("-", after=not tokens and not self._is_last)

    def _reference(self, tokens: list[Token]) -> None:
        words = [token for token in tokens if self._is_word(token)]
        for token in tokens:
            if len(words) > 1 and token is words[1]:
                self._word(f"({self.escapes.resolve(token[0])})", before=True)
            else:
                self._argument(token)

    def _function(self, tokens: list[Token]) -> None:
        words = [token for token in tokens if self._is_word(token)]
        name = self.escapes.resolve(words[0][0]) if words else ""
        rest = ", ".join(self.escapes.resolve(word) for word, _ in words[1:])
        self._word(f"{name}({rest})")
        for token in tokens:
            if not self._is_word(token):
                self._argument(token)

    def _function_arguments(self, tokens: list[Token]) -> None:
        for token in tokens:
            self._word(", " if self._arguments else "", before=True, after=True)
            self._word(self.escapes.resolve(token[0]), after=False)
            self._arguments += 1

    def _name(self, tokens: list[Token]) -> None:
        words = [token for token in tokens if self._is_word(token)]
        if words:
            self.name = self.name or self.escapes.resolve(words[0][0])
        elif self.name:
            self._word(self.name)
        for token in tokens:
            self._argument(token)

    def _prefix(self, tokens: list[Token]) -> None:
        for number, (text, _) in enumerate(tokens):
            self._word(self.escapes.resolve(text), after=number == len(tokens) - 1 or not number)
        self._is_glued = True

    def _spacing(self, tokens: list[Token]) -> None:
        self._follows_unspaced = False
        self.is_spaced = tokens[0][0] != "off" if tokens else not self.is_spaced

    def _included(self, tokens: list[Token]) -> None:
        for number, token in enumerate(tokens):
            if number:
                self._argument(token)
            else:
                self._word(f"<{self.escapes.resolve(token[0])}>")

    def _link(self, tokens: list[Token]) -> None:
        words = [token for token in tokens if self._is_word(token)]
        address = self.escapes.resolve(words[0][0]) if words else ""
        text = " ".join(self.escapes.resolve(word) for word, _ in words[1:])
        self._word(f"{text}: {address}" if text else address)
        for token in tokens:
            if not self._is_word(token):
                self._argument(token)

    def _author(self, tokens: list[Token]) -> None:
        for token in tokens:
            if token[0] not in ("-split", "-nosplit"):
                self._argument(token)

    def _system(self, name: str, tokens: list[Token]) -> None:
        words = [self.escapes.resolve(token[0]) for token in tokens if self._is_word(token)]
        if name == "Bx":
            self._word((words[0] if words else "") + "BSD" + "".join(f"-{w}" for w in words[1:]))
        else:
            self._word(" ".join([_SYSTEMS[name], *words]))
        for token in tokens:
            if not self._is_word(token):
                self._argument(token)
