"""CommonMark's block structure with GFM's tables and callouts, line by line.

The rules are those of https://spec.commonmark.org/0.31.2/ and https://github.github.com/gfm/.
No parser is used for them: markdown-it-py, the test's reference, takes 5 s per MB of short list
items and 40 s per MB of nested quotes, and drops what is nested below its limit.
"""

import re

from index.loaders.commonmark.containers import Containers
from index.loaders.commonmark.html import BLOCK_TAG, ENDED_HTML, LONE_TAG
from index.loaders.commonmark.leaves import (
    ALERT,
    CHECKBOX,
    DIV_FENCE,
    FENCE,
    HASHES,
    UNDERLINE,
    Span,
    is_table_head,
    match_marker,
)
from index.loaders.commonmark.lines import Line
from index.loaders.commonmark.writer import Writer
from index.structure import Kind


class Reader:
    """Reads line after line, as the spec's appendix "A parsing strategy" describes."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._containers = Containers()
        self.writer = Writer(text, self._containers)
        self._is_empty_item = False
        """Whether the last line was an item's marker alone."""
        self._leaf: Kind | None = None
        """PARAGRAPH, CODE, ROW of a table, or ASIDE for HTML: what the lines below are of."""
        self._lines: list[Span] = []
        self._fence = ""
        self._html_end: re.Pattern[str] | None = None
        self._last_ends: dict[re.Pattern[str], int] = {}

    def read(self, line: Line) -> None:
        """Takes in the next line."""
        is_empty_item, self._is_empty_item = self._is_empty_item, False
        matched = self._containers.enter(line)
        if line.is_over:
            self._read_blank(line, matched, is_empty_item)
            return
        is_inside = matched == len(self._containers)
        if is_inside and self._leaf in (Kind.CODE, Kind.ASIDE):
            if self._continue_leaf(line):
                return
        elif not is_inside and self._leaf is not Kind.PARAGRAPH:
            self.close(matched)
        self._open(line, matched)

    def close(self, depth: int) -> None:
        """Ends the paragraph or the like, and containers until `depth` of them are open."""
        leaf, self._leaf = self._leaf, None
        if leaf is Kind.PARAGRAPH:
            self.writer.add_paragraph(self._lines)
        elif leaf is Kind.CODE:
            self.writer.add_code(self._lines)
        elif leaf is Kind.ASIDE:
            self.writer.add_html(self._lines)
        self._lines = []
        self._containers.close(depth)

    def _read_blank(self, line: Line, matched: int, is_empty_item: bool) -> None:
        goes_on = self._leaf is Kind.CODE or (self._leaf is Kind.ASIDE and self._html_end)
        if goes_on and matched == len(self._containers):
            self._lines.append((line.end, line.end))
            return
        self.close(matched)
        if is_empty_item and matched and self._containers.is_item:
            self.close(matched - 1)

    def _continue_leaf(self, line: Line) -> bool:
        """Whether the line goes on with code or HTML, or ends it."""
        if self._leaf is Kind.ASIDE:
            self._lines.append((line.position, line.end))
            if self._html_end and self._html_end.search(line.text, line.position, line.end):
                self._close_leaf()
            return True
        if self._fence:
            if self._is_closing_fence(line):
                self._close_leaf()
                return True
        elif line.indent < 4:
            self._close_leaf()
            return False
        self._lines.append((line.position, line.end))
        return True

    def _is_closing_fence(self, line: Line) -> bool:
        if line.indent >= 4 or line.mark != self._fence[0]:
            return False
        rest = line.text[line.position : line.end]
        return len(rest) >= len(self._fence) and not rest.strip(self._fence[0])

    def _close_leaf(self) -> None:
        self.close(len(self._containers))

    def _open(self, line: Line, matched: int) -> None:
        """Opens the containers that start in the line, and reads what is in them."""
        is_inside = matched == len(self._containers)
        while not line.is_over and line.indent < 4:
            if line.mark == ">":
                self.close(matched)
                self._containers.open_quote()
                line.skip_quote_mark()
            else:
                is_in_text = self._leaf is Kind.PARAGRAPH and is_inside
                if self._read_mark(line, matched, is_in_text):
                    return
                if not self._open_item(line, matched, is_in_text):
                    break
            matched = len(self._containers)
            is_inside = True
        if line.is_over:
            self._is_empty_item = self._containers.is_item
        else:
            self._read_text(line, matched)

    def _open_item(self, line: Line, matched: int, is_in_text: bool) -> bool:
        marker = match_marker(line.text, line.position, line.end, is_in_text)
        if not marker:
            return False
        self.close(matched)
        width = line.indent + len(marker[0])
        after_marker = line.column + len(marker[0])
        line.skip(len(marker[0]))
        spaces = line.column - after_marker
        width += spaces if spaces < 5 and not line.is_over else 1
        self._containers.open_item(marker[0], width, self.writer.last_list)
        line.base += width
        if box := line.match(CHECKBOX):
            line.position, line.column = box.end(), line.column + 1
        return True

    def _read_mark(self, line: Line, matched: int, is_in_text: bool) -> bool:
        """Whether the line is no text: a heading, a rule, or a start of code, HTML or a table."""
        mark = line.mark
        if mark not in "#`~:<|=-*_":
            return False
        if is_in_text and (self._open_table(line) or self._read_underline(line)):
            return True
        return (
            self._read_heading(line, matched)
            or self._open_fence(line, matched)
            or (mark == "<" and self._open_html(line, matched))
            or (mark == ":" and self._read_div_fence(line, matched))
            or self._read_rule(line, matched)
        )

    def _read_heading(self, line: Line, matched: int) -> bool:
        hashes = line.match(HASHES)
        if not hashes:
            return False
        self.close(matched)
        self.writer.add_heading(hashes.end(), line.end, len(hashes[1]))
        return True

    def _read_underline(self, line: Line) -> bool:
        """Whether the line makes the paragraph above it a heading."""
        if not line.match(UNDERLINE):
            return False
        self.writer.add_references(self._lines)
        if not self._lines:
            return False
        start, end = self._lines[0][0], self._lines[-1][1]
        self.writer.add_heading(start, end, 1 if line.mark == "=" else 2)
        self._leaf, self._lines = None, []
        return True

    def _read_div_fence(self, line: Line, matched: int) -> bool:
        """Whether the line starts or ends a callout; a title in it is a paragraph."""
        fence = line.match(DIV_FENCE)
        if not fence:
            return False
        self.close(matched)
        self.writer.add(*fence.span(), Kind.ASIDE)
        if fence.end() < line.end:
            self.writer.add_prose(fence.end(), line.end)
        return True

    def _read_rule(self, line: Line, matched: int) -> bool:
        if not line.is_rule():
            return False
        self.close(matched)
        return True

    def _open_fence(self, line: Line, matched: int) -> bool:
        fence = line.match(FENCE)
        if not fence:
            return False
        self.close(matched)
        self._leaf, self._fence = Kind.CODE, fence[1] or fence[2]
        return True

    def _open_html(self, line: Line, matched: int) -> bool:
        for opening, ending in ENDED_HTML:
            if line.match(opening):
                self.close(matched)
                self._leaf = Kind.ASIDE
                # What never ends would hide the rest of the text.
                self._html_end = ending if line.position < self._last_end(ending) else None
                self._continue_leaf(line)
                return True
        is_lone = self._leaf is not Kind.PARAGRAPH and line.match(LONE_TAG)
        if not is_lone and not line.match(BLOCK_TAG):
            return False
        self.close(matched)
        self._leaf, self._html_end = Kind.ASIDE, None
        self._lines.append((line.position, line.end))
        return True

    def _last_end(self, ending: re.Pattern[str]) -> int:
        """Where the text's last end of such HTML is, or -1."""
        if ending not in self._last_ends:
            ends = [found.end() for found in ending.finditer(self._text)]
            self._last_ends[ending] = ends[-1] if ends else -1
        return self._last_ends[ending]

    def _open_table(self, line: Line) -> bool:
        """Whether the line is the delimiter row below a header row."""
        if line.mark not in "|:-":
            return False
        start, end = self._lines[-1]
        if not is_table_head(line.text[start:end], line.text[line.position : line.end]):
            return False
        self._lines.pop()
        self._close_leaf()
        self.writer.add_row(start, end, Kind.HEADER)
        self._leaf = Kind.ROW
        return True

    def _read_text(self, line: Line, matched: int) -> None:
        span = line.position, line.end
        if self._leaf is Kind.PARAGRAPH:
            # Lines of a paragraph may leave out the marks of its containers.
            self._lines.append(span)
        elif self._leaf is Kind.ROW and line.indent < 4 and "|" in line.text[slice(*span)]:
            self.writer.add_row(*span, Kind.ROW)
        else:
            self.close(matched)
            self._open_text(line, span)

    def _open_text(self, line: Line, span: Span) -> None:
        if line.indent >= 4:
            self._leaf, self._fence = Kind.CODE, ""
        elif self._containers.is_in_quote and line.match(ALERT):
            self.writer.add(*span, Kind.ASIDE)
            return
        else:
            self._leaf = Kind.PARAGRAPH
        self._lines.append(span)
