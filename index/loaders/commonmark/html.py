"""HTML in a Markdown text: where it starts and ends, and the blocks in it."""

import re
from html import unescape

from index.structure import Block, Kind

MAX_WHOLE_CHARS = 300
"""HTML with more visible characters is no single block with its tags around it."""

_BLOCK_TAGS = """address|article|aside|base|basefont|blockquote|body|caption|center|col|colgroup|dd
|details|dialog|dir|div|dl|dt|fieldset|figcaption|figure|footer|form|frame|frameset|h1|h2|h3|h4|h5
|h6|head|header|hr|html|iframe|legend|li|link|main|menu|menuitem|nav|noframes|ol|optgroup|option|p
|param|search|section|summary|table|tbody|td|tfoot|th|thead|title|tr|track|ul""".replace("\n", "")
BLOCK_TAG = re.compile(rf"</?(?:{_BLOCK_TAGS})(?=[\s>]|/>|\Z)", re.IGNORECASE)
LONE_TAG = re.compile(r"</?[A-Za-z][\w.-]*(?:[\s/][^<>]*)?>\Z")
"""A tag of HTML or a component of MDX, alone on its line."""
ENDED_HTML = (
    (re.compile(r"<(?:script|pre|style|textarea)(?=[\s>]|\Z)", re.IGNORECASE),
     re.compile(r"</(?:script|pre|style|textarea)>", re.IGNORECASE)),
    (re.compile("<!--"), re.compile("-->")),
    (re.compile(r"<\?"), re.compile(r"\?>")),
    (re.compile(r"<!\[CDATA\["), re.compile(r"\]\]>")),
    (re.compile("<![A-Za-z]"), re.compile(">")),
)  # fmt: skip
"""What starts HTML that goes on over blank lines, and what ends it."""
_MARKUP = re.compile(
    r"""<!--(?:(?!<!--).)*?-->
    |   <(script|style)\b(?:(?!<\1\b).)*?</\1\s*>
    |   <(?P<tag>/?[A-Za-z][\w.-]*)(?:[\s/][^<>]*)?>
    |   <[!?][^<>]*>
    """,
    re.VERBOSE | re.IGNORECASE | re.DOTALL,
)
_KINDS = {"tr": Kind.ROW, "li": Kind.ITEM, "dt": Kind.ITEM, "p": Kind.PARAGRAPH}
_KINDS |= {f"h{level}": Kind.HEADING for level in range(1, 7)}
_LISTS = {"ul": 1, "ol": 1, "dl": 1, "/ul": -1, "/ol": -1, "/dl": -1}
_ENDS = {f"/{tag}" for tag in _KINDS if tag != "dt"} | {"table", "/table"}
"""What cuts, but starts no block of a kind. A term's description goes on after `</dt>`."""


def is_visible(html: str) -> bool:
    """Whether there is a letter or digit outside of tags, comments, scripts and styles."""
    return any(map(str.isalnum, unescape(_MARKUP.sub("", html))))


def html_blocks(text: str, start: int, end: int) -> list[Block]:
    """The blocks of HTML in text[start:end], in order; none if there is no text to see.

    HTML that is short, without rows, items, headings, paragraphs and terms is one paragraph as it
    stands. Other HTML is cut where these start and end, and tags around a block are not in it.
    The level of a heading is its own, and that of other blocks how many lists they stand in.
    """
    cutter = _Cutter(text)
    position = start
    for markup in _MARKUP.finditer(text, start, end):
        cutter.add_text(position, markup.start())
        if markup["tag"]:
            cutter.add_tag(markup["tag"].lower())
        position = markup.end()
    cutter.add_text(position, end)
    cutter.cut("")
    if cutter.blocks and not cutter.is_structured and cutter.visible_chars <= MAX_WHOLE_CHARS:
        return [Block(start, end, Kind.PARAGRAPH)]
    return cutter.blocks


class _Cutter:
    """Cuts HTML into blocks from its text and its tags, which come in their order."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.blocks: list[Block] = []
        self.is_structured = False
        """Whether a tag was there that starts a block of a kind."""
        self.visible_chars = 0
        self._tag = ""
        """What started the block."""
        self._lists = 0
        self._start: int | None = None
        self._end = 0
        self._is_visible = False

    def add_text(self, start: int, end: int) -> None:
        piece = self.text[start:end]
        words = piece.strip()
        if words:
            start += len(piece) - len(piece.lstrip())
            self._start = start if self._start is None else self._start
            self._end = start + len(words)
            self.visible_chars += len(words)
            self._is_visible = self._is_visible or any(map(str.isalnum, unescape(words)))

    def add_tag(self, tag: str) -> None:
        if tag in _KINDS:
            self.is_structured = True
            # The first paragraph of an item, a heading, or a row's first cell is that itself.
            is_first = tag == "p" and self._start is None and self._tag in _KINDS
            if not is_first:
                self.cut(tag)
        elif tag in _ENDS or tag in _LISTS:
            if tag == "/p" and _KINDS.get(self._tag) is Kind.HEADING:
                return
            self.cut(tag)
            self._lists = max(0, self._lists + _LISTS.get(tag, 0))

    def cut(self, tag: str) -> None:
        """Ends the block before a tag."""
        if self._start is not None and self._is_visible:
            kind, level = _KINDS.get(self._tag, Kind.PARAGRAPH), self._lists
            if kind is Kind.HEADING:
                # One that never ends would swallow what is below it.
                is_closed = tag == f"/{self._tag}"
                kind, level = (kind, int(self._tag[1])) if is_closed else (Kind.PARAGRAPH, level)
            elif kind is Kind.ITEM:
                level = max(1, level)
            self.blocks.append(Block(self._start, self._end, kind, level))
        self._tag, self._start, self._is_visible = tag, None, False
