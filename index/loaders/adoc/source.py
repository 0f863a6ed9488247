"""The lines of a text in AsciiDoc, and what each of them may be."""

import re
from collections.abc import Sequence

from index.loaders.adoc.marks import (
    BLOCK_ATTRIBUTES,
    COMMENT,
    CONTINUATION,
    DELIMITER,
    FENCES,
    ITEM,
    PREPROCESSOR,
    TERM,
)
from index.loaders.markup.lines import Line


class Source:
    """Lines by their numbers."""

    def __init__(self, text: str, lines: Sequence[Line]) -> None:
        self._text = text
        self._lines = lines
        self.last_ends = {self.words(at): at for at in range(len(lines)) if self.delimiter(at)}
        """The last line that each delimiter stands on."""

    def match(self, pattern: re.Pattern[str], at: int) -> re.Match[str] | None:
        """Matches a line from its beginning."""
        return pattern.match(self._text, self._lines[at].start, self._lines[at].end)

    def words(self, at: int) -> str:
        """A line without the whitespace around it."""
        return self._text[self._lines[at].start : self._lines[at].end]

    def delimiter(self, at: int) -> str:
        """What delimits a block at a line; "" if nothing does.

        A language may stand behind the mark of a fence.
        """
        found = self.match(DELIMITER, at)
        if not found or self._lines[at].indent:
            return ""
        is_whole = found.end() == self._lines[at].end or found[0][0] in FENCES
        return found[0] if is_whole else ""

    def is_unseen(self, at: int) -> bool:
        """Whether a line is a comment, or for the preprocessor."""
        if self._lines[at].indent:
            return False
        return bool(self.match(COMMENT, at)) or self.is_macro(PREPROCESSOR, at)

    def is_macro(self, pattern: re.Pattern[str], at: int) -> bool:
        """Whether a line begins with such a macro, and ends with it."""
        return bool(self.match(pattern, at)) and self._text[self._lines[at].end - 1] == "]"

    def text_end(self, at: int, *, is_in_list: bool) -> int:
        """The line after the text that begins in a line."""
        end = at + 1
        while end < len(self._lines) and not self._lines[end].is_apart:
            if self._starts_block(end) or (is_in_list and self._starts_item(end)):
                break
            end += 1
        return end

    def _starts_item(self, at: int) -> bool:
        is_marked = self.match(ITEM, at) or self.match(TERM, at)
        return bool(is_marked) or self.words(at) == CONTINUATION

    def _starts_block(self, at: int) -> bool:
        """Whether a line below another is no more of its text."""
        if self._lines[at].indent:
            return False
        is_marked = self.delimiter(at) or self.match(BLOCK_ATTRIBUTES, at)
        return bool(is_marked) or self.is_unseen(at)
