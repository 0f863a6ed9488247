"""A file read and cut up: its extract, its sentences with their places, its passages."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from index import loaders
from index.passages import group
from index.records import Extract, Passage, Sentence
from index.sentences import split


@dataclass(frozen=True, slots=True)
class Pieces:
    """A document in pieces."""

    sha256: str
    """Of the bytes the extract was made of."""
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


def cut(path: str) -> Pieces:
    """The pieces of the file at `path`. Raises LoadError and OSError."""
    data = Path(path).read_bytes()
    extract = loaders.load(path, data)
    sentences = located(extract.text)
    return Pieces(hashlib.sha256(data).hexdigest(), extract, sentences, group(sentences))


def located(text: str) -> list[Sentence]:
    """The sentences of a text with their offsets and lines."""
    newline = "\n" if "\n" in text else "\r"
    sentences = []
    line, counted = 1, 0
    for start, end in split(text):
        line += text.count(newline, counted, start)
        counted = start
        sentences.append(Sentence(text[start:end], start, end, line))
    return sentences
