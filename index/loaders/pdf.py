"""PDF: the text of the pages in reading order, its headings, code and running heads, and where
pages start."""

import re
from collections.abc import Iterator, Sequence
from typing import Any

from index.errors import LoadError
from index.loaders.limits import require_chars
from index.loaders.pages.blocks import blocks_around
from index.loaders.pages.columns import in_reading_order
from index.loaders.pages.edges import mark_running_heads
from index.loaders.pages.headings import mark_headings
from index.loaders.pages.lines import Line, read_lines, without_controls
from index.loaders.pages.listings import mark_listings
from index.loaders.pages.paragraphs import (
    Paragraph,
    join_pages,
    mend_words,
    paragraphs,
    runs_on,
)
from index.loaders.pages.repair import restore_pages
from index.loaders.text import headline
from index.records import Extract
from index.structure import Block, Kind
from index.text.dates import leading_date

MOST_NAMED = 5
"""A notice names the numbers of up to this many pages."""
UNTITLED = re.compile(
    r"(?:untitled|microsoft word|microsoft powerpoint|slide \d)|.*\.\w{2,5}$|\W*$|[\w/\\]+$",
    re.IGNORECASE,
)
"""Titles that are not the document's: made up by programs, names of files, single words."""


def load(data: bytes) -> tuple[Extract]:
    """The one document of a PDF file. The lines of a paragraph are joined.

    The day the file was made is not taken for the date of the text. Raises LoadError for a damaged
    or encrypted file, and for one with images only.
    """
    document, damage = _open(data)
    pages = list(_read(document))
    if not any(pages):
        raise LoadError("no text in it, only images" if pages else "no pages in it")
    mark_running_heads(pages)
    mark_listings(pages)
    mark_headings(pages)
    text, starts, known = _join(join_pages(mend_words([paragraphs(page) for page in pages])))
    require_chars(len(text))
    title = _title(document) or headline(text)
    notices = filter(None, (damage, _say_empty(pages)))
    return (
        Extract(
            text,
            title,
            leading_date(text),
            "; ".join(notices) or None,
            blocks=tuple(blocks_around(text, known)) if known else (),
            pages=starts,
        ),
    )


def _open(data: bytes) -> tuple[Any, str | None]:
    """The document, and what is wrong with it."""
    import pypdfium2

    try:
        return pypdfium2.PdfDocument(data), None
    except pypdfium2.PdfiumError as error:
        if "password" in str(error).lower():
            raise LoadError("encrypted; a password is needed") from error
        if "security" in str(error).lower():
            raise LoadError("encrypted in a way that is not known") from error
        restored = restore_pages(data)
        if restored is None:
            raise LoadError("a damaged PDF file") from error
    try:
        return pypdfium2.PdfDocument(restored), "damaged; only the pages that are whole were read"
    except pypdfium2.PdfiumError as error:
        raise LoadError("a damaged PDF file") from error


def _read(document: Any) -> Iterator[list[Line]]:
    """The lines of each page; none of a page that holds no text or is damaged."""
    import pypdfium2

    chars = 0
    for number in range(len(document)):
        try:
            page = document[number]
            textpage = page.get_textpage()
        except pypdfium2.PdfiumError:
            yield []
            continue
        lines = in_reading_order(list(read_lines(textpage)))
        textpage.close()
        page.close()
        chars += sum(len(line.text) for line in lines)
        require_chars(chars)
        yield lines


def _title(document: Any) -> str:
    stated = " ".join(without_controls(document.get_metadata_value("Title")).split())
    return "" if len(stated) > 300 or UNTITLED.match(stated) else stated


def _say_empty(pages: Sequence[Sequence[Line]]) -> str | None:
    empty = [number for number, page in enumerate(pages, 1) if not page]
    if not empty:
        return None
    if len(empty) > MOST_NAMED:
        return f"{len(empty)} of {len(pages)} pages hold no text, only images"
    named = ", ".join(map(str, empty))
    return f"no text, only images: page{'s' if len(empty) > 1 else ''} {named}"


def _join(pages: Sequence[Sequence[Paragraph]]) -> tuple[str, tuple[int, ...], list[Block]]:
    """The text of all pages, the offset at which each starts, and the blocks that are known.

    An empty line stands between paragraphs, or a space where a sentence runs across pages.
    """
    parts: list[str] = []
    starts: list[int] = []
    known: list[Block] = []
    length = 0
    above = None
    for page in pages:
        starts.append(length)
        for number, paragraph in enumerate(page):
            if above:
                is_across = number == 0 and _is_across(above, paragraph)
                parts.append(" " if is_across else "\n\n")
                length += len(parts[-1])
            if number == 0:
                starts[-1] = length
            parts.append(paragraph.text)
            end = length + len(paragraph.text)
            if paragraph.kind:
                known.append(Block(length, end, paragraph.kind, paragraph.level))
            length = end
            above = paragraph
    return "".join(parts), tuple(starts), known


def _is_across(above: Paragraph, below: Paragraph) -> bool:
    is_code = Kind.CODE in (above.kind, below.kind)
    return not is_code and runs_on(above.text.rstrip(), below.text)
