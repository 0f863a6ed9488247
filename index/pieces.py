"""A file read and cut up: its documents, their sentences with their places, their passages."""

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
from index.sources.freshness import Stamp, opened, settled, stamp
from index.text.passages import group
from index.text.sentences import split

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Pieces:
    """A document in pieces."""

    extract: Extract
    sentences: Sequence[Sentence]
    passages: Sequence[Passage]

    def texts(self) -> list[str]:
        """What is embedded: every sentence, then every passage from its first character to its
        last."""
        spans = [
            (self.sentences[p.first].start, self.sentences[p.last - 1].end) for p in self.passages
        ]
        passages = [self.extract.text[start:end] for start, end in spans]
        return [sentence.text for sentence in self.sentences] + passages


@dataclass(frozen=True, slots=True)
class Contents:
    """A file in pieces."""

    sha256: str
    """Of the bytes the documents were made of."""
    stamp: Stamp | None
    """Of the file when these bytes were read; None where it may be written again and keep it."""
    documents: Sequence[Pieces]


class RefusedError(LoadError):
    """A file that was read whole, and that nothing can be made of."""

    def __init__(self, reason: LoadError, sha256: str) -> None:
        super().__init__(str(reason))
        self.sha256 = sha256
        """Of the bytes that were read."""
        self.may_pass = isinstance(reason, UnfinishedError)
        """Whether something can be made of the same bytes another time."""


def cut(path: str, worker: loaders.Worker | None = None) -> Contents:
    """The pieces of the regular file at `path`, read with the help of `worker` as `load` has it.

    Raises LoadError, a RefusedError where it was read whole, and OSError.
    """
    with open(path, "rb", opener=opened) as stream:
        status = os.fstat(stream.fileno())
        seen = settled(stamp(status))
        head = stream.read(loaders.HEAD_BYTES)
        format = loaders.require_format(path, head, status.st_size)
        data = head + stream.read(format.max_bytes + 1 - len(head))
    sha256 = hashlib.sha256(data).hexdigest()
    try:
        documents = [_pieces(extract) for extract in loaders.load(path, data, worker)]
    except LoadError as error:
        raise RefusedError(error, sha256) from error
    except Exception as error:  # a text that the cutting fails on costs only its file
        _log.debug("cutting %s in pieces", path, exc_info=True)
        raise RefusedError(refusal(error), sha256) from error
    return Contents(sha256, seen, documents)


def _pieces(extract: Extract) -> Pieces:
    sentences = located(extract.text)
    if extract.line is not None:
        sentences = [replace(sentence, line=extract.line) for sentence in sentences]
    if extract.pages:
        pages = [bisect_right(extract.pages, sentence.start) for sentence in sentences]
        placed = zip(sentences, pages, strict=True)
        sentences = [replace(sentence, page=page) for sentence, page in placed]
    return Pieces(extract, sentences, group(sentences))


def line_break(text: str) -> str:
    """The character that lines of a text are counted by."""
    return "\n" if "\n" in text else "\r"


def located(text: str) -> list[Sentence]:
    """The sentences of a text with their offsets and lines.

    Raises LoadError for more than a document may have: of one letter each, they take a gigabyte.
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
