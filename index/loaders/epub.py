"""EPUB: the chapters of a book in order, its title and date."""

import posixpath
from dataclasses import dataclass, field
from urllib.parse import unquote

from index.errors import LoadError
from index.loaders.archives import Archive
from index.loaders.encoding import decode
from index.loaders.limits import require_chars
from index.loaders.parts import Part, join
from index.loaders.text import encoding_notice
from index.loaders.webpage.blocks import read_html
from index.loaders.xml import parse
from index.records import Extract
from index.structure import Block, Kind
from index.text.dates import iso_date

CONTAINER = "META-INF/container.xml"
RIGHTS = "META-INF/encryption.xml"
PAGES = ("application/xhtml+xml", "text/html", "application/x-dtbook+xml")


def load(data: bytes) -> tuple[Extract]:
    """The one document: the text of all chapters, with empty lines between blocks and chapters.

    Raises LoadError for a damaged book and for one under copy protection.
    """
    archive = Archive(data, "EPUB")
    package = _package(archive, _root(archive))
    chapters: list[Part] = []
    chars = 0
    missing = 0
    encodings: dict[str, None] = {}
    for name in package.chapters:
        if name not in archive.names:
            missing += 1
            continue
        chapter, encoding = _read_chapter(archive, name, is_nav=name in package.navs)
        encodings[encoding] = None
        chars += len(chapter.text)
        require_chars(chars)
        if chapter.text:
            chapters.append(chapter)
    if not chapters and RIGHTS in archive.names:
        raise LoadError("encrypted, or under copy protection")
    notices = [notice for each in encodings if (notice := encoding_notice(each))]
    if missing:
        notices.append(f"{missing} of {len(package.chapters)} chapters are missing")
    title = " ".join("".join(package.title).split())[:500]
    date = iso_date("".join(package.date))
    text, blocks = join(chapters)
    return (Extract(text, title, date, "; ".join(notices) or None, blocks=blocks),)


def _read_chapter(archive: Archive, name: str, *, is_nav: bool) -> tuple[Part, str]:
    """A chapter, and the encoding it is in. A table of contents is an aside as a whole."""
    try:
        text, encoding = decode(archive.member(name))
    except LoadError:
        if RIGHTS in archive.names:
            raise LoadError("encrypted, or under copy protection") from None
        raise
    page = read_html(text)
    asides = [Block(each.start, each.end, Kind.ASIDE) for each in page.blocks] if is_nav else None
    return Part(page.text, asides or page.blocks), encoding


@dataclass(slots=True)
class _Package:
    """The package document of a book: its metadata, files and reading order."""

    folder: str
    title: list[str] = field(default_factory=list)
    date: list[str] = field(default_factory=list)
    items: dict[str, str] = field(default_factory=dict)
    spine: list[str] = field(default_factory=list)
    contents: list[str] = field(default_factory=list)
    """The paths of the table of contents as a page; EPUB 3 names one."""

    @property
    def chapters(self) -> list[str]:
        """The names of the chapters' members, in reading order, each once."""
        paths = (self.items[name] for name in self.spine if name in self.items)
        return list(dict.fromkeys(self._member(path) for path in paths))

    @property
    def navs(self) -> frozenset[str]:
        """The names of the members that are a table of contents."""
        return frozenset(map(self._member, self.contents))

    def _member(self, path: str) -> str:
        return posixpath.normpath(posixpath.join(self.folder, unquote(path.partition("#")[0])))


def _root(archive: Archive) -> str:
    """The name of the package document's member."""
    found: list[str] = []

    def start(name: str, attributes: dict[str, str]) -> None:
        if name == "rootfile":
            found.append(attributes.get("full-path", ""))

    parse(archive.member(CONTAINER), start, _nothing, _nothing)
    if not found:
        raise LoadError("a damaged EPUB file: it names no package document")
    return found[0]


def _package(archive: Archive, name: str) -> _Package:
    package = _Package(posixpath.dirname(name))
    kept: list[str] | None = None

    def start(name: str, attributes: dict[str, str]) -> None:
        nonlocal kept
        if name == "title" and not package.title:
            kept = package.title
        elif name == "date" and not package.date and _is_publication(attributes):
            kept = package.date
        elif name == "item" and attributes.get("media-type") in PAGES:
            path = attributes.get("href", "")
            package.items[attributes.get("id", "")] = path
            if "nav" in attributes.get("properties", "").split():
                package.contents.append(path)
        elif name == "itemref":
            package.spine.append(attributes.get("idref", ""))

    def text(data: str) -> None:
        if kept is not None:
            kept.append(data)

    def end(name: str) -> None:
        nonlocal kept
        kept = None

    parse(archive.member(name), start, end, text)
    return package


def _is_publication(attributes: dict[str, str]) -> bool:
    """Whether a date is that of publication. EPUB 2 says so; the day the file was made is not."""
    return attributes.get("event", "publication") in ("publication", "original-publication")


def _nothing(*_: object) -> None:
    pass
