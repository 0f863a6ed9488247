"""DOCX: paragraphs, list items, table rows and footnotes of a Word document, in order."""

import re
from contextlib import suppress
from dataclasses import dataclass, field

from index.errors import LoadError
from index.loaders.archives import Archive
from index.loaders.limits import require_chars
from index.loaders.parts import Part, join
from index.loaders.text import headline
from index.loaders.xml import parse
from index.records import Extract
from index.structure import Block, Kind
from index.text.dates import leading_date

DOCUMENT = "word/document.xml"
NOTES = ("word/footnotes.xml", "word/endnotes.xml")
STYLES = "word/styles.xml"
CORE = "docProps/core.xml"
UNTITLED = ("", "untitled", "document", "document1", "word document")
SPACES = {"tab": "\t", "br": "\n", "cr": "\n", "noBreakHyphen": "\u2011"}
HIDDEN = ("del", "moveFrom", "Fallback", "pPrChange")
TITLES = ("title", "titel")
KINDS = {
    **dict.fromkeys((*TITLES, "heading"), Kind.HEADING),
    **dict.fromkeys(("listbullet", "listnumber"), Kind.ITEM),
    **dict.fromkeys(("quote", "intensequote"), Kind.QUOTE),
    **dict.fromkeys(("toc", "tocheading"), Kind.ASIDE),
    "caption": Kind.CAPTION,
}
"""What a paragraph is, by the name of its style without the number at its end."""
MAX_HEADING_CHARS = 500
"""A longer paragraph in the style of a heading is text."""


def load(data: bytes) -> tuple[Extract]:
    """The one document. Paragraphs are separated by empty lines, and a table's row is one line.

    Tracked deletions are left out, and so are headers and footers. Raises LoadError for a damaged
    or encrypted file, and for a zip archive that holds no Word document.
    """
    archive = Archive(data, "DOCX")
    if DOCUMENT not in archive.names:
        raise LoadError("no Word document in it")
    body = _Body(_style_names(archive) if STYLES in archive.names else {})
    for name in (DOCUMENT, *(note for note in NOTES if note in archive.names)):
        parse(archive.member(name), body.start, body.end, body.text)
    text, blocks = join(body.parts)
    title = (_title(archive) if CORE in archive.names else "") or body.title or headline(text)
    return (Extract(text, title, leading_date(text), None, blocks=blocks),)


def _style_names(archive: Archive) -> dict[str, str]:
    """The names of styles, which are the same in all languages, by their ids, which are not."""
    found: dict[str, str] = {}
    style = ""

    def start(name: str, attributes: dict[str, str]) -> None:
        nonlocal style
        if name == "style":
            style = attributes.get("styleId", "")
        elif name == "name" and style:
            found.setdefault(style, attributes.get("val", ""))

    with suppress(LoadError):  # the text can be read without
        parse(archive.member(STYLES), start, _ignore, _ignore)
    return found


def _ignore(data: str) -> None:
    pass


def _title(archive: Archive) -> str:
    found: list[str] = []
    inside = False

    def start(name: str, attributes: dict[str, str]) -> None:
        nonlocal inside
        inside = name == "title"

    def text(data: str) -> None:
        if inside:
            found.append(data)

    def end(name: str) -> None:
        nonlocal inside
        inside = False

    parse(archive.member(CORE), start, end, text)
    title = " ".join("".join(found).split())[:500]
    return "" if title.lower() in UNTITLED or title.lower().endswith((".doc", ".docx")) else title


@dataclass(slots=True)
class _Row:
    """A row of a table that is being read."""

    cells: list[str] = field(default_factory=list)
    is_header: bool = False

    @property
    def kind(self) -> Kind:
        if self.is_header:
            return Kind.HEADER
        return Kind.ROW if len(self.cells) > 1 else Kind.PARAGRAPH


class _Body:
    """Collects the blocks of a document from its XML events."""

    def __init__(self, styles: dict[str, str]) -> None:
        """`styles`: their names by their ids."""
        self.parts: list[Part] = []
        self.title = ""
        """The first paragraph in the style of a title or of a first heading."""
        self._styles = styles
        self._words: list[str] = []
        self._cells: list[list[str]] = []
        self._rows: list[_Row] = []
        self._chars = 0
        self._in_text = False
        self._hidden = 0
        self._style = ""
        self._list_level = 0

    def start(self, name: str, attributes: dict[str, str]) -> None:
        """Takes a start tag."""
        if self._hidden or name in HIDDEN:
            self._hidden += 1
        elif name in ("t", "delText"):
            self._in_text = name == "t"
        elif name in SPACES:
            self._words.append(SPACES[name])
        elif name == "p":
            # A paragraph in a text box lies inside another paragraph.
            self._end_paragraph()
        elif name == "tr":
            self._rows.append(_Row())
        elif name == "tc":
            self._cells.append([])
        else:
            self._note(name, attributes.get("val", ""))

    def _note(self, name: str, value: str) -> None:
        """Notes a property of the paragraph or row that is being read."""
        if name == "pStyle":
            self._style = self._styles.get(value, value).lower().replace(" ", "")
        elif name == "ilvl" and re.fullmatch("[0-8]", value):
            self._list_level = int(value) + 1
        elif name == "numId":  # the number 0 takes a paragraph out of its list
            self._list_level = max(1, self._list_level) if value != "0" else 0
        elif name == "tblHeader" and self._rows:
            self._rows[-1].is_header = value not in ("0", "false", "off")

    def end(self, name: str) -> None:
        """Takes an end tag."""
        if self._hidden:
            self._hidden -= 1
        elif name in ("t", "delText"):
            self._in_text = False
        elif name == "p":
            self._end_paragraph()
        elif name == "tc" and self._cells:
            cell = " ".join(self._cells.pop())
            if cell and self._rows:
                self._rows[-1].cells.append(cell)
        elif name == "tr" and self._rows and (row := self._rows.pop()).cells:
            self._put(" | ".join(row.cells), row.kind, 0)

    def text(self, data: str) -> None:
        """Takes a piece of text."""
        if self._in_text and not self._hidden:
            self._words.append(data)

    def _end_paragraph(self) -> None:
        lines = "".join(self._words).replace("\0", "").split("\n")
        self._words = []
        text = "\n".join(filter(None, (line.strip() for line in lines)))
        if text and not self.title and self._style in (*TITLES, "heading1"):
            self.title = " ".join(text.split())[:500]
        if text:
            self._put(text, *self._kind_and_level(text))
        self._style = ""
        self._list_level = 0

    def _kind_and_level(self, text: str) -> tuple[Kind, int]:
        number = self._style[-1:] if self._style[-1:] in tuple("123456789") else ""
        kind = KINDS.get(self._style.removesuffix(number), Kind.PARAGRAPH)
        if kind is Kind.HEADING and len(text) > MAX_HEADING_CHARS:
            kind = Kind.PARAGRAPH
        if kind is Kind.PARAGRAPH and self._list_level:
            kind = Kind.ITEM
        if kind is Kind.ITEM:
            return kind, self._list_level or int(number or 1)
        return kind, int(number or 1) if kind is Kind.HEADING else 0

    def _put(self, text: str, kind: Kind, level: int) -> None:
        self._chars += len(text)
        require_chars(self._chars)
        if self._cells:
            self._cells[-1].append(" ".join(text.split()))
        else:
            self.parts.append(Part(text, [Block(0, len(text), kind, level)]))
