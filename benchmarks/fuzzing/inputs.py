"""The inputs of the fuzz: real files, and files made from them."""

import hashlib
import random
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from benchmarks.fuzzing.contents import UNKNOWN, kind_of, mutate
from benchmarks.fuzzing.mutations import MAX_SAMPLE_BYTES, Mutator


@dataclass(frozen=True, slots=True)
class Sample:
    """A real file, as it is or wrapped to be read as another format."""

    path: Path
    kind: str
    name: str
    """What the file is called when it is read."""
    wrapper: bytes = b"%b"
    """What stands around the file's bytes, with %b in their place."""

    def read(self) -> bytes:
        """The bytes of the file in its wrapper."""
        return self.wrapper.replace(b"%b", self.path.read_bytes())


CASTS = {
    "csv": ("a.csv", b"%b"),
    "htmltemplate": ("a.html", b"%b"),
    "html": ("a.html", b"%b"),
    "json": ("a.jsonl", b"%b"),
    "mail": ("a.eml", b"%b"),
    "mime": ("a.eml", b"%b"),
    "msg": ("a.eml", b"%b"),
    "multipart": ("a.eml", b'Content-Type: multipart/mixed; boundary="x"\n\n%b'),
    "test": ("a.html", b"%b"),
    "toml": ("a.md", b"+++\n%b\n+++\n# Title\n\nText."),
    "txt": ("a.md", b"%b"),
    "xml": ("a.html", b"%b"),
    "yaml": ("a.md", b"---\n%b\n---\n# Title\n\nText."),
}
"""Name and wrapper that a text file is also read with, by its suffix or a folder it lies in."""


def find_samples(folder: Path) -> list[Sample]:
    """All files below a folder, in the order of their paths; equal files count once."""
    found = []
    seen = set()
    for path in sorted(path for path in folder.rglob("*") if path.is_file()):
        data = path.read_bytes()
        digest = hashlib.sha256(data).digest()
        if digest in seen:
            continue
        seen.add(digest)
        own = Sample(path, kind_of(path.name, data), path.name)
        inside = path.relative_to(folder)
        hints = [inside.suffix.lower().lstrip("."), *reversed(inside.parts[:-1])]
        cast = next((CASTS[hint] for hint in hints if hint in CASTS), None)
        found.append(own)
        if cast and own.kind in (UNKNOWN, "text"):
            found.append(Sample(path, kind_of(cast[0], cast[1] + data), *cast))
    return found


@dataclass(frozen=True, slots=True)
class Input:
    """A file to read."""

    number: int
    """From 1; the real files come first."""
    kind: str
    name: str
    data: bytes


@dataclass(frozen=True)
class Inputs:
    """A sequence of inputs: every sample, then mutations of the samples, kind after kind."""

    samples: Sequence[Sample]
    count: int
    """How many mutations."""
    seed: int

    @cached_property
    def _pool(self) -> dict[str, list[Sample]]:
        pool: dict[str, list[Sample]] = {}
        for sample in self.samples:
            if sample.kind != UNKNOWN and sample.path.stat().st_size <= MAX_SAMPLE_BYTES:
                pool.setdefault(sample.kind, []).append(sample)
        return dict(sorted(pool.items()))

    def __len__(self) -> int:
        return len(self.samples) + (self.count if self._pool else 0)

    def __getitem__(self, number: int) -> Input:
        """The input at `number`, from 0. Raises IndexError."""
        if number >= len(self):
            raise IndexError(number)
        if number < len(self.samples):
            sample = self.samples[number]
            return Input(number + 1, sample.kind, sample.name, sample.read())
        mutation = number - len(self.samples)
        kind = list(self._pool)[mutation % len(self._pool)]
        chance = random.Random(f"{self.seed} {mutation}")
        alike = self._pool[kind]
        sample = chance.choice(alike)
        mutator = Mutator(chance, lambda: chance.choice(alike).read())
        return Input(number + 1, kind, sample.name, mutate(mutator, kind, sample.read()))
