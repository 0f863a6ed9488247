"""The macros of man(7): headings, paragraphs, tagged lists, indentation, letters."""

import re
from collections.abc import Callable
from dataclasses import dataclass

from index.loaders.roff.page import Page, Piece
from index.loaders.roff.source import Line, Source
from index.loaders.roff.tables import table_lines, table_pieces
from index.structure import Kind

MAX_FRAMES = 200
"""Indentations inside each other."""
MAX_TERM_CHARS = 160
"""Of a paragraph that is taken for the term of what is indented below it."""
MAX_TERM_WORDS = 7
"""The same, unless it is an option."""

_MARK = re.compile(
    r"[•·∙◦○●▪■□*+o–—-]|\(?(?:\d{1,3}|[a-zA-Z]|[ivxIVX]{1,5})[.):\]]|\[\d{1,3}\]|\d{1,2}"
)
_DOCBOOK_MARK = re.compile(r"\\h'-0?\d+'\s*(.{1,20}?)\\h'\+0?\d+'\\c$")
_JOINED = frozenset("B I R SM SB CW C L CI".split())
_ALTERNATING = frozenset("BR RB IR RI BI IB".split())
_BREAKS = frozenset("br ti in ce rj".split())


@dataclass(slots=True)
class _Frame:
    """An indentation."""

    level: int
    """Of its paragraphs."""
    is_fresh: bool = False
    """Whether nothing stands in it yet."""
    is_deeper: bool = False
    """Whether it is deeper than what is around it, and not by a list."""
    is_hanging: bool = False
    """Whether the text is the description of a term or part of an item."""
    inner: int | None = None
    """The level of an indentation in it that has just ended."""
    term: Piece | None = None
    """The paragraph before it, which may be the term that it describes."""


class Man:
    """Reads the lines of a page into `page`, and its title into `heading`."""

    def __init__(self, source: Source) -> None:
        self.page = Page()
        self.heading: list[str] = []
        """The arguments of `.TH`: name, section, date, source, manual."""
        self._source = source
        self._lines = iter(source)
        self._resolve = source.escapes.resolve
        self._frames = [_Frame(0)]
        self._after_text: Callable[[], None] | None = None
        """What the next line of text completes: a tag or a heading."""
        self._link = ""
        self._macros: dict[str, Callable[[list[str]], None]] = {
            "TH": self._title,
            "SH": lambda args: self._section(args, 1),
            "SS": lambda args: self._section(args, 2),
            **dict.fromkeys(("PP", "P", "LP", "HP"), self._paragraph),
            "TP": self._tag,
            "TQ": self._tag,
            "IP": self._item,
            "RS": self._indent,
            "RE": self._outdent,
            **dict.fromkeys(("nf", "EX"), lambda args: self._set_code(is_code=True)),
            **dict.fromkeys(("fi", "EE"), lambda args: self._set_code(is_code=False)),
            **dict.fromkeys(_BREAKS, lambda args: self.page.break_line()),
            **dict.fromkeys(("sp", "bp", "Sp"), self._space),
            **dict.fromkeys(("UR", "MT"), self._start_link),
            **dict.fromkeys(("UE", "ME"), self._end_link),
            "MR": self._reference,
            "OP": lambda args: self._write(f"[{' '.join(args)}]"),
            "SY": self._synopsis,
            "YS": self._space,
            "TS": self._table,
        }

    def read(self) -> None:
        """Reads all lines."""
        for line in self._lines:
            if not line.name:
                self._text(line.rest)
            elif line.name in self._macros:
                self._macros[line.name](self._source.escapes.arguments(line.rest))
            elif text := self._inline(line):
                self._write(text)
        self._complete()

    def _inline(self, line: Line) -> str:
        """The text of a line, or of a macro that only sets its letters."""
        if not line.name:
            return self._resolve(line.rest)
        if line.name not in _JOINED and line.name not in _ALTERNATING:
            return ""
        separator = " " if line.name in _JOINED else ""
        return separator.join(self._source.escapes.arguments(line.rest))

    def _text(self, raw: str) -> None:
        frame = self._frames[-1]
        if frame.is_fresh and (mark := _DOCBOOK_MARK.match(raw)):
            self._hang(self._resolve(mark[1]).strip())
            return
        text = self._resolve(raw)
        # A line of nothing but escapes is no empty line, which would end the paragraph.
        if raw.strip() and not text.strip() and not self.page.is_code:
            return
        if raw[:1] in (" ", "\t") and not self.page.is_code:
            self.page.break_line()
        self._write(text)

    def _write(self, text: str) -> None:
        """Adds text to the page, and completes what it is the first line of."""
        if text.strip():
            self._enter()
        self.page.add(text)
        if self._after_text and text.strip() and not text.endswith("\0"):
            self._complete()

    def _enter(self) -> None:
        """Takes in that the indentation is not empty."""
        frame = self._frames[-1]
        frame.inner = None
        if frame.is_fresh:
            frame.is_fresh = False
            if frame.term and not self.page.is_code and self.page.kind is Kind.PARAGRAPH:
                frame.term.kind = Kind.TERM

    def _complete(self) -> None:
        waiting, self._after_text = self._after_text, None
        if waiting:
            waiting()

    # Titles and headings.

    def _title(self, args: list[str]) -> None:
        self.heading = self.heading or args

    def _section(self, args: list[str], level: int) -> None:
        self._complete()
        self.page.end()
        self.page.is_code = False
        self._frames = [_Frame(0)]
        self.page.start(Kind.HEADING, level)
        if args:
            self.page.add(" ".join(args))
            self._start_paragraph()
        else:
            self._after_text = self._start_paragraph

    # Paragraphs and lists.

    def _start_paragraph(self) -> None:
        self.page.start(Kind.PARAGRAPH, self._frames[-1].level)

    def _paragraph(self, args: list[str]) -> None:
        self._complete()
        self._frames[-1].is_hanging = False
        self._start_paragraph()

    def _space(self, args: list[str]) -> None:
        if self.page.is_code and not self.page.is_empty:
            self.page.add("")
        elif not self._after_text:
            self.page.end()

    def _tag(self, args: list[str]) -> None:
        self._complete()
        self.page.start(Kind.TERM, self._frames[-1].level)
        self._after_text = lambda: self._hang(self.page.take())

    def _item(self, args: list[str]) -> None:
        self._complete()
        self.page.end()
        tag = " ".join(args[0].split()) if args else ""
        if not tag and (term := self._term()):
            term.kind = Kind.TERM
        self._hang(tag)

    def _hang(self, tag: str) -> None:
        """Starts what a tag stands before: a description, an item, or more of either."""
        frame = self._frames[-1]
        if frame.is_fresh and frame.is_deeper:
            frame.level -= 1
        frame.is_fresh, frame.is_hanging, frame.inner = False, True, None
        level = frame.level + 1
        if _MARK.fullmatch(tag):
            self.page.start(Kind.ITEM, level, f"{tag} ")
        else:
            if tag:
                self.page.put(Piece(tag, Kind.TERM, frame.level))
            self.page.start(Kind.PARAGRAPH, level)

    def _term(self) -> Piece | None:
        """The last paragraph, if it may be the term of what is indented below it."""
        last = self.page.pieces[-1] if self.page.pieces else None
        if last is None or last.kind is not Kind.PARAGRAPH or self._frames[-1].is_hanging:
            return None
        is_short = len(last.text) <= MAX_TERM_CHARS and (
            last.text[0] == "-" or len(last.text.split()) <= MAX_TERM_WORDS
        )
        is_sentence = last.text.endswith((".", ":", ";", ",", "?", "!"))
        return (
            last if is_short and not is_sentence and last.level == self._frames[-1].level else None
        )

    def _indent(self, args: list[str]) -> None:
        self._complete()
        self.page.end()
        outer = self._frames[-1]
        follows = bool(self.page.pieces) and self.page.pieces[-1].kind is not Kind.HEADING
        is_moved = not args or args[0].strip("0.mnuip") != ""
        frame = _Frame(outer.level, is_fresh=True)
        if outer.inner is not None:
            frame.level = outer.inner
            frame.is_deeper = outer.inner > outer.level and not outer.is_hanging
        elif outer.is_hanging:
            frame.level += 1
        elif follows and is_moved and not outer.is_fresh:
            frame.level += 1
            frame.is_deeper = True
            frame.term = self._term()
        if len(self._frames) < MAX_FRAMES:
            self._frames.append(frame)
        self._start_paragraph()

    def _outdent(self, args: list[str]) -> None:
        self._complete()
        self.page.end()
        if len(self._frames) > 1:
            ended = self._frames.pop()
            # A list that stands in an indentation has taken a level from it.
            taken = ended.is_deeper and ended.level == self._frames[-1].level
            self._frames[-1].inner = ended.level + taken
            self._frames[-1].is_fresh = False
        self._start_paragraph()

    def _set_code(self, *, is_code: bool) -> None:
        if self._after_text and self.page.is_empty and is_code:
            return
        self._complete()
        self.page.break_line()
        self.page.is_code = is_code

    # Links, synopses, tables.

    def _start_link(self, args: list[str]) -> None:
        self._link = args[0] if args else ""

    def _end_link(self, args: list[str]) -> None:
        if self._link:
            self._write(f"<{self._link}>{''.join(args[:1])}")
        elif args:
            self._write(f"\0{args[0]}")
        self._link = ""

    def _reference(self, args: list[str]) -> None:
        name, section, after = [*args, "", "", ""][:3]
        self._write(f"{name}({section}){after}" if section else name)

    def _synopsis(self, args: list[str]) -> None:
        self._complete()
        self.page.end()
        if args:
            self._write(args[0])

    def _table(self, args: list[str]) -> None:
        self._complete()
        self.page.end()
        self._enter()
        level = self.page.level
        for piece in table_pieces(table_lines(self._lines), self._inline, level):
            self.page.put(piece)
        self.page.start(Kind.PARAGRAPH, level)


MACROS = frozenset(
    "TH SH SS PP P LP HP TP TQ IP RS RE EX EE UR UE MT ME MR OP SY YS TS TE nf fi br sp in ti ce"
    " B I R SM SB BR RB IR RI BI IB".split()
)
"""The macros that keep their meaning, whatever a page defines."""
