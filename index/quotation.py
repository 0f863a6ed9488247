"""Whether a file holds what is cited from it, told by reading it again."""

from bisect import bisect_right
from collections.abc import Sequence

from index import loaders
from index.errors import LibraryError, LoadError, UnfinishedError
from index.pieces import line_break
from index.records import Document, Extract, Sentence
from index.sources.freshness import opened

MAX_BYTES = 2_000_000
"""Of a file that is compared with every citation: it takes some milliseconds."""


def holds(
    path: str, document: Document, sentences: Sequence[Sentence], *, costs: bool
) -> bool | None:
    """Whether the file at `path` has a document of this title, date and record, and these sentences
    at their places.

    `costs`: also read files of foreign formats and large ones, which takes long; without it the
    answer for them is None. It is None too where the disk or permissions keep the file from being
    read, and False where nothing can be made of it.
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


def _says(extract: Extract, sentences: Sequence[Sentence]) -> bool:
    text, newline = extract.text, line_break(extract.text)
    for said in sentences:
        line = extract.line or text.count(newline, 0, said.start) + 1
        page = bisect_right(extract.pages, said.start) if extract.pages else None
        found = Sentence(text[said.start : said.end], said.start, said.end, line, page)
        if found != said:
            return False
    return True
