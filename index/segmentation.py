"""Reads a file and segments it: documents, sentences with their places, and passages."""

import hashlib
import logging
import os
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, replace

from index import loaders
from index.errors import LoadError, UnfinishedError
from index.loaders.failures import refusal
from index.loaders.limits import MAX_SENTENCES
from index.records import Extract, Passage, Sentence
from index.sources.freshness import Stamp, open_regular, reliable_stamp, stamp
from index.text.passages import group
from index.text.sentences import split

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class SegmentedDocument:
    """A document, its sentences and its passages."""

    extract: Extract
    sentences: Sequence[Sentence]
    passages: Sequence[Passage]

    def sentence_texts(self) -> list[str]:
        """The text to embed for each sentence."""
        return [sentence.text for sentence in self.sentences]

    def passage_texts(self) -> list[str]:
        """The text to embed for each passage: all from its first character to its last."""
        spans = [
            (self.sentences[p.first].start, self.sentences[p.last - 1].end) for p in self.passages
        ]
        return [self.extract.text[start:end] for start, end in spans]


@dataclass(frozen=True, slots=True)
class SegmentedFile:
    """A file, and its documents."""

    path: str
    """Absolute."""
    sha256: str
    """Of the bytes that the documents were made from."""
    stamp: Stamp | None
    """Of the file when these bytes were read; None if the file could change and keep its stamp."""
    documents: Sequence[SegmentedDocument]


class RefusedError(LoadError):
    """A file that was read to its end, but no document could be made of it."""

    def __init__(self, reason: LoadError, sha256: str) -> None:
        super().__init__(str(reason))
        self.sha256 = sha256
        """Of the bytes that were read."""
        self.may_pass = isinstance(reason, UnfinishedError)
        """Whether another try on the same bytes may succeed."""


def segment(path: str, worker: loaders.Worker | None = None) -> SegmentedFile:
    """Reads and segments the regular file at an absolute path.

    `worker`: as `loaders.load` takes it.
    Raises LoadError (RefusedError if the file was read to its end) and OSError.
    """
    with open(path, "rb", opener=open_regular) as stream:
        status = os.fstat(stream.fileno())
        seen = reliable_stamp(stamp(status))
        head = stream.read(loaders.HEAD_BYTES)
        format = loaders.require_format(path, head, status.st_size)
        data = head + stream.read(format.max_bytes + 1 - len(head))
    sha256 = hashlib.sha256(data).hexdigest()
    try:
        documents = [_segment(extract) for extract in loaders.load(path, data, worker)]
    except LoadError as error:
        raise RefusedError(error, sha256) from error
    except Exception as error:  # a text that cannot be segmented costs only its file
        _log.debug("segmenting %s", path, exc_info=True)
        raise RefusedError(refusal(error), sha256) from error
    return SegmentedFile(path, sha256, seen, documents)


def _segment(extract: Extract) -> SegmentedDocument:
    sentences = locate_sentences(extract.text)
    if extract.line is not None:
        sentences = [replace(sentence, line=extract.line) for sentence in sentences]
    if extract.pages:
        pages = [bisect_right(extract.pages, sentence.start) for sentence in sentences]
        placed = zip(sentences, pages, strict=True)
        sentences = [replace(sentence, page=page) for sentence, page in placed]
    return SegmentedDocument(extract, sentences, group(sentences))


def line_break(text: str) -> str:
    """The character that ends a line in this text."""
    return "\n" if "\n" in text else "\r"


def locate_sentences(text: str) -> list[Sentence]:
    """The sentences of a text with their offsets and lines.

    Raises LoadError for more than MAX_SENTENCES: even at one letter each, so many take a gigabyte.
    """
    newline = line_break(text)
    sentences = []
    line, counted = 1, 0
    for start, end in split(text):
        line += text.count(newline, counted, start)
        counted = start
        sentences.append(Sentence(text[start:end], start, end, line))
        if len(sentences) > MAX_SENTENCES:
            raise LoadError(f"more than {MAX_SENTENCES:,} sentences")
    return sentences
