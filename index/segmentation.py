"""Reads a file and segments it: documents, sentences with their places, and passages."""

import hashlib
import logging
import os
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from index import loaders
from index.errors import LoadError, UnfinishedError
from index.loaders.failures import refusal
from index.loaders.limits import MAX_SENTENCES
from index.records import Extract, Passage, Sentence
from index.sources.freshness import Stamp, open_regular, reliable_stamp, stamp
from index.structure import UNCITED, Block, Kind
from index.text.layout.listings import open_listings
from index.text.layout.structure import plain_blocks
from index.text.outline import outline
from index.text.passages import group
from index.text.sentences import split_block, split_long

_WHOLE = UNCITED | {Kind.CODE, Kind.ROW}

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
        """The text to embed for each passage: what stands above it, and all from its first
        character to its last."""
        return [self._passage_text(passage) for passage in self.passages]

    def _passage_text(self, passage: Passage) -> str:
        first, last = self.sentences[passage.first], self.sentences[passage.last - 1]
        text = self.extract.text[first.start : last.end]
        above = ". ".join(first.section)
        return f"{above}.\n{text}" if above else text


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
        documents = [segment_extract(extract) for extract in loaders.load(path, data, worker)]
    except LoadError as error:
        raise RefusedError(error, sha256) from error
    except Exception as error:  # a text that cannot be segmented costs only its file
        _log.debug("segmenting %s", path, exc_info=True)
        raise RefusedError(refusal(error), sha256) from error
    return SegmentedFile(path, sha256, seen, documents)


def segment_extract(extract: Extract) -> SegmentedDocument:
    """The sentences and passages of a document. Raises LoadError for too many sentences."""
    sentences = locate_sentences(extract.text, extract.blocks)
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


def locate_sentences(text: str, blocks: Sequence[Block] = ()) -> list[Sentence]:
    """The sentences of a text with their offsets, lines, and what stands above them.

    `blocks`: what the text is made of; if empty, it is told from the text. Where a document has
    nothing but headings, they are its sentences. Raises LoadError for more than MAX_SENTENCES: even
    at one letter each, so many take a gigabyte.
    """
    newline = line_break(text)
    sentences: list[Sentence] = []
    line, counted = 1, 0
    known = open_listings(text, blocks or plain_blocks(text))
    for block, section in outline(text, _require_content(list(known))):
        for start, end in _split(text, block):
            line += text.count(newline, counted, start)
            counted = start
            sentences.append(Sentence(text[start:end], start, end, line, None, block.kind, section))
        if len(sentences) > MAX_SENTENCES:
            raise LoadError(f"more than {MAX_SENTENCES:,} sentences")
    return sentences


def _require_content(blocks: Sequence[Block]) -> Sequence[Block]:
    """The blocks, as paragraphs if nothing among them could be cited."""
    if any(block.kind not in UNCITED and block.kind is not Kind.ASIDE for block in blocks):
        return blocks
    kept = [block for block in blocks if block.kind is not Kind.ASIDE] or blocks
    return [replace(block, kind=Kind.PARAGRAPH) for block in kept]


def _split(text: str, block: Block) -> Iterator[tuple[int, int]]:
    """The sentences of a block. Headings, rows and code are not cut but for their length."""
    if block.kind is Kind.ASIDE:
        return
    if block.kind in _WHOLE:
        yield from split_long(text, block.start, block.end)
        return
    for start, end in split_block(text, block.start, block.end):
        while block.kind is Kind.QUOTE and start < end and text[start] in "> \t\r\n":
            start += 1
        if start < end:
            yield start, end
