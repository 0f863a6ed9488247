"""Bytes to text, and the encoding they were in."""

import codecs
import re
import unicodedata
from collections import Counter
from collections.abc import Iterable

from index.errors import LoadError

# The longer mark first: UTF-32's little-endian mark begins with UTF-16's.
MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
UNMARKED = ("utf-32-le", "utf-32-be", "utf-16-le", "utf-16-be")
SHIFTED = ("iso2022_jp", "iso2022_jp_2", "iso2022_jp_2004", "iso2022_jp_ext", "iso2022_kr")
"""Encodings that shift from ASCII to two-byte characters by escape sequences."""

SAMPLE_BYTES = 65_536
"""What a guess looks at, so that no file takes more than about a second."""
MAX_STRANGE_SHARE = 0.002
"""Of a guessed text, the share of controls and of characters that Unicode does not assign."""
MAX_BROKEN_SHARE = 0.1
"""Of the characters beyond ASCII, the share that may be broken if the others fit the encoding."""
COMMONEST = "cp1252"
ALMOST = 0.99
"""COMMONEST is tried first if its confidence is at least this share of the best guess's."""
SMALLEST_RIVAL = 0.5
"""A guess is tried if its confidence is at least this share of the best guess's."""
NOT_GUESSED = (
    *("utf-7", "utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be"),
    *("utf-32", "utf-32-le", "utf-32-be", "cp437"),
)
"""Unicode is recognised before the guess. The detector sees cp437 in any few accents, and cp850 has
the same letters."""

TAKEN_AS = {
    **dict.fromkeys(("ascii", "iso8859-1"), "cp1252"),
    "iso8859-9": "cp1254",
    **dict.fromkeys(("iso8859-11", "tis-620"), "cp874"),
    **dict.fromkeys(("gb2312", "gbk"), "gb18030"),
    **dict.fromkeys(("shift_jis", "shift_jis_2004"), "cp932"),
    "euc_jis_2004": "euc_jp",
    "euc_kr": "cp949",
}
"""The encoding that text labelled with another is really in: https://encoding.spec.whatwg.org."""

_DECLARED = re.compile(rb"(?:coding|\bfenc)[ \t]*[:=][ \t]*[\"']?([\w-]{2,30})")
_TEXT_CODEC = re.compile(
    r"(?:big5|cp\d|euc_|gb|iso8859|johab|koi8|kz1048|mac-|ptcp154|shift_|tis-620|utf-8$)"
)
_SHIFT = re.compile(rb"\x1b\$(?:[@AB]|\([DOPQ]|\)[ACG]|\*H)")
_PLAIN_CONTROLS = frozenset("\t\n\r\f\v\b\x1a\x1b")


def decode(data: bytes, declared: str | None = None) -> tuple[str, str]:
    """The text of `data` without a byte-order mark and otherwise unchanged, and its encoding.

    A byte-order mark decides first, then what is unambiguous: escape sequences, the places of zero
    bytes, UTF-8. Then an encoding that the caller (`declared`) or the first two lines declare, then
    a guess. Raises LoadError for bytes that are no text or whose encoding cannot be told.
    """
    for mark, encoding in MARKS:
        if data.startswith(mark):
            return _refuse_zeros(_decode_strictly(data[len(mark) :], encoding)), encoding
    if data.isascii() and (shifted := _decode_shifted(data)):
        return shifted
    # grep and git tell a binary file in the same way. No encoding guessed below has zero bytes.
    if b"\0" in data:
        wide = unmarked(data)
        if wide is None:
            raise LoadError("a binary file")
        return _refuse_zeros(_decode_strictly(data, wide)), wide
    try:
        return data.decode("utf-8"), "utf-8"
    except UnicodeDecodeError:
        names = _declared(data, declared)
        return (
            _decode_first(data, names)
            or _decode_broken(data, (*names, "utf-8"))
            or _decode_guessed(data)
        )


def unmarked(data: bytes) -> str | None:
    """The kind of UTF-16 or UTF-32 that `data` is in without a byte-order mark; None if neither."""
    sample = data[:SAMPLE_BYTES]
    if b"\0" not in sample:
        return None
    # This spares loading the library: almost no binary file decodes without a zero character.
    fitting = [encoding for encoding in UNMARKED if _fits(sample, encoding)]
    if not fitting:
        return None
    from chardet import detect  # 60 ms

    found = detect(sample, compat_names=False)["encoding"]
    return found if found in fitting else None


def _decode_strictly(data: bytes, encoding: str) -> str:
    try:
        return data.decode(encoding)
    except UnicodeDecodeError as error:
        raise LoadError(f"not {encoding.upper()} as its first bytes say: {error.reason}") from error


def _refuse_zeros(text: str) -> str:
    if "\0" in text:
        raise LoadError("a binary file")
    return text


def _fits(sample: bytes, encoding: str) -> bool:
    """Whether the beginning of a file is text in `encoding`."""
    try:
        text = codecs.getincrementaldecoder(encoding)().decode(sample)
    except UnicodeDecodeError:
        return False
    return "\0" not in text and _is_plausible(text)


def _decode_shifted(data: bytes) -> tuple[str, str] | None:
    """The text of ASCII bytes that stand for other characters, and its encoding."""
    if _SHIFT.search(data):
        found = _decode_first(data, SHIFTED)
        if found is None or "\x1b" in found[0]:
            raise LoadError("escape sequences in it that no known encoding has")
        return found
    start = data.find(b"~{")
    if start < 0:
        return None
    from chardet import detect  # 60 ms

    sample = data[start : start + SAMPLE_BYTES]
    return _decode_first(data, ["hz"]) if detect(sample)["encoding"] == "HZ-GB-2312" else None


def _declared(data: bytes, name: str | None) -> list[str]:
    """The encodings declared by the caller or in a line for Python, Emacs, Vim or XML."""
    names = [name] if name else []
    for line in data[:2_000].split(b"\n")[:2]:
        names += [found.decode() for found in _DECLARED.findall(line)]
    # An encoding in which the declaration itself would not be ASCII cannot be the right one.
    return [found for each in names if (found := _codec(each)) and "a".encode(found) == b"a"]


def _codec(name: str) -> str | None:
    """The codec of a declared encoding; None if the text cannot be in it.

    It is None for UTF-16 and UTF-32: a declaration in them could not be read.
    """
    name = name.lower().removeprefix("x-").removesuffix("-i")
    try:
        found = codecs.lookup(re.sub(r"^windows-(?=\d+$)", "cp", name)).name
    except (LookupError, ValueError):
        return None
    found = TAKEN_AS.get(found, found)
    return found if _TEXT_CODEC.match(found) else None


def _decode_first(data: bytes, encodings: Iterable[str]) -> tuple[str, str] | None:
    """The text in the first of `encodings` that all of `data` fits, and that encoding."""
    for encoding in encodings:
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        if _is_plausible(text):
            return text, encoding
    return None


def _decode_broken(data: bytes, encodings: Iterable[str]) -> tuple[str, str] | None:
    """The text in the first of `encodings` that all but a few bytes fit, and what to call that.

    The bytes that do not fit are replaced, as browsers do.
    """
    for encoding in encodings:
        text = data.decode(encoding, "replace")
        broken = text.count("\N{REPLACEMENT CHARACTER}")
        beyond = len(text) - len(text.encode("ascii", "ignore"))
        if broken <= MAX_BROKEN_SHARE * beyond and _is_plausible(text):
            return text, f"{encoding} with {broken} broken character{'s' if broken != 1 else ''}"
    return None


def _decode_guessed(data: bytes) -> tuple[str, str]:
    from chardet import EncodingEra, detect_all  # 60 ms, and 100 for its models

    guesses = detect_all(
        _sample(data),
        ignore_threshold=True,
        compat_names=False,
        encoding_era=EncodingEra.ALL & ~EncodingEra.MAINFRAME,
        exclude_encodings=NOT_GUESSED,
    )
    best = guesses[0]["confidence"]
    likely = {g["encoding"]: g["confidence"] for g in guesses if g["encoding"]}
    names = [name for name, confidence in likely.items() if confidence >= SMALLEST_RIVAL * best]
    if likely.get(COMMONEST, 0) >= ALMOST * best:
        names.insert(0, COMMONEST)
    found = _decode_first(
        data, (each for name in names for each in (TAKEN_AS.get(name, name), name))
    )
    if found is None:
        raise LoadError("not UTF-8, and its encoding cannot be told")
    return found


def _sample(data: bytes) -> bytes:
    """SAMPLE_BYTES from up to 1,000 bytes before the first character beyond ASCII."""
    beyond = re.search(rb"[\x80-\xff]", data)
    start = max(0, beyond.start() - 1_000) if beyond else 0
    return data[:SAMPLE_BYTES] if len(data) <= SAMPLE_BYTES else data[start : start + SAMPLE_BYTES]


def _is_plausible(text: str) -> bool:
    """Whether at most MAX_STRANGE_SHARE of a text is controls or unassigned characters."""
    counts = Counter(text)
    strange = sum(
        count
        for character, count in counts.items()
        if unicodedata.category(character) in ("Cc", "Cn", "Co")
        and character not in _PLAIN_CONTROLS
    )
    return strange <= MAX_STRANGE_SHARE * len(text)
