"""The blocks of a text in AsciiDoc, line by line."""

from collections.abc import Sequence

from index.loaders.adoc.containers import Containers
from index.loaders.adoc.marks import (
    ATTRIBUTE,
    AUTHOR,
    BLOCK_ATTRIBUTES,
    CAPTION,
    CODE_STYLES,
    CONTINUATION,
    FENCES,
    ITEM,
    MACRO,
    OPEN,
    REVISION,
    RULE,
    STYLE,
    TABLES,
    TERM,
    TITLE,
    UNDERLINE,
    UNDERLINES,
    VERBATIM,
    list_kind,
)
from index.loaders.adoc.source import Source
from index.loaders.adoc.tables import add_table
from index.loaders.markup.lines import Line
from index.loaders.markup.writer import Writer
from index.structure import Kind

MAX_ATTRIBUTES = 2_000
"""Characters of attributes that are looked at, of one block."""


class Reader:
    """Reads block after block. A rule gives the line to go on with, or None if it does not fit."""

    def __init__(self, lines: Sequence[Line], writer: Writer) -> None:
        self._text = writer.text
        self._lines = lines
        self._writer = writer
        self._source = Source(writer.text, lines)
        self._open = Containers()
        self._attributes = ""
        """The lines of attributes above the next block."""
        self._is_attached = False
        """Whether a line above the next block says that it belongs to the item."""
        self._is_waiting = False
        """Whether a term still has no description."""
        self._has_title = False
        self._rules = (
            self._read_unseen,
            self._read_continuation,
            self._read_attributes,
            self._read_title,
            self._read_delimiter,
            self._read_item,
            self._read_term,
            self._read_caption,
            self._read_mark,
        )

    def read(self) -> None:
        """Reads all lines."""
        at = 0
        while at < len(self._lines):
            at = self._read_block(at)

    def _read_block(self, at: int) -> int:
        for rule in self._rules:
            following = rule(at)
            if following is not None:
                return following
        return self._read_paragraph(at)

    # What is no text of the document

    def _read_unseen(self, at: int) -> int | None:
        """Comments, conditions, included files: a text goes on below them as if they were not."""
        if not self._source.is_unseen(at):
            return None
        self._writer.add_lines(self._lines[at : at + 1], Kind.ASIDE, self._open.level)
        if at + 1 < len(self._lines):
            self._lines[at + 1].is_apart |= self._lines[at].is_apart
        return at + 1

    def _read_attributes(self, at: int) -> int | None:
        """Attributes of the document, or of the block below."""
        if self._lines[at].indent:
            return None
        end = at + 1
        if self._source.match(ATTRIBUTE, at):
            while end < len(self._lines) and self._source.words(end - 1).endswith(" \\"):
                end += 1
        elif self._source.match(BLOCK_ATTRIBUTES, at):
            self._leave_lists()
            if len(self._attributes) < MAX_ATTRIBUTES:
                self._attributes += self._source.words(at)[:MAX_ATTRIBUTES]
        else:
            return None
        self._writer.add_lines(self._lines[at:end], Kind.ASIDE, self._open.level)
        return end

    def _read_mark(self, at: int) -> int | None:
        """A rule, an image, or the like."""
        if self._lines[at].indent:
            return None
        if self._source.match(RULE, at):
            self._leave_lists()
            return at + 1
        if self._source.is_macro(MACRO, at):
            if self._lines[at].is_apart:
                self._leave_lists()
            self._writer.add_lines(self._lines[at : at + 1], Kind.ASIDE, self._open.level)
            self._end_block()
            return at + 1
        return None

    # Titles

    def _read_title(self, at: int) -> int | None:
        """A title with marks before it or below it; in a delimited block it is a caption."""
        line = self._lines[at]
        if line.indent:
            return None
        title = self._source.match(TITLE, at)
        level, end = (len(title[1]), at + 1) if title else (self._underlined(at), at + 2)
        if not level:
            return None
        self._leave_lists()
        start, stop = line.start, line.end
        if title:
            start = title.end()
            stop = start + len(self._text[start:stop].removesuffix(f" {title[1]}"))
        kind = Kind.HEADING if self._open.is_outermost else Kind.CAPTION
        is_first = not self._has_title and all(
            each.kind is Kind.ASIDE for each in self._writer.blocks
        )
        self._has_title = True
        self._writer.add(start, stop, kind, level if kind is Kind.HEADING else self._open.level)
        self._end_block()
        return self._read_header(end) if is_first and level == 1 else end

    def _underlined(self, at: int) -> int:
        """The level of a title with a line of its length below; 0 if it is none."""
        if at + 1 == len(self._lines) or self._lines[at + 1].is_apart:
            return 0
        line, rule = self._lines[at], self._source.match(UNDERLINE, at + 1)
        if not rule or self._lines[at + 1].indent or self._text[line.start] == ".":
            return 0
        words = self._source.words(at)
        if abs(len(words) - len(rule[0])) > 1 or not any(map(str.isalnum, words)):
            return 0
        return UNDERLINES.index(rule[1]) + 1

    def _read_header(self, at: int) -> int:
        """Author and revision, directly below the document's title."""
        for pattern in (AUTHOR, REVISION):
            while at < len(self._lines) and not self._lines[at].is_apart:
                is_attribute = self._source.match(ATTRIBUTE, at) or self._source.is_unseen(at)
                if not is_attribute:
                    break
                at = self._read_unseen(at) or self._read_attributes(at) or at + 1
            if at == len(self._lines) or self._lines[at].is_apart:
                return at
            if not self._source.match(pattern, at) or self._source.words(at).endswith("."):
                return at
            self._writer.add_lines(self._lines[at : at + 1], Kind.ASIDE)
            at += 1
        return at

    def _read_caption(self, at: int) -> int | None:
        caption = self._source.match(CAPTION, at)
        if not caption or self._lines[at].indent:
            return None
        self._leave_lists()
        self._writer.add(caption.end(), self._lines[at].end, Kind.CAPTION, self._open.level)
        return at + 1

    # Delimited blocks

    def _read_delimiter(self, at: int) -> int | None:
        """Opens or ends a block of other blocks; adds code and tables as a whole."""
        mark = self._source.delimiter(at)
        if not mark:
            return None
        if mark[0] not in FENCES and self._open.close(mark):
            self._end_block(at + 1)
            return at + 1
        self._leave_lists()
        style = self._style()
        is_quote = mark[0] == "_" or style == "quote"
        if mark[0] == "/" or style == "comment":
            return self._read_whole(at, mark, Kind.ASIDE)
        if mark[0] in TABLES:
            return self._read_whole(at, mark, Kind.ROW)
        if style in CODE_STYLES or (mark[0] in VERBATIM and mark != OPEN):
            return self._read_whole(at, mark, Kind.QUOTE if is_quote else Kind.CODE)
        self._open.open(mark, Kind.QUOTE if is_quote else self._open.kind)
        self._end_block(at + 1)
        return at + 1

    def _read_whole(self, at: int, mark: str, kind: Kind) -> int:
        """Adds a comment, table or code to its end. A comment that never ends hides nothing."""
        if self._source.last_ends.get(mark, 0) <= at:
            end = len(self._lines) if kind is Kind.CODE else at
        else:
            end = at + 1
            while self._lines[end].indent or self._source.words(end) != mark:
                end += 1
        inner, level = self._lines[at + 1 : end], self._open.level
        if kind is Kind.CODE:
            self._writer.add_code(inner, level)
        elif kind is Kind.ROW:
            add_table(self._writer, inner, self._attributes, mark[0], level)
        else:
            self._writer.add_lines(inner, kind, level)
        following = max(end, at) + 1
        self._end_block(following)
        return following

    def _style(self) -> str:
        """The first word of the attributes of the block."""
        for attributes in self._attributes.split("]["):
            style = STYLE.match("[" + attributes.removeprefix("["))
            if style and style[1]:
                return style[1].lower()
        return ""

    # Lists

    def _read_continuation(self, at: int) -> int | None:
        """A plus sign: what follows belongs to the item; below a blank line, to that around it."""
        if self._source.words(at) != CONTINUATION or self._lines[at].indent:
            return None
        if self._lines[at].is_apart and self._open.is_in_list:
            self._open.leave_list()
        self._is_attached, self._is_waiting = self._open.is_in_list, False
        return at + 1

    def _read_item(self, at: int) -> int | None:
        marker = self._source.match(ITEM, at)
        if not marker:
            return None
        self._end_block()
        self._open.enter_list(list_kind(marker[1]))
        return self._add_text(at, marker.end(), Kind.ITEM)

    def _read_term(self, at: int) -> int | None:
        term = self._source.match(TERM, at)
        if not term:
            return None
        self._end_block()
        self._open.enter_list(term[2])
        self._writer.add(*term.span(1), Kind.TERM, self._open.level - 1)
        if term.end() < self._lines[at].end:
            return self._add_text(at, term.end(), Kind.PARAGRAPH)
        self._is_waiting = True
        return at + 1

    def _leave_lists(self) -> None:
        """Ends the lists before a block that does not belong to an item."""
        if not self._is_attached:
            self._open.leave_lists()
            self._is_waiting = False

    def _end_block(self, following: int | None = None) -> None:
        """Takes in that the attributes are used. `following`: the line after a delimited block."""
        self._attributes = ""
        self._is_attached = self._is_waiting = False
        if following is not None and following < len(self._lines):
            self._lines[following].is_apart = True

    # Paragraphs

    def _read_paragraph(self, at: int) -> int:
        line, style = self._lines[at], self._style()
        is_literal = line.indent > 0 and line.is_apart and not self._is_waiting
        if line.is_apart and not self._is_waiting and not is_literal:
            self._leave_lists()
        if not is_literal and style not in CODE_STYLES:
            kind = self._open.kind
            if style in ("quote", "comment"):
                kind = Kind.QUOTE if style == "quote" else Kind.ASIDE
            return self._add_text(at, line.start, kind)
        end = self._source.text_end(at, is_in_list=self._open.is_in_list)
        self._writer.add_code(self._lines[at:end], self._open.level)
        self._end_block()
        return end

    def _add_text(self, at: int, start: int, kind: Kind) -> int:
        """Adds the text that begins in a line, and gives the line after it."""
        end = self._source.text_end(at, is_in_list=self._open.is_in_list)
        last = self._lines[end - 1]
        level = self._open.level
        if self._is_quoted(at, end):
            self._writer.add(start, self._lines[end - 2].end, Kind.QUOTE, level)
            self._writer.add(last.start, last.end, Kind.CAPTION, level)
        else:
            self._writer.add(start, last.end, kind, level)
        self._end_block()
        return end

    def _is_quoted(self, at: int, end: int) -> bool:
        """Whether it is a quotation with its author in the last line."""
        if end - at < 2 or self._text[self._lines[at].start] not in '"“':
            return False
        return self._source.words(end - 1).startswith("-- ")
