"""Bytes in many encodings: what is read, what the notice says, what is refused."""

import codecs
import zlib
from contextlib import suppress

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from index.errors import LoadError
from index.loaders import load
from index.loaders.encoding import SAMPLE_BYTES, decode
from index.loaders.formats import PDF, recognized

ENGLISH = "Norway mediated the talks. They were held in Mexico."
JAPANESE = "ノルウェーは二〇二一年の交渉を仲介した。会議はメキシコで開かれた。\n"
KOREAN = "노르웨이가 회담을 중재했다. 회담은 멕시코에서 열렸다.\n"
CHINESE = "挪威调解了会谈。会谈在墨西哥举行。\n"
RUSSIAN = """Норвегия была посредником на переговорах, которые прошли в Мексике в августе. Стороны
договорились встретиться снова через месяц, чтобы обсудить выборы и положение людей в стране.\n"""
HUNGARIAN = """Norvégia közvetített a tárgyalásokon, amelyeket Mexikóvárosban tartottak. A felek
megegyeztek abban, hogy szeptemberben újra találkoznak, és több kérdésről is döntést hoznak. Az
idő rövid, a küldöttségek tagjai azonban őszintén bíznak abban, hogy egyezségre jutnak.\n"""
FRENCH = "Le café a fermé. L'été dernier, la Norvège a présidé les négociations à Mexico.\n"
POLISH = "Łódź leży w środkowej Polsce. Rozmowy zakończyły się późną jesienią.\n"


def read(name, data):
    """The only document of a file."""
    (extract,) = load(name, data)
    return extract


# Encodings without a declaration


@pytest.mark.parametrize(
    ("text", "encoding"),
    [
        (HUNGARIAN, "cp1250"),
        (HUNGARIAN, "iso8859_2"),
        (HUNGARIAN, "cp852"),
        (RUSSIAN, "cp855"),
        (RUSSIAN, "cp866"),
        (RUSSIAN, "cp1251"),
        (RUSSIAN, "iso8859_5"),
        (RUSSIAN, "koi8_r"),
        (RUSSIAN, "mac_cyrillic"),
        (FRENCH, "cp1252"),
        (FRENCH, "cp850"),
        (FRENCH, "mac_roman"),
        (JAPANESE, "cp932"),
        (JAPANESE, "euc_jp"),
        (KOREAN, "cp949"),
        (KOREAN, "johab"),
        (CHINESE, "gb18030"),
        (CHINESE, "hz"),
        (JAPANESE, "iso2022_jp"),
        (KOREAN, "iso2022_kr"),
    ],
)
def test_a_text_in_an_old_encoding_is_read_with_a_notice(text, encoding):
    extract = read("a.txt", (text * 3).encode(encoding))
    assert extract.text == text * 3
    assert extract.notice
    assert extract.notice.startswith("read as ")


@pytest.mark.parametrize("encoding", ["iso2022_jp", "iso2022_kr"])
def test_escape_sequences_are_never_left_in_a_text(encoding):
    text = JAPANESE if encoding == "iso2022_jp" else KOREAN
    assert read("a.md", text.encode(encoding)).notice == f"read as {encoding}"


@pytest.mark.parametrize("data", [b"\x1b$)A\x0eVPND\x0f text", b"\x1b$B is how it begins"])
def test_escape_sequences_of_an_unknown_encoding_are_refused(data):
    with pytest.raises(LoadError, match="escape sequences in it"):
        decode(data)


@pytest.mark.parametrize(
    "text", ["\x1b[31mred\x1b[0m and plain\x1b(B", "rm *~{1,2}~ and ~{x}", "a ~{b~} c"]
)
def test_ascii_that_only_resembles_an_encoding_is_utf_8(text):
    assert decode(text.encode()) == (text, "utf-8")


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be", "utf-32-le", "utf-32-be"])
@pytest.mark.parametrize("text", [ENGLISH, RUSSIAN, JAPANESE + ENGLISH, "Grüße 😀 " * 5])
@pytest.mark.parametrize("name", ["a.txt", "a", "a.dat"])
def test_wide_characters_need_no_byte_order_mark(name, text, encoding):
    extract = read(name, text.encode(encoding))
    assert extract.text == text
    assert extract.notice == f"read as {encoding}"


def test_wide_text_is_told_from_the_beginning_of_a_long_file():
    text = ENGLISH * 4_000
    assert decode(text.encode("utf-16-le")) == (text, "utf-16-le")


@pytest.mark.parametrize(
    "data",
    [
        b"a\0",
        b"abc\0def\0ghij\0klmno\0pqrst\0" * 9,
        "one\0zwei\0drei".encode("utf-16-le") * 9,
        bytes(range(256)) * 9,
        b"\x7fELF\x02\x01\x01" + bytes(9) + b"\x03\0\x3e\0\x01\0\0\0" * 9,
        ENGLISH.encode("utf-16-le") + b"\x00\xd8a\0",
    ],
)
def test_zero_bytes_elsewhere_mean_a_binary_file(data):
    with pytest.raises(LoadError):
        decode(data)


@pytest.mark.parametrize("count", [300, 20_000])
def test_packed_bytes_without_a_zero_are_no_text(count):
    packed = zlib.compress((JAPANESE + HUNGARIAN + repr(list(range(count)))).encode())
    with pytest.raises(LoadError):
        decode(packed.replace(b"\0", b"")[2:])


def test_a_few_broken_bytes_do_not_change_the_encoding_of_a_text():
    text, encoding = decode((HUNGARIAN * 3).encode() + b"\xff" + HUNGARIAN.encode())
    assert text == HUNGARIAN * 3 + "\ufffd" + HUNGARIAN
    assert encoding == "utf-8 with 1 broken character"


def test_text_whose_letters_are_all_broken_in_utf_8_is_in_another_encoding():
    text = ENGLISH * 50 + " It was said in a café."
    assert decode(text.encode("cp1252")) == (text, "cp1252")


# Declarations


@pytest.mark.parametrize(
    "line",
    [
        "# -*- coding: iso-8859-2 -*-\n",
        "#!/bin/sh\n# vim: set fileencoding=iso-8859-2 :\n",
        "/* vim: fenc=latin2 */\n",
        "%!TeX encoding = ISO-8859-2\n",
        '<?xml version="1.0" encoding="ISO-8859-2"?>\n',
        "<?xml version='1.0' encoding = 'iso8859_2'?>\n",
    ],
)
def test_a_declared_encoding_is_taken_even_where_letters_are_too_few_for_a_guess(line):
    text = f"{line}Ľ ľ\n"
    data = text.encode("iso8859_2")
    assert decode(data) == (text, "iso8859-2")
    assert decode(data.replace(b"coding", b"soding").replace(b"fenc", b"renc"))[1] != "iso8859-2"


def test_latin_1_is_taken_for_the_letters_of_windows_as_browsers_do():
    for name in ("latin-1", "iso-8859-1", "us-ascii"):
        text = f"# coding: {name}\n“Quoted” – it’s so.\n"
        assert decode(text.encode("cp1252")) == (text, "cp1252")


def test_a_page_is_read_in_the_encoding_it_declares():
    page = f"<html><meta charset=iso-8859-2><p>{POLISH}</p>"
    extract = read("a.html", page.encode("iso8859_2"))
    assert extract.text == POLISH.strip()
    assert extract.notice == "read as iso8859-2"


def test_a_page_with_a_broken_character_keeps_its_encoding():
    page = f"<html><meta charset=shift_jis><p>{JAPANESE * 5}</p>".encode("shift_jis")
    extract = read("a.html", page + b"\x81 ")
    assert JAPANESE.strip() in extract.text
    assert extract.notice == "read as cp932 with 1 broken character"


def test_utf_8_that_declares_another_encoding_is_utf_8():
    page = f"<html><meta charset=shift_jis><p>{JAPANESE}</p>"
    assert read("a.html", page.encode()).notice is None


def test_a_page_that_declares_another_encoding_than_its_own_is_guessed():
    page = f"<html><meta charset=utf-8><p>{FRENCH * 5}</p>"
    assert read("a.html", page.encode("cp1252")).notice == "read as cp1252"


@pytest.mark.parametrize(
    "name",
    [
        "unicode_escape",
        "raw_unicode_escape",
        "utf-7",
        "utf-16",
        "utf_16_le",
        "idna",
        "punycode",
        "base64",
        "rot13",
        "zip",
        "hex",
        "undefined",
        "cp037",
        "no-such",
        "a" * 30,
    ],
)
def test_a_declaration_that_cannot_be_true_is_passed_over(name):
    text = f"# coding: {name}\nLe café a fermé, l'été dernier. \\ud800 \\x00 +2AA-\n"
    assert decode(text.encode("cp1252"))[0] == text


def test_a_declaration_that_does_not_fit_is_passed_over():
    text = f"# coding: euc-jp\n# coding: shift_jis\n{HUNGARIAN}"
    assert decode(text.encode("cp1250")) == (text, "cp1250")
    text = f"# coding: cp1250\n{HUNGARIAN}"
    assert decode(text.encode()) == (text, "utf-8")


# PDF files


@pytest.mark.parametrize(
    "head", [b"1 0 obj <</Type/Catalog>> endobj\n", JAPANESE.encode("big5", "ignore"), b"\xd0\xcf"]
)
def test_a_pdf_file_without_its_mark_is_never_text(head):
    data = head + bytes(range(128, 256)) * 20
    assert recognized("a.PDF", data) is PDF
    with pytest.raises(LoadError, match="a damaged PDF file"):
        load("a.pdf", data)


# Any bytes


BYTES = st.one_of(
    st.binary(max_size=300),
    st.text(max_size=60).map(lambda text: text.encode("utf-16-le", "surrogatepass")),
    st.text(max_size=60).map(lambda text: text.encode("utf-32-be", "surrogatepass")),
    st.tuples(
        st.sampled_from(["big5", "utf-7", "unicode_escape", "gb18030", "hz", "utf-8", "johab"]),
        st.binary(max_size=100),
    ).map(lambda pair: f"# coding: {pair[0]}\n".encode() + pair[1]),
    st.tuples(st.sampled_from([b"\x1b$B", b"\x1b$)C", b"~{", b""]), st.binary(max_size=60)).map(
        lambda pair: pair[0] + bytes(byte & 0x7F for byte in pair[1])
    ),
)


@given(data=BYTES)
@example(data=b"")
@example(data=b"\xff")
@example(data=b"\0" * 16)
@example(data=b"\xed\xa0\x80")
@example(data="\ufffe\uffff".encode("utf-16-le") * 8)
def test_any_bytes_are_whole_text_or_refused(data):
    try:
        text, encoding = decode(data)
    except LoadError:
        return
    text.encode()  # no half of a surrogate pair is left in it
    assert "\0" not in text
    is_marked = data.startswith(codecs.BOM_UTF8)
    assert encoding != "utf-8" or text.encode() == data[3 if is_marked else 0 :]


@pytest.mark.parametrize(
    "data",
    [
        b"a" * 5_000_000 + b"\xe9" * 5_000_000,
        b"\x81\x40" * 5_000_000,
        b"+AAA" * 2_500_000 + b"\xff",
        b"~{" * 5_000_000,
        b"\x1b$B" * 3_333_333,
        b"coding:" * 1_400_000 + b"\xe9",
        "é".encode("utf-16-le") * 5_000_000,
    ],
    ids=["one letter", "pairs", "base 64", "tildes", "escapes", "declarations", "wide"],
)
def test_a_guess_looks_at_a_bounded_part_of_a_file(monkeypatch, data):
    import chardet

    seen = []

    def watched(find):
        def watching(sample, *arguments, **options):
            seen.append(len(sample))
            return find(sample, *arguments, **options)

        return watching

    monkeypatch.setattr(chardet, "detect", watched(chardet.detect))
    monkeypatch.setattr(chardet, "detect_all", watched(chardet.detect_all))
    with suppress(LoadError):
        decode(data)
    assert max(seen, default=0) <= SAMPLE_BYTES
