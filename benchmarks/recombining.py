"""A corpus of any size: documents of question sets, and then others put together from halves.

A recombined sentence is the first half of the words of one sentence and the second half of
another's; a document sets the sentences of one real document against those of another, until it
has SENTENCES. Its vectors are sums of those of the sentences the halves are from, made as long as
1: nothing is embedded for them. So they hold the words and subjects of real texts, each many times
over, and are nearer to each other than real ones are.
"""

import hashlib
import json
import random
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import chain, islice
from pathlib import Path

import numpy as np

from benchmarks.progress import counted
from benchmarks.sets import SEED, load
from index import Embedder, pieces
from index.embedders import Vectors
from index.text.passages import group

SENTENCES = 20
"""Of a recombined document."""

AT_ONCE = 512

_JOINT = " | "
_PARTS = re.compile(r" \| |\s*\n\s*")
_MARKS = re.compile(r"[^\w\s'’,-]|_")


@dataclass(frozen=True, slots=True)
class Source:
    """A real document."""

    text: str
    sentences: tuple[str, ...]
    passages: tuple[str, ...]


def sources(folders: Sequence[Path], most: int) -> list[Source]:
    """The documents of the sets in these folders, as many as have `most` sentences together."""
    found, left = [], most
    for text in chain.from_iterable(load(folder).documents.values() for folder in folders):
        sentences = pieces.located(text)
        if len(sentences) <= left:
            left -= len(sentences)
            spans = [
                (sentences[p.first].start, sentences[p.last - 1].end) for p in group(sentences)
            ]
            passages = tuple(text[start:end] for start, end in spans)
            found.append(Source(text, tuple(sentence.text for sentence in sentences), passages))
    return found


def documents(base: Sequence[Source]) -> Iterator[str]:
    """The texts of documents without end: the real ones, then recombined ones."""
    yield from (source.text for source in base)
    draw = random.Random(SEED)
    halves = [[half for half in map(_halves, source.sentences) if all(half)] for source in base]
    halves = [half for half in halves if half]

    def sentences() -> Iterator[str]:
        while True:
            one, other = draw.sample(halves, 2)
            for (first, _), (_, second) in zip(one, other, strict=False):
                yield f"{first}{_JOINT}{second}."

    endless = sentences()
    while True:
        yield "\n\n".join(islice(endless, SENTENCES))


def _halves(sentence: str) -> tuple[str, str]:
    """Without any mark that could end a sentence."""
    words = _MARKS.sub(" ", sentence).split()
    middle = len(words) // 2
    return " ".join(words[:middle]), " ".join(words[middle:])


class Recombining:
    """An Embedder of such documents; questions are embedded by the model itself."""

    def __init__(self, embedder: Embedder, base: Sequence[Source], cache: Path) -> None:
        """`cache`: a folder where the vectors of real texts are kept for another run."""
        self._embedder = embedder
        texts = [text for source in base for text in (*source.sentences, *source.passages)]
        texts = list(dict.fromkeys(texts))
        self._vectors = _kept(embedder, texts, cache)
        self._places = {text: number for number, text in enumerate(texts)}
        for source in base:
            for sentence in source.sentences:
                for half in _halves(sentence):
                    self._places.setdefault(half, self._places[sentence])

    @property
    def name(self) -> str:
        return self._embedder.name

    @property
    def fingerprint(self) -> str:
        return self._embedder.fingerprint

    @property
    def dimension(self) -> int:
        return self._embedder.dimension

    def embed(self, texts: Sequence[str]) -> Vectors:
        vectors = np.array([self._vector(text) for text in texts], np.float32)
        return vectors.reshape(len(texts), self._vectors.shape[1])

    def embed_question(self, question: str) -> Vectors:
        return self._embedder.embed_question(question)

    def _vector(self, text: str) -> Vectors:
        if text in self._places:
            return np.asarray(self._vectors[self._places[text]])
        parts = [self._places[part.removesuffix(".")] for part in _PARTS.split(text)]
        vector = self._vectors[parts].sum(axis=0)
        return np.asarray(vector / np.linalg.norm(vector))


def _kept(embedder: Embedder, texts: Sequence[str], cache: Path) -> Vectors:
    """The vectors of these texts, embedded if no earlier run has."""
    digest = hashlib.sha256(json.dumps([embedder.fingerprint, *texts]).encode()).hexdigest()
    path = cache / f"{digest[:16]}.npy"
    if not path.exists():
        cache.mkdir(parents=True, exist_ok=True)
        some = [texts[i : i + AT_ONCE] for i in range(0, len(texts), AT_ONCE)]
        vectors = [embedder.embed(each) for each in counted("embedded, in hundreds", some)]
        np.save(path, np.concatenate(vectors))
    return np.asarray(np.load(path), np.float32)
