"""Whether a file holds what is cited from it, told by reading it again."""

from bisect import bisect_right
from collections.abc import Iterable

from index import loaders
from index.errors import LibraryError, LoadError, UnfinishedError
from index.records import Document, Extract, Sentence
from index.sources.freshness import opened

MAX_BYTES = 2_000_000
"""Of a file that is compared with every citation: it takes some milliseconds."""


def holds(
    path: str, document: Document, sentences: Iterable[Sentence], *, costs: bool
) -> bool | None:
    """Whether the file at `path` holds a document that is so called and says these sentences, each
    at its place.

    None where that is not looked into: to read a foreign format, or a large file, takes long, and
    is done only if it may (`costs`). None as well where the disk or a right keeps it from being
    read; False where nothing can be made of it.
    """
    try:
        with open(path, "rb", opener=opened) as stream:
            head = stream.read(loaders.HEAD_BYTES)
            format = loaders.require_format(path, head, len(head))
            if not costs and format.is_isolated:
                return None
            most = format.max_bytes if costs else MAX_BYTES
            data = head + stream.read(most + 1 - len(head))
        if not costs and (len(data) > most or not loaders.is_plain(data)):
            return None
        extracts = loaders.load(path, data)
    except (LibraryError, UnfinishedError, OSError):
        return None
    except LoadError:
        return False
    return any(_is_called(each, document) and _says(each, sentences) for each in extracts)


def _is_called(extract: Extract, document: Document) -> bool:
    stated = (extract.record, extract.title, extract.date)
    return stated == (document.record, document.title, document.date)


def _says(extract: Extract, sentences: Iterable[Sentence]) -> bool:
    newline = "\n" if "\n" in extract.text else "\r"
    for said in sentences:
        line = extract.line or extract.text.count(newline, 0, said.start) + 1
        page = bisect_right(extract.pages, said.start) if extract.pages else None
        if extract.text[said.start : said.end] != said.text or (line, page) != (
            said.line,
            said.page,
        ):
            return False
    return True
