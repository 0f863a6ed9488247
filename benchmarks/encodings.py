"""How many files in old encodings are read as they were written, compared with other libraries.

    python -m benchmarks.encodings --data DIR

DIR holds a folder for each encoding, named after its Python codec and, optionally, a language:
cp1250-hungarian, koi8_r. Except for a few names, chardet's tests and
github.com/Ousret/char-dataset are such folders. A file is read right if its text equals what its
codec makes, or what a wider codec makes that such files are commonly in (GB18030 for GB2312). A
file that neither codec decodes is left out. "Unsaid" counts wrong texts that were taken for UTF-8,
because then no notice tells the user. The libraries are asked only after byte-order marks and
UTF-8 are ruled out, as the loaders do. CPU time is that of one pass over all files, and includes
loading the library.
"""

import argparse
import importlib
import importlib.util
import time
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from benchmarks.provenance import provenance
from benchmarks.tables import table
from index.errors import LoadError
from index.loaders.encoding import MARKS, decode

WIDER = {
    "ascii": ("utf_8",),
    "big5": ("cp950", "big5hkscs"),
    "euc_jp": ("euc_jis_2004",),
    "euc_kr": ("cp949",),
    "gb2312": ("gbk", "gb18030"),
    "gbk": ("gb18030",),
    "iso8859_1": ("cp1252",),
    "shift_jis": ("cp932",),
    "tis_620": ("cp874",),
}
"""Codecs that files in an encoding are also rightly read with."""

Detector = Callable[[bytes], tuple[str, str] | None]
"""From bytes to their text and its encoding; None if it cannot tell."""


def cited_qa() -> Detector:
    """The loaders' own detector."""

    def read(data: bytes) -> tuple[str, str] | None:
        try:
            return decode(data)
        except LoadError:
            return None

    return read


def chardet() -> Detector:
    """chardet, behind a check for Unicode."""
    detect = importlib.import_module("chardet").detect
    return lambda data: (
        _decode_unicode(data) or _try_decode(data, detect(data, compat_names=False)["encoding"])
    )


def charset_normalizer() -> Detector:
    """charset-normalizer, behind a check for Unicode."""
    from_bytes = importlib.import_module("charset_normalizer").from_bytes

    def read(data: bytes) -> tuple[str, str] | None:
        best = from_bytes(data).best()
        return _try_decode(data, best.encoding) if best else None

    return lambda data: _decode_unicode(data) or read(data)


DETECTORS = {"cited-qa": cited_qa, "chardet": chardet, "charset-normalizer": charset_normalizer}


@dataclass(slots=True)
class Count:
    """How the files of an encoding were read."""

    files: int = 0
    equal: int = 0
    """Read as they were written."""
    refused: int = 0
    unsaid: int = 0
    """Wrongly taken for UTF-8."""
    taken: Counter[str] = field(default_factory=Counter)
    """The encodings behind the wrong texts."""

    def __iadd__(self, other: "Count") -> "Count":
        self.files += other.files
        self.equal += other.equal
        self.refused += other.refused
        self.unsaid += other.unsaid
        self.taken += other.taken
        return self


def _decode_unicode(data: bytes) -> tuple[str, str] | None:
    for mark, encoding in MARKS:
        if data.startswith(mark):
            return _try_decode(data[len(mark) :], encoding)
    is_plain = not any(sign in data for sign in (b"\0", b"\x1b", b"~{"))
    return _try_decode(data, "utf-8") if is_plain else None


def _try_decode(data: bytes, encoding: str | None) -> tuple[str, str] | None:
    try:
        return (data.decode(encoding), encoding) if encoding else None
    except (UnicodeDecodeError, LookupError):
        return None


def truths(data: bytes, encoding: str) -> set[str]:
    """The right texts of a file, without a byte-order mark; empty if no codec decodes it."""
    found = (_try_decode(data, name) for name in (encoding, *WIDER.get(encoding, ())))
    return {text.removeprefix("\ufeff") for text, _ in filter(None, found)}


def files(folder: Path) -> Iterator[tuple[str, bytes]]:
    """The codec and the bytes of every file below `folder`."""
    for path in sorted(folder.glob("*/*")):
        yield path.parent.name.partition("-")[0], path.read_bytes()


def measure(read: Detector, folder: Path) -> tuple[dict[str, Count], float]:
    """Counts by encoding, and CPU time in seconds per megabyte."""
    counts: dict[str, Count] = {}
    seconds = size = 0.0
    for encoding, data in files(folder):
        right = truths(data, encoding)
        if not right:
            continue
        began = time.process_time()
        found = read(data)
        seconds += time.process_time() - began
        size += len(data)
        is_equal = found is not None and found[0] in right
        one = Count(1, int(is_equal), int(found is None))
        if found and not is_equal:
            one.unsaid = int(found[1] == "utf-8")
            one.taken[found[1]] += 1
        counts.setdefault(encoding, Count())
        counts[encoding] += one
    return counts, seconds / max(size, 1) * 1e6


def main() -> None:
    """Prints a row for each encoding and detector."""
    parser = argparse.ArgumentParser(description="Measure how well encodings are detected.")
    parser.add_argument(
        "--data", type=Path, required=True, help="folder with a folder of files for each encoding"
    )
    folder = parser.parse_args().data
    libraries = [name for name in DETECTORS if importlib.util.find_spec(name.replace("-", "_"))]
    rows = []
    for name in ("cited-qa", *libraries):
        counts, speed = measure(DETECTORS[name](), folder)
        total = Count()
        for encoding, count in sorted(counts.items()):
            total += count
            taken = ", ".join(f"{each} {n}" for each, n in count.taken.most_common())
            rows.append((encoding, name, count, taken))
        rows.append(("all", name, total, f"{speed:.2f} s/MB"))
    rows.sort(key=lambda row: (row[0] == "all", row[0]))
    heads = ("encoding", "files", "equal", "share", "refused", "unsaid", "detector")
    cells = [
        (encoding, n.files, n.equal, n.equal / n.files, n.refused, n.unsaid, f"{name}  {said}")
        for encoding, name, n, said in rows
    ]
    print(table(heads, cells))
    missing = [name for name in DETECTORS if name not in ("cited-qa", *libraries)]
    if missing:
        print("not installed:", ", ".join(missing))
    print(provenance("cited-qa", *libraries))


if __name__ == "__main__":
    main()
