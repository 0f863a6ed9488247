"""Bytes to text, and the encoding that was taken."""

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
"""As much as a guess looks at, so that no file takes it more than about a second."""
MAX_STRANGE_SHARE = 0.002
"""Of the characters of a guessed text, controls and characters that Unicode does not assign."""
MAX_BROKEN_SHARE = 0.1
"""Of the characters beyond ASCII, those that are broken where the others tell the encoding."""
COMMONEST = "cp1252"
ALMOST = 0.99
"""The confidence at which a guess of the commonest is taken, as a share of that of the best."""
SMALLEST_RIVAL = 0.5
"""The confidence of a guess that may follow one that does not fit, as a share of that one's."""
NOT_GUESSED = (
    *("utf-7", "utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be"),
    *("utf-32", "utf-32-le", "utf-32-be", "cp437"),
)
"""Unicode is told before a guess. cp437 is seen in any few accents, and cp850 has its letters."""

TAKEN_AS = {
    **dict.fromkeys(("ascii", "iso8859-1"), "cp1252"),
    "iso8859-9": "cp1254",
    **dict.fromkeys(("iso8859-11", "tis-620"), "cp874"),
    **dict.fromkeys(("gb2312", "gbk"), "gb18030"),
    **dict.fromkeys(("shift_jis", "shift_jis_2004"), "cp932"),
    "euc_jis_2004": "euc_jp",
    "euc_kr": "cp949",
}
"""What text of an encoding is really in, as browsers have it: https://encoding.spec.whatwg.org."""

_DECLARED = re.compile(rb"(?:coding|\bfenc)[ \t]*[:=][ \t]*[\"']?([\w-]{2,30})")
_TEXT_CODEC = re.compile(
    r"(?:big5|cp\d|euc_|gb|iso8859|johab|koi8|kz1048|mac-|ptcp154|shift_|tis-620|utf-8$)"
)
_SHIFT = re.compile(rb"\x1b\$(?:[@AB]|\([DOPQ]|\)[ACG]|\*H)")
_PLAIN_CONTROLS = frozenset("\t\n\r\f\v\b\x1a\x1b")


def decode(data: bytes, declared: str | None = None) -> tuple[str, str]:
    """The text of `data`, byte-order mark removed and nothing else changed, and its encoding.

    A byte-order mark decides, then what can be nothing else (escape sequences, the places of zero
    bytes, UTF-8), then what is declared, by the caller or in the first two lines, then a guess.
    Raises LoadError for bytes that are no text or whose encoding cannot be told.
    """
    for mark, encoding in MARKS:
        if data.startswith(mark):
            return _checked(_strictly(data[len(mark) :], encoding)), encoding
    if data.isascii() and (shifted := _shifted(data)):
        return shifted
    # As grep and git tell a binary file; no encoding guessed below holds a zero byte either.
    if b"\0" in data:
        wide = unmarked(data)
        if wide is None:
            raise LoadError("a binary file")
        return _checked(_strictly(data, wide)), wide
    try:
        return data.decode("utf-8"), "utf-8"
    except UnicodeDecodeError:
        names = _declared(data, declared)
        return _first(data, names) or _mended(data, (*names, "utf-8")) or _guessed(data)


def unmarked(data: bytes) -> str | None:
    """The UTF-16 or UTF-32 that `data` is in without a byte-order mark; None for any other."""
    sample = data[:SAMPLE_BYTES]
    if b"\0" not in sample:
        return None
    # Before the library is loaded: almost no binary file decodes without a zero character.
    fitting = [encoding for encoding in UNMARKED if _fits(sample, encoding)]
    if not fitting:
        return None
    from chardet import detect  # 60 ms

    found = detect(sample, compat_names=False)["encoding"]
    return found if found in fitting else None


def _strictly(data: bytes, encoding: str) -> str:
    try:
        return data.decode(encoding)
    except UnicodeDecodeError as error:
        raise LoadError(f"not {encoding.upper()} as its first bytes say: {error.reason}") from error


def _checked(text: str) -> str:
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


def _shifted(data: bytes) -> tuple[str, str] | None:
    """The text of ASCII bytes that stand for other characters, and its encoding."""
    if _SHIFT.search(data):
        found = _first(data, SHIFTED)
        if found is None or "\x1b" in found[0]:
            raise LoadError("escape sequences in it that no known encoding has")
        return found
    start = data.find(b"~{")
    if start < 0:
        return None
    from chardet import detect  # 60 ms

    sample = data[start : start + SAMPLE_BYTES]
    return _first(data, ["hz"]) if detect(sample)["encoding"] == "HZ-GB-2312" else None


def _declared(data: bytes, name: str | None) -> list[str]:
    """What is declared by the caller, or in a line for Python, Emacs, Vim or a reader of XML."""
    names = [name] if name else []
    for line in data[:2_000].split(b"\n")[:2]:
        names += [found.decode() for found in _DECLARED.findall(line)]
    # An encoding in which the declaration itself would not be ASCII is not the one.
    return [found for each in names if (found := _codec(each)) and "a".encode(found) == b"a"]


def _codec(name: str) -> str | None:
    """The codec for an encoding that a text may declare; None for what no text can be in.

    UTF-16 and UTF-32 are among the latter: a declaration in them could not be read.
    """
    name = name.lower().removeprefix("x-").removesuffix("-i")
    try:
        found = codecs.lookup(re.sub(r"^windows-(?=\d+$)", "cp", name)).name
    except (LookupError, ValueError):
        return None
    found = TAKEN_AS.get(found, found)
    return found if _TEXT_CODEC.match(found) else None


def _first(data: bytes, encodings: Iterable[str]) -> tuple[str, str] | None:
    """The text in the first of `encodings` that all of `data` fits, and that one."""
    for encoding in encodings:
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        if _is_plausible(text):
            return text, encoding
    return None


def _mended(data: bytes, encodings: Iterable[str]) -> tuple[str, str] | None:
    """The text in the first of `encodings` that all but a few bytes of `data` fit, and a name.

    What does not fit is replaced, as browsers do.
    """
    for encoding in encodings:
        text = data.decode(encoding, "replace")
        broken = text.count("\N{REPLACEMENT CHARACTER}")
        beyond = len(text) - len(text.encode("ascii", "ignore"))
        if broken <= MAX_BROKEN_SHARE * beyond and _is_plausible(text):
            return text, f"{encoding} with {broken} broken character{'s' if broken != 1 else ''}"
    return None


def _guessed(data: bytes) -> tuple[str, str]:
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
    found = _first(data, (each for name in names for each in (TAKEN_AS.get(name, name), name)))
    if found is None:
        raise LoadError("not UTF-8, and its encoding cannot be told")
    return found


def _sample(data: bytes) -> bytes:
    """SAMPLE_BYTES from where characters beyond ASCII begin, cut between two characters there."""
    beyond = re.search(rb"[\x80-\xff]", data)
    start = max(0, beyond.start() - 1_000) if beyond else 0
    return data[:SAMPLE_BYTES] if len(data) <= SAMPLE_BYTES else data[start : start + SAMPLE_BYTES]


def _is_plausible(text: str) -> bool:
    """Whether next to nothing in a text is a control or unassigned, as where bytes are no text."""
    counts = Counter(text)
    strange = sum(
        count
        for character, count in counts.items()
        if unicodedata.category(character) in ("Cc", "Cn", "Co")
        and character not in _PLAIN_CONTROLS
    )
    return strange <= MAX_STRANGE_SHARE * len(text)
