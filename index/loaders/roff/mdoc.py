"""The macros of mdoc(7) that stand alone: headings, lists, displays, references."""

from collections.abc import Callable
from dataclasses import dataclass

from index.loaders.roff.escapes import GLUE, split_arguments
from index.loaders.roff.page import Page, Piece
from index.loaders.roff.phrases import CELL, INLINE, Phrases, Token
from index.loaders.roff.source import Line, Source
from index.loaders.roff.tables import SEPARATOR, table_lines, table_pieces
from index.structure import Kind

MAX_LISTS = 200
"""Inside each other."""
_MARKS = {"bullet": "• ", "dash": "- ", "hyphen": "- ", "item": ""}
_TAGGED = frozenset("tag hang ohang inset diag".split())
_ROWS = (Kind.HEADER, Kind.ROW)
_LITERAL = frozenset(("-literal", "-unfilled"))
_PROTOTYPES = frozenset("Fd In Ft Fn Fo Vt Nm".split())
"""What begins a line of its own in a synopsis."""


@dataclass(slots=True)
class _List:
    """A list that is being read."""

    kind: str
    number: int = 0
    """Of its items so far."""


class Mdoc:
    """Reads the lines of a page into `page`, and its title into `heading`."""

    def __init__(self, source: Source) -> None:
        self.page = Page()
        self._date = ""
        self._title: list[str] = []
        self._source = source
        self._phrases = Phrases(source.escapes)
        self._lists: list[_List] = []
        self._displays: list[bool] = []
        """Of each display around this line, whether the one around it was code."""
        self._section = ""
        self._is_head = False
        """Whether the head of an item is not complete yet."""
        self._reference: list[str] | None = None
        """The fields of a reference that is being read."""
        self._macros: dict[str, Callable[[list[Token]], None]] = {
            "Dd": self._set_date,
            "Dt": self._set_title,
            "Os": lambda tokens: None,
            "Sh": lambda tokens: self._heading(tokens, 1),
            "Ss": lambda tokens: self._heading(tokens, 2),
            **dict.fromkeys(("Pp", "Lp", "sp"), self._paragraph),
            "br": lambda tokens: self.page.break_line(),
            "Nd": self._description,
            "Bl": self._start_list,
            "El": self._end_list,
            "Bd": self._start_display,
            "Ed": self._end_display,
            "Dl": lambda tokens: self._one_line(tokens, is_code=True),
            "D1": lambda tokens: self._one_line(tokens, is_code=False),
            "Rs": self._start_reference,
            "Re": self._end_reference,
            "Ex": self._exit_status,
            "Rv": self._return_value,
            "nf": lambda tokens: self._set_code(is_code=True),
            "fi": lambda tokens: self._set_code(is_code=False),
        }

    @property
    def heading(self) -> list[str]:
        """Name, section and date."""
        return [*[*self._title, "", ""][:2], self._date]

    def read(self) -> None:
        """Reads all lines."""
        lines = iter(self._source)
        for line in lines:
            if line.name == "TS":
                self._finish_head()
                self.page.end()
                for piece in table_pieces(table_lines(lines), self._cell, len(self._lists)):
                    self.page.put(piece)
            else:
                self._line(line)
        self._finish_head()

    def _line(self, line: Line) -> None:
        if not line.name:
            text = self._source.escapes.resolve(line.rest)
            if text.strip() or self.page.is_code or not line.rest.strip():
                if line.rest[:1] in (" ", "\t") and not self.page.is_code:
                    self.page.break_line()
                self._write(text)
        elif line.name == "It":
            self._item(split_arguments(line.rest.replace(CELL, " Ta ")))
        elif line.name in self._macros:
            self._macros[line.name](split_arguments(line.rest))
        elif line.name[0] == "%":
            self._field(line)
        elif line.name in INLINE:
            self._inline(line)

    def _inline(self, line: Line) -> None:
        if self._section == "SYNOPSIS" and line.name in _PROTOTYPES and not self._lists:
            self.page.break_line()
        text = self._phrases.line(line.name, line.rest)
        if line.name == "In" and self._section == "SYNOPSIS" and text:
            text = f"#include {text}"
        if text:
            self._write(text)
        elif self._is_head and not self._phrases.open_heads:
            self._finish_head()

    def _cell(self, line: Line) -> str:
        """The text of a line of a table."""
        if line.name in INLINE:
            return self._phrases.line(line.name, line.rest).replace(GLUE, "")
        return "" if line.name else self._source.escapes.resolve(line.rest)

    def _write(self, text: str) -> None:
        self.page.add(text.replace(CELL, SEPARATOR) if self.page.kind in _ROWS else text)
        if self._is_head and not self._phrases.open_heads:
            self._finish_head()

    def _text(self, tokens: list[Token]) -> str:
        return self._phrases.text(tokens)

    # Title, headings, paragraphs.

    def _set_date(self, tokens: list[Token]) -> None:
        self._date = self._date or " ".join(text for text, _ in tokens)

    def _set_title(self, tokens: list[Token]) -> None:
        self._title = self._title or [self._source.escapes.resolve(text) for text, _ in tokens]

    def _heading(self, tokens: list[Token], level: int) -> None:
        self._finish_head()
        self.page.end()
        self._lists, self._displays = [], []
        self.page.is_code = False
        self.page.start(Kind.HEADING, level)
        text = self._text(tokens)
        self.page.add(text)
        self.page.start(Kind.PARAGRAPH, 0)
        self._section = text.strip() if level == 1 else self._section

    def _paragraph(self, tokens: list[Token]) -> None:
        if self.page.is_code:
            self.page.add("")
        else:
            self.page.end()

    def _description(self, tokens: list[Token]) -> None:
        self._write("– " + self._source.escapes.resolve(" ".join(text for text, _ in tokens)))

    # Lists.

    def _start_list(self, tokens: list[Token]) -> None:
        self._finish_head()
        self.page.end()
        kinds = [text[1:] for text, _ in tokens if text[:1] == "-"]
        known = [kind for kind in kinds if kind in (*_MARKS, *_TAGGED, "enum", "column")]
        if len(self._lists) < MAX_LISTS:
            self._lists.append(_List(known[0] if known else "item"))
        self.page.start(Kind.PARAGRAPH, len(self._lists))

    def _end_list(self, tokens: list[Token]) -> None:
        self._finish_head()
        self.page.end()
        if self._lists:
            self._lists.pop()
        self.page.start(Kind.PARAGRAPH, len(self._lists))

    def _item(self, tokens: list[Token]) -> None:
        self._finish_head()
        level = len(self._lists)
        self.page.end()
        if not self._lists:
            self._write(self._text(tokens))
            return
        current = self._lists[-1]
        current.number += 1
        if current.kind in _TAGGED:
            self.page.start(Kind.TERM, level - 1)
            self._is_head = True
            text = " ".join(t for t, _ in tokens) if current.kind == "diag" else self._text(tokens)
            self._write(text)
        elif current.kind == "column":
            is_header = current.number == 1 and tokens[:1] in ([("Sy", False)], [("Em", False)])
            self.page.start(Kind.HEADER if is_header else Kind.ROW, level - 1)
            self._write(self._text(tokens))
        else:
            number = f"{current.number}. "
            self.page.start(Kind.ITEM, level, _MARKS.get(current.kind, number))
            if tokens:
                self._write(self._text(tokens))

    def _finish_head(self) -> None:
        """Ends the head of an item; what follows describes it."""
        if self._is_head:
            self._is_head = False
            if tag := self.page.take():
                self.page.put(Piece(tag, Kind.TERM, len(self._lists) - 1))
            self.page.start(Kind.PARAGRAPH, len(self._lists))

    # Displays and references.

    def _start_display(self, tokens: list[Token]) -> None:
        self._finish_head()
        self.page.end()
        self._displays.append(self.page.is_code)
        self.page.is_code = any(text in _LITERAL for text, _ in tokens)

    def _end_display(self, tokens: list[Token]) -> None:
        self.page.end()
        self.page.is_code = self._displays.pop() if self._displays else False

    def _one_line(self, tokens: list[Token], *, is_code: bool) -> None:
        was_code = self.page.is_code
        self._set_code(is_code=is_code)
        self._write(self._text(tokens))
        self._set_code(is_code=was_code)

    def _set_code(self, *, is_code: bool) -> None:
        self._finish_head()
        self.page.end()
        self.page.is_code = is_code

    def _start_reference(self, tokens: list[Token]) -> None:
        if self._section == "SEE ALSO":
            self.page.end()
        self._reference = []

    def _field(self, line: Line) -> None:
        text = self._text(split_arguments(line.rest)).replace(GLUE, "")
        if self._reference is None:
            self._write(text)
        elif text:
            self._reference.append(text)

    def _end_reference(self, tokens: list[Token]) -> None:
        if self._reference:
            self._write(", ".join(self._reference) + ".")
        self._reference = None

    # Sentences that a macro stands for.

    def _names(self, tokens: list[Token]) -> str:
        names = [text for text, _ in tokens if text != "-std"] or [self._phrases.name]
        return self._source.escapes.resolve(", ".join(names))

    def _exit_status(self, tokens: list[Token]) -> None:
        names = self._names(tokens)
        self._write(f"The {names} utility exits 0 on success, and >0 if an error occurs.")

    def _return_value(self, tokens: list[Token]) -> None:
        self._write(
            f"The {self._names(tokens)}() function returns the value 0 if successful; otherwise "
            "the value -1 is returned and the global variable errno is set to indicate the error."
        )


MACROS = INLINE | frozenset(
    "Dd Dt Os Sh Ss Pp Lp Nd Bl It El Bd Ed Dl D1 Rs Re Ex Rv TS TE nf fi br sp".split()
)
"""The macros that keep their meaning, whatever a page defines."""
