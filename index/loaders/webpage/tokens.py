"""Texts and tags of an HTML page, after https://html.spec.whatwg.org/#tokenization.

lxml drops text that is nested below 2,046 levels, also with `huge_tree`; Python's HTMLParser takes
minutes for 100 kB of unclosed tags and reads them otherwise in each release of Python.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from html import unescape

RAW = frozenset("script style title iframe noembed noframes".split())
"""Elements whose content has no tags."""

_MARK = re.compile(r"<(?:(/?)([A-Za-z][^\s/<>]*+)|!--|[!?/])")
_ATTRIBUTE = re.compile(
    r"""([\s/]*+)
    (?: ([^\s/>][^\s/>=]*+)
        (?: \s*+=\s*+ (?: "([^"]*+)" | '([^']*+)' | ([^\s>]*+) ) )?+
    )?+""",
    re.VERBOSE,
)
_LONG_NUMBER = re.compile(r"&#0*+[0-9]{8,}+;?")
"""No character has such a number, and Python refuses to read one of over 4,300 digits."""
_COMMENT_END = re.compile("--!?>")


@dataclass(slots=True)
class Tag:
    """A start tag or an end tag."""

    name: str
    is_end: bool = False
    is_empty: bool = False
    """Whether it is written like `<br/>`."""
    attributes: dict[str, str] = field(default_factory=dict)
    content: str = ""
    """Of an element of RAW, as it stands in the source."""


def read_tokens(html: str) -> Iterator[str | Tag]:
    """The texts and tags of a page. Comments and declarations are left out. Linear in time."""
    return _Tokenizer(html).read()


def unescaped(text: str) -> str:
    """The text with characters in the place of their references."""
    return unescape(_LONG_NUMBER.sub("\N{REPLACEMENT CHARACTER}", text)) if "&" in text else text


class _Tokenizer:
    """Reads a page from left to right. What has no end is looked for once only."""

    def __init__(self, html: str) -> None:
        self._html = html
        self._position = 0
        self._are_quoted = True  # until a tag turns out to have a quotation mark too many
        self._are_comments = True
        self._unended: set[str] = set()

    def read(self) -> Iterator[str | Tag]:
        html = self._html
        while mark := _MARK.search(html, self._position):
            if mark.start() > self._position:
                yield unescaped(html[self._position : mark.start()])
            self._position = mark.start()
            if mark[0] == "<!--" and self._skip_comment(mark.end() - 2):
                continue
            end = html.find(">", mark.end())
            if end < 0:
                break  # what follows is no markup
            if mark[2] is None:
                self._position = end + 1
                continue
            tag = self._read_tag(mark, end)
            if tag.name in RAW and not tag.is_end and not tag.is_empty:
                self._read_content(tag)
            yield tag
        if self._position < len(html):
            yield unescaped(html[self._position :])

    def _skip_comment(self, start: int) -> bool:
        close = _COMMENT_END.search(self._html, start) if self._are_comments else None
        self._are_comments = close is not None
        if close:
            self._position = close.end()
        return close is not None

    def _read_tag(self, mark: re.Match[str], end: int) -> Tag:
        """The tag that a mark begins; it ends at `end` unless an attribute holds that `>`."""
        tag = Tag(mark[2].lower(), bool(mark[1]))
        close = _read_attributes(self._html, mark.end(), tag) if self._are_quoted else end
        if close < 0:
            self._are_quoted = False
            close = end
        self._position = close + 1
        return tag

    def _read_content(self, tag: Tag) -> None:
        """Reads to the end tag. Without one, a script or style goes on to the end of the page."""
        if tag.name in self._unended:
            return
        ending = re.compile(rf"</{tag.name}(?=[\s/>])", re.IGNORECASE)
        if found := ending.search(self._html, self._position):
            tag.content = self._html[self._position : found.start()]
            self._position = found.start()
            return
        self._unended.add(tag.name)
        if tag.name in ("script", "style"):
            self._position = len(self._html)


def _read_attributes(html: str, position: int, tag: Tag) -> int:
    """Adds a tag's attributes to it. Where the tag ends; -1 if it does not."""
    while match := _ATTRIBUTE.match(html, position):
        if not match[2]:
            tag.is_empty = "/" in match[1]
            return match.end() if match.end() < len(html) else -1
        value = match[3] or match[4] or match[5] or ""
        tag.attributes.setdefault(match[2].lower(), unescaped(value))
        position = match.end()
    return -1
