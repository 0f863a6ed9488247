"""PDF: the text of the pages in reading order, hyphenated words joined, and where pages start."""

import re
from collections import Counter
from collections.abc import Iterator
from ctypes import byref, c_double
from typing import Any

from index.errors import LoadError
from index.loaders.columns import HYPHEN, Line, join_lines
from index.loaders.limits import require_chars
from index.loaders.text import headline
from index.records import Extract
from index.text.dates import leading_date

BREAKS = str.maketrans({"\ufffe": HYPHEN})
"""PDFium gives U+FFFE for a hyphen at the end of a line and the line break after it."""
MOST_NAMED = 5
"""A notice names the numbers of up to this many pages."""
UNTITLED = re.compile(
    r"(?:untitled|microsoft word|microsoft powerpoint|slide \d)|.*\.\w{2,5}$|\W*$|[\w/\\]+$",
    re.IGNORECASE,
)
"""Titles that are not the document's: made up by programs, names of files, single words."""

_LINE = re.compile(rf"[^\r\n{HYPHEN}]+{HYPHEN}?")
_BROKEN = re.compile(rf"(?P<head>\w*){HYPHEN}(?P<tail>[^\s{HYPHEN}]*)")
_WORDS = re.compile(r"\w+(?:-\w+)*")
_CONTROLS = re.compile(r"[\x00\x01\x03-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff]")


def load(data: bytes) -> tuple[Extract]:
    """The one document of a PDF file. The lines of a paragraph are joined.

    The day the file was made is not taken for the date of the text. Raises LoadError for a damaged
    or encrypted file, and for one with images only.
    """
    document = _open(data)
    count = len(document)
    found: list[str] = []
    chars = 0
    for number in range(count):
        found.append(_page(document, number))
        chars += len(found[-1])
        require_chars(chars)
    if not any(found):
        raise LoadError("no text in it, only images" if count else "no pages in it")
    text, starts = _join_pages(_join_words(found))
    title = _title(document) or headline(text)
    empty = [number for number, page in enumerate(found, 1) if not page]
    return (Extract(text, title, leading_date(text), _notice(empty, count), pages=starts),)


def _open(data: bytes) -> Any:
    import pypdfium2

    try:
        return pypdfium2.PdfDocument(data)
    except pypdfium2.PdfiumError as error:
        if "password" in str(error).lower():
            raise LoadError("encrypted; a password is needed") from error
        if "security" in str(error).lower():
            raise LoadError("encrypted in a way that is not known") from error
        raise LoadError("a damaged PDF file") from error


def _title(document: Any) -> str:
    stated = " ".join(_CONTROLS.sub("", document.get_metadata_value("Title")).split())
    return "" if len(stated) > 300 or UNTITLED.match(stated) else stated


def _notice(empty: list[int], count: int) -> str | None:
    if not empty:
        return None
    if len(empty) > MOST_NAMED:
        return f"{len(empty)} of {count} pages hold no text, only images"
    named = ", ".join(map(str, empty))
    return f"no text, only images: page{'s' if len(empty) > 1 else ''} {named}"


def _page(document: Any, number: int) -> str:
    """The text of a page; "" if it holds none or is damaged."""
    import pypdfium2

    try:
        page = document[number]
        textpage = page.get_textpage()
    except pypdfium2.PdfiumError:
        return ""
    lines = list(_lines(textpage, pypdfium2.raw))
    textpage.close()
    page.close()
    return join_lines(lines)


def _lines(textpage: Any, raw: Any) -> Iterator[Line]:
    """A page's lines in the order they are drawn, with their places. Empty lines are left out."""
    text = _characters(textpage, raw)
    box = tuple(c_double() for _ in range(4))
    left, right = box[:2]
    # These are made once, because the calls below are made for every word.
    into = tuple(map(byref, box))
    handle, box_of = textpage.raw, raw.FPDFText_GetCharBox

    for found in _LINE.finditer(text):
        words = [(found.start() + w.start(), found.start() + w.end()) for w in _SPACED(found[0])]
        if not words:
            continue
        edges = []
        for start, end in words:
            box_of(handle, start, *into)
            first = left.value
            if end - start > 1:
                box_of(handle, end - 1, *into)
            edges.append((first, right.value))
        raw.FPDFText_GetCharOrigin(handle, words[0][0], *into[:2])
        pieces = tuple(_CONTROLS.sub("", text[start:end]) for start, end in words)
        yield Line(right.value, pieces, tuple(edges))


_SPACED = re.compile(r"\S+").finditer


def _characters(textpage: Any, raw: Any) -> str:
    """A page's text, one character for each that PDFium counts, so that it can place them."""
    count = textpage.count_chars()
    text: str = textpage.get_text_range() if count else ""
    if len(text) == count and "\ufffd" not in text:
        return text.translate(BREAKS)
    codes = (raw.FPDFText_GetUnicode(textpage, index) for index in range(count))
    return "".join(chr(code) if 0 < code < 0x110000 else " " for code in codes)


def _join_words(pages: list[str]) -> list[str]:
    """The pages with words joined that are hyphenated at the end of a line.

    The hyphen stays if the document has the word with it elsewhere more often than without, or if
    no lower-case letter follows.
    """
    whole = Counter(word.lower() for page in pages for word in _WORDS.findall(page))

    def join(found: re.Match[str]) -> str:
        head, tail = found["head"], found["tail"]
        second = re.match(r"\w*", tail)
        assert second is not None
        joined, hyphened = f"{head}{second[0]}".lower(), f"{head}-{second[0]}".lower()
        is_real = not tail[:1].islower() or whole[hyphened] > whole[joined] or not head
        return f"{head}{'-' if is_real else ''}{tail}"

    return [_BROKEN.sub(join, page).replace(HYPHEN, "-").strip("\n") for page in pages]


def _join_pages(pages: list[str]) -> tuple[str, tuple[int, ...]]:
    """The text of all pages, and the offset at which each starts.

    Pages are separated by an empty line, or by a line break where a sentence runs across.
    """
    parts: list[str] = []
    starts = []
    length = 0
    last = ""
    for page in pages:
        if last and page:
            runs_on = page[:1].islower() and not last.rstrip().endswith((".", "!", "?", ":"))
            gap = "\n" if runs_on else "\n\n"
            parts.append(gap)
            length += len(gap)
        starts.append(length)
        parts.append(page)
        length += len(page)
        last = page or last
    return "".join(parts), tuple(starts)
