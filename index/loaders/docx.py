"""DOCX: paragraphs, list items, table rows and footnotes of a Word document, in order."""

from index.errors import LoadError
from index.loaders.archives import Archive
from index.loaders.limits import require_chars
from index.loaders.text import headline
from index.loaders.xml import parse
from index.records import Extract
from index.text.dates import leading_date

DOCUMENT = "word/document.xml"
NOTES = ("word/footnotes.xml", "word/endnotes.xml")
CORE = "docProps/core.xml"
UNTITLED = ("", "untitled", "document", "document1", "word document")
SPACES = {"tab": "\t", "br": "\n", "cr": "\n", "noBreakHyphen": "\u2011"}


def load(data: bytes) -> tuple[Extract]:
    """The one document. Paragraphs are separated by empty lines, and a table's row is one line.

    Tracked deletions are left out, and so are headers and footers. Raises LoadError for a damaged
    or encrypted file, and for a zip archive that holds no Word document.
    """
    archive = Archive(data, "DOCX")
    if DOCUMENT not in archive.names:
        raise LoadError("no Word document in it")
    body = _Body()
    for name in (DOCUMENT, *(note for note in NOTES if note in archive.names)):
        parse(archive.member(name), body.start, body.end, body.text)
    text = "\n\n".join(body.blocks)
    title = _title(archive) if CORE in archive.names else ""
    return (Extract(text, title or body.title or headline(text), leading_date(text), None),)


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


class _Body:
    """Collects the blocks of a document from its XML events."""

    def __init__(self) -> None:
        self.blocks: list[str] = []
        self.title = ""
        """The first paragraph in the style of a title or of a first heading."""
        self._parts: list[str] = []
        self._cells: list[list[str]] = []
        self._rows: list[list[str]] = []
        self._chars = 0
        self._in_text = False
        self._hidden = 0
        self._style = ""

    def start(self, name: str, attributes: dict[str, str]) -> None:
        """Takes a start tag."""
        if self._hidden or name in ("del", "moveFrom", "Fallback"):
            self._hidden += 1
        elif name in ("t", "delText"):
            self._in_text = name == "t"
        elif name in SPACES:
            self._parts.append(SPACES[name])
        elif name == "p":
            # A paragraph in a text box lies inside another paragraph.
            self._end_paragraph()
        elif name == "pStyle":
            self._style = attributes.get("val", "").lower().replace(" ", "")
        elif name == "tr":
            self._rows.append([])
        elif name == "tc":
            self._cells.append([])

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
                self._rows[-1].append(cell)
        elif name == "tr" and self._rows and (cells := self._rows.pop()):
            self._put(" | ".join(cells))

    def text(self, data: str) -> None:
        """Takes a piece of text."""
        if self._in_text and not self._hidden:
            self._parts.append(data)

    def _end_paragraph(self) -> None:
        lines = "".join(self._parts).replace("\0", "").split("\n")
        self._parts = []
        text = "\n".join(filter(None, (line.strip() for line in lines)))
        if text and not self.title and self._style in ("title", "heading1", "titel"):
            self.title = " ".join(text.split())[:500]
        self._style = ""
        if text:
            self._put(text)

    def _put(self, text: str) -> None:
        self._chars += len(text)
        require_chars(self._chars)
        if self._cells:
            self._cells[-1].append(" ".join(text.split()))
        else:
            self.blocks.append(text)
