"""Mutations of what a file contains: it is unpacked or parsed, changed, and packed again."""

import base64
import gzip
import io
import json
import quopri
import random
import re
import warnings
import zipfile
import zlib
from collections.abc import Mapping
from contextlib import suppress

from benchmarks.fuzzing.mutations import MAX_INPUT_BYTES, Change, Mutator, flip
from index.errors import LoadError
from index.loaders import HEAD_BYTES
from index.loaders.formats import recognized

MAX_UNPACKED_BYTES = 4_000_000
UNKNOWN = "none"
"""The kind of a file in no known format."""
TEXT_MEMBERS = (".xml", ".xhtml", ".html", ".htm", ".opf", ".ncx", ".rels")
INSIDE_SHARE = 0.7
"""How often a file is changed inside, where its format has a function for that."""


def kind_of(name: str, data: bytes) -> str:
    """The name of a file's format, or UNKNOWN."""
    try:
        return recognized(name, data[:HEAD_BYTES]).name
    except LoadError:
        return UNKNOWN


def mutate(mutator: Mutator, kind: str, data: bytes) -> bytes:
    """A changed copy of a file in the format `kind`, at most MAX_INPUT_BYTES long."""
    change = INSIDES.get(kind)
    if change and mutator.chance.random() < INSIDE_SHARE:
        with suppress(*UNREADABLE):
            if changed := change(mutator, data):
                return changed[:MAX_INPUT_BYTES]
    return mutator.change(kind, data)


def change_zip(mutator: Mutator, data: bytes) -> bytes:
    """A copy of a zip archive with a few members changed, renamed, removed or taken from another.

    Raises one of UNREADABLE for a damaged archive, as the functions below do for their formats.
    """
    members = _unzip(data)
    for _ in range(mutator.chance.choice((1, 1, 2, 5))):
        texts = [n for n in members if n.endswith(TEXT_MEMBERS)] or list(members)
        name = mutator.chance.choice(texts)
        kind = "XML" if mutator.chance.random() < 0.6 else "HTML"
        way = mutator.chance.randrange(12)
        if way == 0:
            members.pop(name)
        elif way == 1:
            new = mutator.chance.choice((name.upper(), "../a", "/", "a\0b", "é"))
            members[new] = members.pop(name)
        elif way == 2:
            others = _unzip(mutator.read_other())
            alike = [n for n in others if n.endswith(name[-4:])] or list(others)
            members[name] = others[mutator.chance.choice(alike)]
        else:
            members[name] = mutator.change(kind, members[name])
        if not members:
            break
    return _zip(members, mutator.chance)


def change_gzip(mutator: Mutator, data: bytes) -> bytes:
    """A gzip file of the changed contents, at times with a second member or a flipped bit."""
    inner = zlib.decompressobj(31).decompress(data, MAX_UNPACKED_BYTES)
    kind = kind_of("", inner)
    parts = [mutate(mutator, kind, inner)]
    if mutator.chance.random() < 0.2:
        parts.append(mutator.chance.choice((b"", inner, b"\0" * 512)))
    packed = b"".join(gzip.compress(part, mtime=0) for part in parts)
    return flip(mutator, packed) if mutator.chance.random() < 0.1 else packed


def _change_pdf_streams(mutator: Mutator, data: bytes) -> bytes:
    """A copy with a few streams changed; one that grows gets a new /Length."""
    for _ in range(mutator.chance.choice((1, 1, 3))):
        streams = [m.span(1) for m in re.finditer(rb"stream\r?\n(.*?)endstream", data, re.S)]
        if not streams:
            return b""
        start, end = mutator.chance.choice(streams)
        contents = data[start:end]
        with suppress(zlib.error):
            unpacker = zlib.decompressobj()
            contents = unpacker.decompress(contents, MAX_UNPACKED_BYTES)
            contents = zlib.compress(mutator.change("PDF", contents), 9)
        fitting = contents.ljust(end - start) + data[end:]
        length = re.compile(rb"/Length\s+\d+")
        head = data[:start]
        if len(contents) > end - start and (last := list(length.finditer(head))[-1:]):
            stated = b"/Length %d" % len(contents)
            head = head[: last[0].start()] + stated + head[last[0].end() :]
        data = head + fitting
    return data


def _change_mail_part(mutator: Mutator, data: bytes) -> bytes:
    """A copy with one part decoded, changed, and encoded again."""
    blocks = list(re.finditer(rb"(?:^[\w+/=]{20,80}\r?\n){2,}", data, re.MULTILINE))
    if blocks and mutator.chance.random() < 0.6:
        found = mutator.chance.choice(blocks)
        kind = mutator.chance.choice(("text", "HTML"))
        packed = base64.encodebytes(mutator.change(kind, base64.b64decode(found[0] + b"==")))
        return data[: found.start()] + packed + data[found.end() :]
    parts = [
        m.span(1)
        for m in re.finditer(rb"quoted-printable.*?\r?\n\r?\n(.*?)(?=\n--|\Z)", data, re.S)
    ]
    if not parts:
        return b""
    start, end = mutator.chance.choice(parts)
    kind = mutator.chance.choice(("text", "HTML"))
    inner = mutator.change(kind, quopri.decodestring(data[start:end]))
    return data[:start] + quopri.encodestring(inner) + data[end:]


def _change_front_matter(mutator: Mutator, data: bytes) -> bytes:
    """A copy with its front matter changed; one without any gets a title first."""
    fence = mutator.chance.choice((b"---", b"+++"))
    found = re.match(rb"(---|\+\+\+)\r?\n(.*?)^\1\r?\n?", data, re.S | re.M)
    matter = found[2] if found else b"title: x\n" if fence == b"---" else b'title = "x"\n'
    body = data[found.end() :] if found else data
    fence = found[1] if found else fence
    return b"%b\n%b\n%b\n%b" % (fence, mutator.change("Markdown", matter)[:9_900], fence, body)


def _change_json_value(mutator: Mutator, data: bytes) -> bytes:
    """A copy with one value on one line replaced by a value of another type."""
    lines = data.split(b"\n")
    at = mutator.chance.randrange(len(lines))
    value = json.loads(lines[at])
    columns = value if isinstance(value, dict) else {"text": value}
    name = mutator.chance.choice([*columns, "text", "title", "date", "id"])
    columns[name] = mutator.chance.choice(
        (None, True, -1, 1e300, float("nan"), "", "\0", "\ud800", [], {}, ["a", 1], [["a"]])
    )
    lines[at] = json.dumps(columns).encode()
    return b"\n".join(lines)


def _change_rows(mutator: Mutator, data: bytes) -> bytes:
    """A changed copy below a header with known column names, so that its rows are read."""
    names = [b"text", b"title", b"date", b"id", b"x"]
    mutator.chance.shuffle(names)
    mark = mutator.chance.choice((b",", b",", b";", b"\t", b"|"))
    return mark.join(names) + b"\n" + mutator.change("CSV", data)


def _unzip(data: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        infos = [info for info in archive.infolist() if info.file_size < MAX_UNPACKED_BYTES]
        return {info.filename: archive.read(info) for info in infos[:200]}


def _zip(members: Mapping[str, bytes], chance: random.Random) -> bytes:
    """An archive of the members; a few of them are in it twice."""
    packed = io.BytesIO()
    with warnings.catch_warnings(), zipfile.ZipFile(packed, "w") as archive:
        warnings.simplefilter("ignore", UserWarning)
        for name, data in members.items():
            way = zipfile.ZIP_STORED if chance.random() < 0.1 else zipfile.ZIP_DEFLATED
            if name == "mimetype":
                way = zipfile.ZIP_STORED
            for _ in range(2 if chance.random() < 0.01 else 1):
                archive.writestr(zipfile.ZipInfo(name), data, way)
    return packed.getvalue()


INSIDES: Mapping[str, Change] = {
    "DOCX": change_zip,
    "EPUB": change_zip,
    "gzip": change_gzip,
    "PDF": _change_pdf_streams,
    "e-mail": _change_mail_part,
    "Markdown": _change_front_matter,
    "JSON Lines": _change_json_value,
    "CSV": _change_rows,
    "TSV": _change_rows,
}
"""How a file of a format is changed inside. A change returns b"" where it finds no place."""
UNREADABLE = (
    *(zipfile.BadZipFile, zlib.error, OSError, EOFError, ValueError, RuntimeError, LookupError),
    *(NotImplementedError, UnicodeError, RecursionError),
)
"""Raised for a file too broken to unpack; it is then changed as a run of bytes."""
