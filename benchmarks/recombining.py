"""A corpus of any size: real documents, and then documents recombined from halves of sentences.

A recombined sentence is the first half of one sentence's words and the second half of another's. A
recombined document pairs the sentences of one real document with those of another, pair after
pair, until it has SENTENCES. A vector of it is the sum of the vectors of the sentences that its
halves come from, scaled to length 1, so nothing is embedded for it. Recombined texts have the words
and subjects of real ones, but repeat them, and are nearer to each other than real ones are.
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

from benchmarks.progress import track
from benchmarks.sets import SEED, load
from index import Embedder
from index.embedders import Vectors
from index.segmentation import locate_sentences
from index.text.passages import group

SENTENCES = 20
"""How many sentences a recombined document has."""

AT_ONCE = 512
"""How many texts are embedded in one call."""

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
    """Documents of the sets in these folders, with `most` sentences together at most."""
    found, left = [], most
    for text in chain.from_iterable(load(folder).documents.values() for folder in folders):
        sentences = locate_sentences(text)
        if len(sentences) <= left:
            left -= len(sentences)
            spans = [
                (sentences[p.first].start, sentences[p.last - 1].end) for p in group(sentences)
            ]
            passages = tuple(text[start:end] for start, end in spans)
            found.append(Source(text, tuple(sentence.text for sentence in sentences), passages))
    return found


def documents(base: Sequence[Source]) -> Iterator[str]:
    """The texts of the real documents, and then of recombined ones without end."""
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
    """Both halves of the words, without any mark that could end a sentence."""
    words = _MARKS.sub(" ", sentence).split()
    middle = len(words) // 2
    return " ".join(words[:middle]), " ".join(words[middle:])


class RecombiningEmbedder:
    """An Embedder for these documents; `embedder` embeds the real texts and the questions."""

    def __init__(self, embedder: Embedder, base: Sequence[Source], cache: Path) -> None:
        """`cache` is a folder where the vectors of real texts stay for later runs."""
        self._embedder = embedder
        texts = [text for source in base for text in (*source.sentences, *source.passages)]
        texts = list(dict.fromkeys(texts))
        self._vectors = _load_or_embed(embedder, texts, cache)
        self._places = {text: number for number, text in enumerate(texts)}
        for source in base:
            for sentence in source.sentences:
                for half in _halves(sentence):
                    self._places.setdefault(half, self._places[sentence])

    @property
    def name(self) -> str:
        """Name of the real embedder."""
        return self._embedder.name

    @property
    def fingerprint(self) -> str:
        """Fingerprint of the real embedder."""
        return self._embedder.fingerprint

    @property
    def dimension(self) -> int:
        """Number of components of each vector."""
        return self._embedder.dimension

    def embed(self, texts: Sequence[str]) -> Vectors:
        """Vectors for `texts`, in their order, shape (len(texts), dimension), float32.

        Raises KeyError for a text that is neither real nor recombined.
        """
        vectors = np.array([self._vector(text) for text in texts], np.float32)
        return vectors.reshape(len(texts), self._vectors.shape[1])

    def embed_question(self, question: str) -> Vectors:
        """The vector of a question, shape (dimension,)."""
        return self._embedder.embed_question(question)

    def _vector(self, text: str) -> Vectors:
        if text in self._places:
            return np.asarray(self._vectors[self._places[text]])
        parts = [self._places[part.removesuffix(".")] for part in _PARTS.split(text)]
        vector = self._vectors[parts].sum(axis=0)
        return np.asarray(vector / np.linalg.norm(vector))


def _load_or_embed(embedder: Embedder, texts: Sequence[str], cache: Path) -> Vectors:
    """The vectors of these texts, from the cache or else embedded and put there."""
    digest = hashlib.sha256(json.dumps([embedder.fingerprint, *texts]).encode()).hexdigest()
    path = cache / f"{digest[:16]}.npy"
    if not path.exists():
        cache.mkdir(parents=True, exist_ok=True)
        some = [texts[i : i + AT_ONCE] for i in range(0, len(texts), AT_ONCE)]
        vectors = [embedder.embed(each) for each in track("calls of the embedder", some)]
        np.save(path, np.concatenate(vectors))
    return np.asarray(np.load(path), np.float32)
