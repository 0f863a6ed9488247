"""The table of formats, and which of them a file is in, by its first bytes and its name."""

import codecs
import re
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import PurePath
from zlib import crc32

from index.errors import LibraryError, LoadError
from index.loaders.encoding import unmarked
from index.loaders.limits import MAX_PACKED_BYTES, MAX_TEXT_BYTES
from index.loaders.roff.recognition import is_manpage

HEAD_BYTES = 8_192
"""How many of a file's first bytes decide its format."""
PDF_MARK_WITHIN = 1_024
"""How far from the start Acrobat looks for a PDF file's mark."""
MARKS = (codecs.BOM_UTF8, codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE, codecs.BOM_UTF32_BE)
MAX_CONTROL_SHARE = 0.05
"""Control characters in the head of a text: a terminal's log has some, an image far more."""

_MAILBOX = re.compile(rb"\s{0,10}From [^\n]{1,300}?\d\d:\d\d[^\n]{0,80}\n[A-Za-z-]{1,60}:[ \t\r\n]")
"""How an mbox file begins: a line that says who sent a message and when, and a header."""


@dataclass(frozen=True, slots=True)
class Format:
    """A row of the table."""

    name: str
    loader: str
    """`"module:attribute"` of its Loader. That of GZIP gets the file's name as well."""
    max_bytes: int = MAX_TEXT_BYTES
    """Larger files are refused."""
    is_isolated: bool = False
    """Whether its loader runs in another process: a file may make it slow, huge or crash."""
    library: str | None = None
    """Import name of a library that its loader needs and that may not be installed."""
    extra: str | None = None
    """The extra of this package that installs the library."""


TEXT = Format("text", "index.loaders.text:load")
MARKDOWN = Format("Markdown", "index.loaders.markdown:load")
RST = Format("reStructuredText", "index.loaders.restructuredtext:load")
ASCIIDOC = Format("AsciiDoc", "index.loaders.asciidoc:load")
CSV = Format("CSV", "index.loaders.delimited:load_csv")
TSV = Format("TSV", "index.loaders.delimited:load_tsv")
JSON_LINES = Format("JSON Lines", "index.loaders.jsonlines:load")
NOTEBOOK = Format("notebook", "index.loaders.notebook:load", MAX_PACKED_BYTES, is_isolated=True)
GZIP = Format("gzip", "index.loaders.gzipped:load", MAX_PACKED_BYTES, is_isolated=True)
MAIL = Format("e-mail", "index.loaders.mail:load", MAX_PACKED_BYTES, is_isolated=True)
MAILBOX = Format("mailbox", "index.loaders.mbox:load", MAX_PACKED_BYTES, is_isolated=True)
MANPAGE = Format("manual page", "index.loaders.manpage:load", is_isolated=True)
HTML = Format("HTML", "index.loaders.html:load", is_isolated=True)
PDF = Format(
    "PDF",
    "index.loaders.pdf:load",
    MAX_PACKED_BYTES,
    is_isolated=True,
    library="pypdfium2",
    extra="pdf",
)
DOCX = Format("DOCX", "index.loaders.docx:load", MAX_PACKED_BYTES, is_isolated=True)
EPUB = Format("EPUB", "index.loaders.epub:load", MAX_PACKED_BYTES, is_isolated=True)

FORMATS = (
    TEXT,
    MARKDOWN,
    RST,
    ASCIIDOC,
    CSV,
    TSV,
    JSON_LINES,
    NOTEBOOK,
    GZIP,
    MAIL,
    MAILBOX,
    MANPAGE,
    HTML,
    PDF,
    DOCX,
    EPUB,
)

SUFFIXES = {
    **dict.fromkeys((".md", ".markdown"), MARKDOWN),
    **dict.fromkeys((".adoc", ".asciidoc"), ASCIIDOC),
    **dict.fromkeys((".htm", ".html", ".xhtml"), HTML),
    **dict.fromkeys((".jsonl", ".ndjson"), JSON_LINES),
    ".csv": CSV,
    ".eml": MAIL,
    ".ipynb": NOTEBOOK,
    **dict.fromkeys((".mbox", ".mbx"), MAILBOX),
    ".rst": RST,
    ".tsv": TSV,
    **dict.fromkeys(
        """
        .asm .bash .bat .bib .c .cc .cfg .cmake .conf .cpp .cs .css .cxx .dart .diff .el .erl
        .ex .exs .f90 .fish .go .gradle .graphql .groovy .h .hh .hpp .hs .ini .j2 .java .js
        .json .jsx .jl .kt .less .lisp .log .lua .m .mjs .ml .nim .org .patch .php .pl .pm .po
        .properties .proto .ps1 .py .pyi .r .rb .rs .sass .scala .scm .scss .sh .sql .srt
        .svelte .svg .swift .tcl .tex .text .tf .tmpl .toml .ts .tsx .txt .v .vb .vim .vtt .vue .xml
        .yaml .yml .zig .zsh
        """.split(),
        TEXT,
    ),
}
"""The format of a file by its suffix, unless its first bytes decide. A file with another suffix is
text or HTML if its first bytes look like that."""

PACKED = {".docx": DOCX, ".epub": EPUB}
"""Suffixes of the formats that are zip archives."""


def table_digest() -> str:
    """A digest of the table, which changes with a format or a suffix."""
    named = [
        (suffix, format.name) for table in (SUFFIXES, PACKED) for suffix, format in table.items()
    ]
    known = repr((sorted(format.name for format in FORMATS), sorted(named)))
    return f"{crc32(known.encode()):08x}"


def recognized(name: str, head: bytes) -> Format:
    """The format of a file called `name` that begins with `head`, its first HEAD_BYTES.

    Raises LoadError for a file without a loader: an archive, an image, any other binary file.
    """
    suffix = PurePath(name).suffix.lower()
    named = SUFFIXES.get(suffix)
    if head.startswith(b"\x1f\x8b"):
        return GZIP
    if head.startswith(b"PK\x03\x04"):
        return _packed(suffix, head)
    if _is_pdf(head, is_named_text=named is not None) or (suffix == ".pdf" and not _is_utf8(head)):
        return PDF
    if head.startswith(b"{\\rtf"):
        raise LoadError("no reader for RTF")
    if named in (None, TEXT) and _MAILBOX.match(head):
        return MAILBOX
    if named is not None:
        if b"\0" in head and not _is_wide(head):
            raise LoadError("a binary file")
        return named
    if not _is_text(head):
        raise LoadError(f"no reader for {suffix} files" if suffix else "a binary file")
    if is_manpage(head):
        return MANPAGE
    return HTML if _is_html(head) else TEXT


def require_library(format: Format) -> None:
    """Raises LibraryError if the library that a format needs is not installed."""
    if format.library and not find_spec(format.library):
        install = f"pip install 'cited-qa[{format.extra}]'"
        raise LibraryError(f"{format.name} needs {format.library}: {install}")


def _packed(suffix: str, head: bytes) -> Format:
    if b"mimetypeapplication/epub+zip" in head[:100]:
        return EPUB
    if suffix in PACKED:
        return PACKED[suffix]
    if b"word/" in head:
        return DOCX
    raise LoadError(f"no reader for {suffix} files" if suffix else "a zip archive")


def _is_pdf(head: bytes, *, is_named_text: bool) -> bool:
    """Whether a PDF file's mark is there. A text may mention the mark, but not begin with it."""
    if is_named_text:
        return head.removeprefix(codecs.BOM_UTF8).lstrip().startswith(b"%PDF-")
    return b"%PDF-" in head[:PDF_MARK_WITHIN]


def _is_utf8(head: bytes) -> bool:
    """Whether it is text in UTF-8, and not part of a PDF file that lost its mark."""
    try:
        text = codecs.getincrementaldecoder("utf-8")().decode(head)
    except UnicodeDecodeError:
        return False
    return " obj" not in text and "\0" not in text


def _is_wide(head: bytes) -> bool:
    """Whether it is UTF-16 or UTF-32, where zero bytes are normal, or has a byte-order mark."""
    return head.startswith(MARKS) or unmarked(head) is not None


def _is_text(head: bytes) -> bool:
    if _is_wide(head):
        return True
    controls = sum(head.count(code) for code in range(32) if code not in b"\t\n\r\f\x1b\b")
    return b"\0" not in head and controls <= MAX_CONTROL_SHARE * len(head)


def _is_html(head: bytes) -> bool:
    start = head.removeprefix(codecs.BOM_UTF8).lstrip()[:100].lower()
    if start.startswith(b"<?xml"):
        start = head.partition(b"?>")[2].lstrip()[:100].lower()
    return start.startswith((b"<!doctype html", b"<html"))
