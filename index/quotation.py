"""Checks a citation: reads the file again and compares the sentences."""

from bisect import bisect_right
from collections.abc import Sequence

from index import loaders
from index.errors import LibraryError, LoadError, UnfinishedError
from index.records import Document, Extract, Sentence
from index.segmentation import line_break, segment_extract
from index.sources.freshness import open_regular

MAX_BYTES = 2_000_000
"""The largest file that is compared with every citation. Reading it takes some milliseconds."""


def holds(
    path: str, document: Document, sentences: Sequence[Sentence], *, may_be_slow: bool
) -> bool | None:
    """Whether the file at `path` has a document of this title, date and record that has these
    sentences in their places.

    `may_be_slow`: also read large files and formats that are slow to parse. Without it the answer
    for them is None. The answer is None too if the disk or permissions prevent reading, and False
    if no document can be made of the file.
    """
    try:
        with open(path, "rb", opener=open_regular) as stream:
            head = stream.read(loaders.HEAD_BYTES)
            format = loaders.require_format(path, head, len(head))
            if not may_be_slow and format.is_isolated:
                return None
            most = format.max_bytes if may_be_slow else MAX_BYTES
            data = head + stream.read(most + 1 - len(head))
        if not may_be_slow and (len(data) > most or not loaders.is_plain(data)):
            return None
        extracts = loaders.load(path, data)
    except (LibraryError, UnfinishedError, OSError):
        return None
    except LoadError:
        return False
    holds_all = _has_segmented if may_be_slow else _has_text
    return any(_states(each, document) and holds_all(each, sentences) for each in extracts)


def _states(extract: Extract, document: Document) -> bool:
    stated = (extract.record, extract.title, extract.date)
    return stated == (document.record, document.title, document.date)


def _has_text(extract: Extract, sentences: Sequence[Sentence]) -> bool:
    """Whether the text of these sentences stands at their places."""
    text, newline = extract.text, line_break(extract.text)
    for said in sentences:
        line = extract.line or text.count(newline, 0, said.start) + 1
        page = bisect_right(extract.pages, said.start) if extract.pages else None
        found = (text[said.start : said.end], said.end - said.start, line, page)
        if found != (said.text, len(said.text), said.line, said.page):
            return False
    return True


def _has_segmented(extract: Extract, sentences: Sequence[Sentence]) -> bool:
    """Whether the document has these sentences, with what is said to stand above them."""
    try:
        return set(sentences) <= set(segment_extract(extract).sentences)
    except LoadError:
        return False
