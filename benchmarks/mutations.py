"""Mutations of files, each of a format by what it is made of."""

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
from collections.abc import Callable, Mapping
from contextlib import suppress

from index.errors import LoadError
from index.loaders import HEAD_BYTES
from index.loaders.formats import recognized

MAX_SAMPLE_BYTES = 300_000
"""Of a file that inputs are made of."""
MAX_INPUT_BYTES = 1_000_000
MAX_UNPACKED_BYTES = 4_000_000
REPEATS = 1_000
UNKNOWN = "none"
"""The kind of files that no format is told of."""


def kind_of(name: str, data: bytes) -> str:
    """The format's name, or UNKNOWN."""
    try:
        return recognized(name, data[:HEAD_BYTES]).name
    except LoadError:
        return UNKNOWN


# What is put in

ODD = [
    *"\ufeff \u202e \u2066 \u200d \xad \x1b[31m ſ İ ß ﬁ Ǆ ٣ ² ① 〇 ﷽ 漢 。 「 、 ״ ؟ …".split(),
    *"“ ” ‘ ’ • – — e\u0301\u0301\u0301 👩\u200d👧 \U0001f1e9 \U000e0041 \ue000 \uffff".split(),
    *"\ufffe ' ( [ . ! ? 1. a. 1) Mr. U.S. p.m. ... 2021-02-30 0000-01-01 1999-13-01".split(),
    *"10000 31␣Feb␣1021 Date:␣ Augu\u017ft␣2021".split(),
    *("\x85", "\u2028", "\u2029", "\x0b", "\x0c", "\x1c", "\u3000", "\xa0", '"'),
]
BYTES = [
    *b"\0|\xff|\x80|\r|\n|\r\n|\n\n|\t| |\xff\xfe|\xfe\xff|\xef\xbb\xbf|\xed\xa0\x80".split(b"|"),
    *b"\xc0\x80|\xf4\x90\x80\x80|\x1f\x8b|%PDF-|PK\x03\x04|\x1b$B|\x1b(J".split(b"|"),
]
TOKENS = {
    "Markdown": r"""
    --- +++ ... # ## #␣ | > ``` ~~~ * - 1. title: date: "title:␣[" date:␣2021 &a *a <<: !!int
    !!python/object !!timestamp ? : - [ ] { } %YAML %TAG ' '' '''' title=
    date=1979-05-27T07:32:00Z date=07:32:00 [[a]] [a.b] 1e999 0x 0b1 inf nan " "" \u0000 \uD800
    \U00110000 \x00 ![ ]( [a]: <!-- --> $$
    """,
    "HTML": r"""
    < > </ /> <! <!-- --> --!> <![CDATA[ ]]> <? ?> & &amp &#0; &#xD800; &#x110000; &#99999999999;
    &NotEqualTilde; <p> </p> <div> </div> <table> <tr> <td> </table> <pre> </pre> <script>
    </script> <style> </style> <title> </title> <svg> <math> <template> <noscript> <plaintext>
    <xmp> <textarea> <select> <option> <iframe> <li> <ul> <h1> <br> <a <b> <i> <p/ <meta
    <meta␣charset=utf-7> <meta␣charset=utf-16> <meta␣charset=hex> <meta␣charset=idna> <base>
    <time␣datetime= <time␣datetime="2021-13-45"> <script␣type="application/ld+json">
    {"datePublished":"0000"} <nav> <aside> <footer> <article> <main> role=navigation
    itemprop=datePublished property=og:title content= <body> </body> <html> </html> <head> </head>
    <form> <frameset> <col> <caption> <ruby> <q> <blockquote> <font> <object> <image> <hr> <dd>
    <dt> xmlns:a= <a:b> <!DOCTYPE <!ENTITY %a; = ' " style="display:none" hidden
    """,
    "XML": r"""
    < > </ /> & &amp; &#0; &#x110000; &lt <!DOCTYPE <!ENTITY <![CDATA[ ]]> <? ?>
    <?xml␣version="1.0"␣encoding="UTF-16"?> <?xml␣version="1.1"?> encoding="hex" encoding="idna"
    encoding="x" xmlns= <w:p> </w:p> <w:r> <w:t> </w:t> <w:tab/> <w:br/> <w:tbl> <w:tr> <w:tc>
    </w:tc> </w:tr> </w:tbl> <w:del> </w:del> <w:moveFrom> <w:pStyle␣w:val="Title"/> <mc:Fallback>
    <w:footnote> <w:txbxContent> <dc:title> <dc:date>
    <item␣id="a"␣href="a"␣media-type="text/html"/> <itemref␣idref="a"/>
    <rootfile␣full-path="../a"/> <spine> <manifest> <p> </p> <body> </body> <pre> href="#"
    href="%00" href="/" event="x"
    """,
    "JSON Lines": r"""
    { } [ ] , : " "" \ \" \u \u0000 \ud800 \udfff \ud83d\ude00 \x null true false NaN Infinity
    -Infinity 1e999 -0 123456789012345678901234567890 0.1e-999 {"text": "text": "title": "date":
    "id": "text":[ "text":{ "text":null, "text":1, "text":true, "date":1e999, "date":"0000",
    "id":1e400, "TEXT": // /* ' undefined [[[[[[[[ {"a":
    """,
    "CSV": r"""
    , ; | " "" ,"", "," \" ' text title date id text,text =1+1 #N/A sep=; 1,2 ,,,,,,,, ;;;;;;;;
    """,
    "e-mail": r"""
    From: To: Subject: Date: Content-Type: Content-Transfer-Encoding: Content-Disposition:
    MIME-Version: boundary= boundary="" multipart/mixed multipart/alternative multipart/related
    message/rfc822 message/partial message/delivery-status message/external-body text/plain
    text/html text/enriched application/octet-stream charset= charset=utf-7 charset=utf-16
    charset=idna charset=hex charset=punycode charset=unknown-8bit charset=rot13 charset=undefined
    charset*=utf-8''%ff name*0*= name*1*=%D8 name*99999999999= filename*=x'y'%E4 filename=" base64
    quoted-printable x-uuencode 7bit 8bit begin end =?utf-8?q? =?utf-8?b? ?= =?utf-8?q?=ff?=
    =?hex?q?x?= =?utf-8*en?q?x?= =?us-ascii?b?/////w==?= = =\n =0D=0A =3D =zz -- --x-- <a@b> ( )
    (( " "" , ; : :; @ <> [ ] \ \" ,,,, attachment; inline; Mon, 99 99:99:99 +9999 -0000
    99999999999 Sat,␣14␣Aug
    """,
    "PDF": r"""
    obj endobj stream endstream xref trailer startxref %%EOF << >> [ ] ( ) < > /Type /Page /Pages
    /Kids /Count /Parent /Catalog /Root /Size /Prev /XRef /ObjStm /N /First /W /Index /Length
    /Filter /FlateDecode /LZWDecode /ASCII85Decode /ASCIIHexDecode /RunLengthDecode /DCTDecode
    /JBIG2Decode /JPXDecode /CCITTFaxDecode /Crypt /DecodeParms /Predictor /Columns /Contents
    /Resources /Font /Type0 /Type1 /Type3 /TrueType /CIDFontType2 /ToUnicode /Encoding /Identity-H
    /Differences /Widths /W /DW /FirstChar /LastChar /MediaBox /Rotate /UserUnit /XObject /Form
    /Image /Encrypt /AcroForm /ActualText /Title /Info /Names /Dests /StructTreeRoot BT ET Tj TJ '
    " Tf Td TD Tm T* Tc Tw Tz TL Ts Tr q Q cm Do BI ID EI re W n f S BDC BMC EMC sh gs null true
    false R 0 -1 2147483648 1e38 99999999999999999999 (\\377\\376) <FEFF> <D800> beginbfchar
    endbfchar beginbfrange endbfrange begincmap usecmap begincodespacerange 1␣0␣R 65535␣f
    """,
}
"""What is put in, apart by spaces; ␣ is a space in it."""
TOKENS |= {"TSV": TOKENS["CSV"], "DOCX": TOKENS["XML"], "EPUB": TOKENS["XML"] + TOKENS["HTML"]}
NUMBERS = """
    0 -1 1 255 256 65535 65536 2147483647 2147483648 4294967295 4294967296 9223372036854775807
    18446744073709551616 -9223372036854775809 99999999999999999999999999 0.0000000001 1e308 1e999
    00000000000 1999 2021
""".split()
ENCODINGS = """
    utf-8-sig utf-16 utf-16-le utf-16-be utf-32 utf-32-be utf-7 cp1251 cp1252 cp437 koi8-r gb18030
    shift_jis euc_kr iso2022_jp big5 cp037
""".split()
DELIMITERS = b"<>\"'{}[]():;,\n\r=&/\\%#-. \t|"


def tokens(kind: str) -> list[bytes]:
    """What may be put into a file of a kind."""
    return BYTES + [word.replace("␣", " ").encode() for word in ODD + TOKENS.get(kind, "").split()]


# Mutations


class Mutator:
    """What chance makes of files. One for each input."""

    def __init__(self, chance: random.Random, other: Callable[[], bytes]) -> None:
        self.chance = chance
        self._other = other
        """Another file of the same kind."""
        self._tokens: list[bytes] = BYTES

    def mutated(self, kind: str, data: bytes) -> bytes:
        """A changed copy, at most MAX_INPUT_BYTES of it."""
        inside = INSIDES.get(kind)
        if inside and self.chance.random() < 0.7:
            with suppress(*UNREADABLE):
                if changed := inside(self, data):
                    return changed[:MAX_INPUT_BYTES]
        return self.changed(kind, data)

    def changed(self, kind: str, data: bytes) -> bytes:
        """A copy changed as a run of bytes and of tokens."""
        self._tokens = tokens(kind)
        for _ in range(self.chance.choice((1, 1, 1, 2, 2, 4, 16))):
            data = self.chance.choice(CHANGES)(self, data or b" ")[:MAX_INPUT_BYTES]
        return data

    def other(self) -> bytes:
        return self._other()

    def place(self, data: bytes) -> int:
        return self.chance.randrange(len(data) + 1)

    def span(self, data: bytes, most: int = 2_000) -> tuple[int, int]:
        start = self.place(data)
        return start, min(len(data), start + self.chance.randrange(1, most))

    def token(self) -> bytes:
        return self.chance.choice(self._tokens)

    def flip(self, data: bytes) -> bytes:
        copy = bytearray(data)
        for _ in range(self.chance.choice((1, 4, 32))):
            copy[self.chance.randrange(len(copy))] ^= 1 << self.chance.randrange(8)
        return bytes(copy)

    def insert(self, data: bytes) -> bytes:
        at = self.place(data)
        return data[:at] + self.chance.randbytes(self.chance.randrange(1, 20)) + data[at:]

    def delete(self, data: bytes) -> bytes:
        start, end = self.span(data)
        return data[:start] + data[end:]

    def duplicate(self, data: bytes) -> bytes:
        start, end = self.span(data)
        return data[:end] + data[start:end] * self.chance.choice((1, 2, 50)) + data[end:]

    def swap(self, data: bytes) -> bytes:
        a, b, c = sorted(self.place(data) for _ in range(3))
        return data[:a] + data[b:c] + data[a:b] + data[c:]

    def truncate(self, data: bytes) -> bytes:
        return data[: self.place(data)]

    def put(self, data: bytes) -> bytes:
        for _ in range(self.chance.choice((1, 3, 20))):
            at = self.place(data)
            data = data[:at] + self.token() + data[at:]
        return data

    def overwrite(self, data: bytes) -> bytes:
        at, token = self.place(data), self.token()
        return data[:at] + token + data[at + len(token) :]

    def repeat(self, data: bytes) -> bytes:
        at = self.place(data)
        unit = b"".join(self.token() for _ in range(self.chance.choice((1, 1, 2, 3))))
        return data[:at] + unit * self.chance.choice((10, REPEATS, REPEATS)) + data[at:]

    def repeat_piece(self, data: bytes) -> bytes:
        start, end = self.span(data, 60)
        return data[:start] + data[start:end] * REPEATS + data[end:]

    def without(self, data: bytes) -> bytes:
        """Without some or all of the marks of a kind."""
        mark = bytes([self.chance.choice(DELIMITERS)])
        parts = data.split(mark)
        keep = self.chance.choice((0.0, 0.5, 0.95))
        return parts[0] + b"".join(
            (mark if self.chance.random() < keep else b"") + part for part in parts[1:]
        )

    def numbers(self, data: bytes) -> bytes:
        share = self.chance.choice((0.01, 0.1, 1.0))

        def other(found: re.Match[bytes]) -> bytes:
            is_kept = self.chance.random() > share
            return found[0] if is_kept else self.chance.choice(NUMBERS).encode()

        return re.sub(rb"\d{1,20}", other, data)

    def reencode(self, data: bytes) -> bytes:
        start, end = (0, len(data)) if self.chance.random() < 0.6 else self.span(data)
        text = data[start:end].decode("utf-8", "replace")
        return data[:start] + text.encode(self.chance.choice(ENCODINGS), "replace") + data[end:]

    def splice(self, data: bytes) -> bytes:
        other = self.other()[:MAX_SAMPLE_BYTES]
        start, end = self.span(other, max(2, len(other)))
        at = self.place(data)
        return data[:at] + other[start:end] + self.chance.choice((data[at:], b""))

    # In what is packed

    def in_zip(self, data: bytes) -> bytes:
        """With a member or two changed, taken from another archive, renamed, doubled or gone."""
        members = unzipped(data)
        for _ in range(self.chance.choice((1, 1, 2, 5))):
            texts = [n for n in members if n.endswith(TEXT_MEMBERS)] or list(members)
            name = self.chance.choice(texts)
            kind = "XML" if self.chance.random() < 0.6 else "HTML"
            way = self.chance.randrange(12)
            if way == 0:
                members.pop(name)
            elif way == 1:
                members[self.chance.choice((name.upper(), "../a", "/", "a\0b", "é"))] = members.pop(
                    name
                )
            elif way == 2:
                others = unzipped(self.other())
                alike = [n for n in others if n.endswith(name[-4:])] or list(others)
                members[name] = others[self.chance.choice(alike)]
            else:
                members[name] = self.changed(kind, members[name])
            if not members:
                break
        return zipped(members, self.chance)

    def in_gzip(self, data: bytes) -> bytes:
        inner = zlib.decompressobj(31).decompress(data, MAX_UNPACKED_BYTES)
        kind = kind_of("", inner)
        parts = [self.mutated(kind, inner)]
        if self.chance.random() < 0.2:
            parts.append(self.chance.choice((b"", inner, b"\0" * 512)))
        packed = b"".join(gzip.compress(part, mtime=0) for part in parts)
        return self.flip(packed) if self.chance.random() < 0.1 else packed

    def in_streams(self, data: bytes) -> bytes:
        """With a stream or two unpacked, changed, packed; in its place where it still fits."""
        for _ in range(self.chance.choice((1, 1, 3))):
            streams = [m.span(1) for m in re.finditer(rb"stream\r?\n(.*?)endstream", data, re.S)]
            if not streams:
                return b""
            start, end = self.chance.choice(streams)
            contents = data[start:end]
            with suppress(zlib.error):
                unpacker = zlib.decompressobj()
                contents = unpacker.decompress(contents, MAX_UNPACKED_BYTES)
                contents = zlib.compress(self.changed("PDF", contents), 9)
            fitting = contents.ljust(end - start) + data[end:]
            length = re.compile(rb"/Length\s+\d+")
            head = data[:start]
            if len(contents) > end - start and (last := list(length.finditer(head))[-1:]):
                stated = b"/Length %d" % len(contents)
                head = head[: last[0].start()] + stated + head[last[0].end() :]
            data = head + fitting
        return data

    def in_parts(self, data: bytes) -> bytes:
        """With a part changed in what it is encoded in."""
        blocks = list(re.finditer(rb"(?:^[\w+/=]{20,80}\r?\n){2,}", data, re.MULTILINE))
        if blocks and self.chance.random() < 0.6:
            found = self.chance.choice(blocks)
            kind = self.chance.choice(("text", "HTML"))
            packed = base64.encodebytes(self.changed(kind, base64.b64decode(found[0] + b"==")))
            return data[: found.start()] + packed + data[found.end() :]
        parts = [
            m.span(1)
            for m in re.finditer(rb"quoted-printable.*?\r?\n\r?\n(.*?)(?=\n--|\Z)", data, re.S)
        ]
        if not parts:
            return b""
        start, end = self.chance.choice(parts)
        kind = self.chance.choice(("text", "HTML"))
        inner = self.changed(kind, quopri.decodestring(data[start:end]))
        return data[:start] + quopri.encodestring(inner) + data[end:]

    def in_front_matter(self, data: bytes) -> bytes:
        fence = self.chance.choice((b"---", b"+++"))
        found = re.match(rb"(---|\+\+\+)\r?\n(.*?)^\1\r?\n?", data, re.S | re.M)
        matter = found[2] if found else b"title: x\n" if fence == b"---" else b'title = "x"\n'
        body = data[found.end() :] if found else data
        fence = found[1] if found else fence
        return b"%b\n%b\n%b\n%b" % (fence, self.changed("Markdown", matter)[:9_900], fence, body)

    def in_values(self, data: bytes) -> bytes:
        """With a value of a line changed to one of another type."""
        lines = data.split(b"\n")
        at = self.chance.randrange(len(lines))
        value = json.loads(lines[at])
        columns = value if isinstance(value, dict) else {"text": value}
        name = self.chance.choice([*columns, "text", "title", "date", "id"])
        columns[name] = self.chance.choice(
            (None, True, -1, 1e300, float("nan"), "", "\0", "\ud800", [], {}, ["a", 1], [["a"]])
        )
        lines[at] = json.dumps(columns).encode()
        return b"\n".join(lines)

    def in_rows(self, data: bytes) -> bytes:
        """With a header, so that the rows are read."""
        names = [b"text", b"title", b"date", b"id", b"x"]
        self.chance.shuffle(names)
        mark = self.chance.choice((b",", b",", b";", b"\t", b"|"))
        return mark.join(names) + b"\n" + self.changed("CSV", data)


Inside = Callable[[Mutator, bytes], bytes]
TEXT_MEMBERS = (".xml", ".xhtml", ".html", ".htm", ".opf", ".ncx", ".rels")
CHANGES: tuple[Inside, ...] = (
    *(Mutator.flip, Mutator.insert, Mutator.delete, Mutator.duplicate, Mutator.swap),
    *(Mutator.truncate, Mutator.put, Mutator.put, Mutator.overwrite, Mutator.repeat),
    *(Mutator.repeat_piece, Mutator.without, Mutator.numbers, Mutator.reencode, Mutator.splice),
)
INSIDES: Mapping[str, Inside] = {
    "DOCX": Mutator.in_zip,
    "EPUB": Mutator.in_zip,
    "gzip": Mutator.in_gzip,
    "PDF": Mutator.in_streams,
    "e-mail": Mutator.in_parts,
    "Markdown": Mutator.in_front_matter,
    "JSON Lines": Mutator.in_values,
    "CSV": Mutator.in_rows,
    "TSV": Mutator.in_rows,
}
UNREADABLE = (
    *(zipfile.BadZipFile, zlib.error, OSError, EOFError, ValueError, RuntimeError, LookupError),
    *(NotImplementedError, UnicodeError, RecursionError),
)
"""What says that a file is too broken to be unpacked; it is changed as it is."""


def unzipped(data: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        infos = [info for info in archive.infolist() if info.file_size < MAX_UNPACKED_BYTES]
        return {info.filename: archive.read(info) for info in infos[:200]}


def zipped(members: Mapping[str, bytes], chance: random.Random) -> bytes:
    """An archive of the members, a few of them there twice."""
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
