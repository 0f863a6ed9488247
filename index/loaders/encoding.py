"""Bytes to text, and the encoding that was taken."""

import codecs

from index.errors import LoadError

# The longer mark first: UTF-32's little-endian mark begins with UTF-16's.
MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)

# What text that is not in Unicode is in, by far the most of it. With rarer encodings among the
# candidates, a few accented letters are enough to be taken for one of them.
COMMONEST = "cp1252"
LEGACY = (
    *(COMMONEST, "cp1250", "cp1251", "cp1253", "cp1254", "cp1255", "cp1256", "cp1257", "cp1258"),
    *("iso8859_2", "iso8859_5", "iso8859_7", "koi8_r", "koi8_u", "cp866", "cp874"),
    *("gb18030", "big5", "euc_jp", "iso2022_jp", "cp932", "cp949"),
)


def decode(data: bytes) -> tuple[str, str]:
    """The text of `data`, byte-order mark removed and nothing else changed, and its encoding.

    A byte-order mark decides, then UTF-8, then charset-normalizer's best guess.
    Raises LoadError for bytes that are no text or whose encoding cannot be told.
    """
    for mark, encoding in MARKS:
        if data.startswith(mark):
            return _checked(_strictly(data[len(mark) :], encoding)), encoding
    # As grep and git tell a binary file; no encoding guessed below holds a zero byte either.
    if b"\0" in data:
        raise LoadError("a binary file")
    try:
        return _checked(data.decode("utf-8")), "utf-8"
    except UnicodeDecodeError:
        return _guessed(data)


def _strictly(data: bytes, encoding: str) -> str:
    try:
        return data.decode(encoding)
    except UnicodeDecodeError as error:
        raise LoadError(f"not {encoding.upper()} as its first bytes say: {error.reason}") from error


def _guessed(data: bytes) -> tuple[str, str]:
    from charset_normalizer import from_bytes  # 30 ms that UTF-8 need not pay

    guesses = from_bytes(data, cp_isolation=list(LEGACY))
    best = guesses.best()
    if best is None:
        raise LoadError("not UTF-8, and its encoding cannot be told")
    equal = [g for g in guesses if (g.chaos, g.coherence) == (best.chaos, best.coherence)]
    names = [name for guess in equal for name in (guess.encoding, *guess.could_be_from_charset)]
    encoding = COMMONEST if COMMONEST in names else best.encoding
    return _checked(_strictly(data, encoding)), encoding


def _checked(text: str) -> str:
    if "\0" in text:
        raise LoadError("a binary file")
    return text
