import codecs
import gzip
import logging
import os
import subprocess
import sys
import time
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from index.errors import LoadError
from index.loaders import load, require_format
from index.loaders.limits import MAX_SENTENCES, MAX_TEXT_BYTES
from index.segmentation import locate_sentences, segment

ROOT = Path(__file__).parents[2]
SUFFIXES = [".adoc", ".asciidoc", ".markdown", ".md", ".py", ".rst", ".text", ".txt"]
"""Of files whose text is taken unchanged."""
MARKDOWN = [".markdown", ".md"]
MARKUP = [*MARKDOWN, ".adoc", ".rst"]
TEXTS = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"))
MARKED = {
    "utf-8": codecs.BOM_UTF8,
    "utf-16-le": codecs.BOM_UTF16_LE,
    "utf-16-be": codecs.BOM_UTF16_BE,
    "utf-32-le": codecs.BOM_UTF32_LE,
    "utf-32-be": codecs.BOM_UTF32_BE,
}
FRENCH = "Le café a fermé. L'été dernier, la Norvège a présidé les négociations à Mexico. " * 20
JAPANESE = "ノルウェーは二〇二一年の交渉を仲介した。会議はメキシコで開かれた。" * 20


@pytest.fixture(params=SUFFIXES)
def name(request):
    """The name of a file, once for every kind of text."""
    return f"a{request.param}"


def read(name, data):
    """The only document of a file."""
    (extract,) = load(name, data)
    return extract


# The contract of every loader of text


@pytest.mark.parametrize("suffix", SUFFIXES)
@given(text=TEXTS)
@example(text="---\r\ntitle: x\r\n---\r\nText.\rMore\u2028lines\x85\x0c")
@example(text="\ufeff\ufeffmarks")
@example(text="+++\n[")
def test_any_text_is_kept_as_it_is(suffix, text):
    if not text.strip():
        return
    # A byte-order mark goes in front, so that one in the text is text.
    assert read(f"a{suffix}", codecs.BOM_UTF8 + text.encode()).text == text


@pytest.mark.parametrize("encoding", MARKED)
@given(text=TEXTS)
def test_a_byte_order_mark_decides_and_is_removed(encoding, text):
    if not text.strip():
        return
    for suffix in SUFFIXES:
        assert read(f"a{suffix}", MARKED[encoding] + text.encode(encoding)).text == text


@pytest.mark.parametrize("suffix", SUFFIXES)
@given(data=st.binary(max_size=200))
@example(data=codecs.BOM_UTF16_LE + b"\x00")
@example(data=codecs.BOM_UTF32_LE + b"\xff\xff\xff\xff")
@example(data=codecs.BOM_UTF8 + b"\xff")
@example(data=codecs.BOM_UTF16_LE + b"\x00\xd8")
def test_any_bytes_are_text_or_refused(suffix, data):
    try:
        extract = read(f"a{suffix}", data)
    except LoadError:
        return
    assert extract.text.strip()
    extract.text.encode("utf-8")  # no half of a surrogate pair is left in it


def test_sentences_stand_in_the_text_of_the_file_at_their_offsets(name, tmp_path):
    text = (
        "---\r\ntitle: Ünïcode \U0001f600\r\n---\r\nNorway mediated. It worked.\r\n\r\nÄh, yes.\r\n"
    )
    path = tmp_path / name
    path.write_bytes(codecs.BOM_UTF8 + text.encode())
    (pieces,) = segment(str(path)).documents
    assert [text[s.start : s.end] for s in pieces.sentences] == [s.text for s in pieces.sentences]
    assert [s.text for s in pieces.sentences][-3:] == ["Norway mediated.", "It worked.", "Äh, yes."]
    assert [s.line for s in pieces.sentences][-3:] == [4, 4, 6]


def test_text_in_cp1252_is_read_with_a_notice(name):
    extract = read(name, FRENCH.encode("cp1252"))
    assert extract.text == FRENCH
    assert extract.notice
    assert extract.notice.startswith("read as ")


def test_text_in_a_japanese_encoding_is_read_with_a_notice(name):
    extract = read(name, JAPANESE.encode("shift-jis"))
    assert extract.text == JAPANESE
    assert extract.notice


def test_text_in_utf_8_has_no_notice(name):
    assert read(name, "café".encode()).notice is None
    assert read(name, codecs.BOM_UTF8 + "café".encode()).notice is None


def test_line_ends_are_left_alone(name):
    text = "One.\r\nTwo.\rThree.\n\n"
    assert read(name, text.encode()).text == text


@pytest.mark.parametrize("data", [b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR", b"text\0text", b"a\0"])
def test_a_binary_file_is_refused(name, data):
    with pytest.raises(LoadError, match="a binary file"):
        read(name, data)


def test_marked_text_with_a_zero_character_is_refused(name):
    with pytest.raises(LoadError, match="a binary file"):
        read(name, codecs.BOM_UTF16_LE + "a\0b".encode("utf-16-le"))


@pytest.mark.parametrize("data", [b"", b" \n\t\r\n", "\u3000\u2028".encode(), codecs.BOM_UTF8])
def test_a_file_without_text_is_empty(name, data):
    with pytest.raises(LoadError, match="empty"):
        read(name, data)


def test_a_file_that_is_not_what_its_mark_says_is_refused(name):
    with pytest.raises(LoadError, match="not UTF-8 as its first bytes say"):
        read(name, codecs.BOM_UTF8 + b"caf\xe9")
    with pytest.raises(LoadError, match="not UTF-16-LE as its first bytes say"):
        read(name, codecs.BOM_UTF16_LE + b"\x00\xd8")


def test_a_file_that_is_too_large_is_refused_before_it_is_read(name):
    assert require_format(name, b"x", MAX_TEXT_BYTES)
    with pytest.raises(LoadError, match="larger than 10 MB"):
        require_format(name, b"x", MAX_TEXT_BYTES + 1)
    with pytest.raises(LoadError, match="larger than 10 MB"):
        read(name, b"x" * (MAX_TEXT_BYTES + 1))


def test_the_case_of_a_suffix_does_not_matter(name):
    assert read(name.upper(), b"Text.").text == "Text."


# Titles and dates of plain text


def test_a_headline_alone_above_a_blank_line_is_the_title():
    assert read("a.txt", b"\n\n  Talks in Mexico  \n\nThey began.").title == "Talks in Mexico"
    assert read("a.txt", b"Who came?\r\n\r\nNobody.").title == "Who came?"


@pytest.mark.parametrize(
    "text",
    [
        "Talks in Mexico",
        "Talks in Mexico\nThey began.",
        "They began.\n\nIt rained.",
        "Dear all,\n\nit rained.",
        "x" * 121 + "\n\nText.",
    ],
)
def test_a_first_line_that_is_a_sentence_or_not_alone_is_no_title(text):
    assert read("a.txt", text.encode()).title == ""


def test_plain_text_is_dated_by_its_date_line():
    assert read("a.txt", b"Talks in Mexico\nAugust 14, 2021\n\nThey began.").date == "2021-08-14"
    assert read("a.txt", b"They began on August 14, 2021.").date is None


# Titles and dates of Markdown


@pytest.mark.parametrize("suffix", MARKUP)
@pytest.mark.parametrize(
    "matter",
    [
        "---\ntitle: Talks in Mexico\ndate: 2021-08-14\n---\n",
        "---\r\ntitle: 'Talks in  Mexico'\r\ndate: 14 August 2021\r\n---\r\n",
        "--- \ntitle: |\n  Talks\n  in Mexico\ndate: 2021-08-14T09:00:00Z\n---\t\n",
        '+++\ntitle = "Talks in Mexico"\ndate = 2021-08-14\n+++\n',
        '+++\ntitle = "Talks in Mexico"\ndate = 2021-08-14T09:00:00Z\n+++\n',
        '+++\ntitle = "Talks in Mexico"\ndate = "2021-08-14"\n+++\n',
    ],
)
def test_front_matter_states_title_and_date(suffix, matter):
    text = f"{matter}\n# Another heading\n\nThey began."
    extract = read(f"a{suffix}", text.encode())
    assert (extract.title, extract.date) == ("Talks in Mexico", "2021-08-14")
    assert extract.text == text


def test_without_front_matter_the_first_heading_is_the_title():
    text = b"Before.\n\n# Talks in  Mexico #\n\n2021-08-14\n\n# Second\n"
    extract = read("a.md", text)
    assert (extract.title, extract.date) == ("Talks in Mexico", "2021-08-14")


def test_a_hash_that_belongs_to_the_heading_stays():
    assert read("a.md", b"# Notes on C#\n\nText.").title == "Notes on C#"


def test_a_smaller_heading_or_a_hashtag_is_no_title():
    assert read("a.md", b"## Section\n\n#tag\n\nText.").title == ""


# Front matter that is broken, or meant to break its parser, must not stop a sync.
BROKEN = {
    "a list": "---\n- title\n- date\n---\n",
    "a word": "---\nhello\n---\n",
    "nothing": "---\n---\n",
    "unclosed": "---\ntitle: Wrong\n\n",
    "not YAML": "---\ntitle: [Wrong\n: }\n---\n",
    "not TOML": "+++\ntitle = Wrong\n+++\n",
    "an impossible date": "---\ndate: 2021-02-30\n---\n",
    "an impossible TOML date": "+++\ndate = 2021-02-30\n+++\n",
    "an object of Python's": "---\ntitle: !!python/object/apply:os.getcwd []\n---\n",
    "too long": "---\ntitle: Wrong\nx: " + "y" * 10_000 + "\n---\n",
    "deep YAML": "---\nx: " + "[" * 3_000 + "\n---\n",
    "deep TOML": "+++\nx = " + "[" * 3_000 + "]" * 3_000 + "\n+++\n",
    "a long YAML number": "---\nx: " + "9" * 5_000 + "\n---\n",
    "a long TOML number": "+++\nx = " + "9" * 5_000 + "\n+++\n",
    "a number of many parts": "---\nx: " + ":".join(["1"] * 250) + ".5\n---\n",
    "an integer without digits": "---\nx: !!int ''\n---\n",
    "a float without digits": "---\nx: !!float _\n---\n",
    "no such truth": "---\nx: !!bool perhaps\n---\n",
    "no such moment": "---\nx: !!timestamp soon\n---\n",
    "an alias of itself": "---\ntitle: &a [*a]\n---\n",
}


@pytest.mark.parametrize("matter", BROKEN.values(), ids=BROKEN)
def test_front_matter_that_cannot_be_read_is_text_like_any_other(matter):
    text = f"{matter}\n# Heading\n\nThey began."
    extract = read("a.md", text.encode())
    assert extract.text == text
    assert extract.title == "Heading"
    assert extract.date is None


@pytest.mark.parametrize("value", ["", "''", "[]", "{}"])
def test_an_empty_title_in_front_matter_gives_way_to_the_heading(value):
    text = f"---\ntitle: {value}\ndate: {value}\n---\n# Heading\n"
    extract = read("a.md", text.encode())
    assert (extract.title, extract.date) == ("Heading", None)


@pytest.mark.parametrize("title", ["1984", "2001-09-11"])
def test_a_title_may_be_a_number_or_a_date(title):
    assert read("a.md", f"---\ntitle: {title}\n---\nText.".encode()).title == title


def test_a_title_made_of_aliases_does_not_grow_beyond_its_source():
    levels = "".join(f"a{i}: &a{i} [{','.join([f'*a{i - 1}'] * 10)}]\n" for i in range(1, 6))
    text = f"---\na0: &a0 [x]\n{levels}title: *a5\ndate: *a5\n---\nText."
    assert len(read("a.md", text.encode()).title) <= len(text)


SLOW = {
    "a heading with a gap": "# a" + " " * 20_000 + "b\n",
    "a heading of spaces and hashes": "# a" + " #" * 20_000 + "b\n",
    "a heading of spaces": ("#" + " " * 20_000 + "\n") * 10,
    "fences without end": "---\n" * 50_000 + "x",
    "a long fence": "---" + " " * 100_000 + "x\n" * 1_000,
    "aliases of aliases": "---\na0: &a0 [x]\n"
    + "".join(f"a{i}: &a{i} [{','.join([f'*a{i - 1}'] * 10)}]\n" for i in range(1, 30))
    + "title: *a29\ndate: *a29\n---\nText.",
    "merges of merges": "---\na0: &a0 {x: 1}\n"
    + "".join(f"a{i}: &a{i} {{<<: [{','.join([f'*a{i - 1}'] * 10)}]}}\n" for i in range(1, 30))
    + "---\nText.",
    "a long line": "x" * 1_000_000,
    "many blank lines": "\n" * 1_000_000 + "x",
}


@pytest.mark.parametrize("text", SLOW.values(), ids=SLOW)
def test_no_text_takes_long_to_load(text, tmp_path):
    """The system ends a process of its own that takes too much time of the processor or memory."""
    path = tmp_path / "a.md"
    path.write_text(text)
    code = (
        "import resource, sys\n"
        "from pathlib import Path\n"
        "resource.setrlimit(resource.RLIMIT_AS, (1 << 30, 1 << 30))\n"
        "resource.setrlimit(resource.RLIMIT_CPU, (8, 8))\n"
        "from index.loaders import load\n"
        "load('a.md', Path(sys.argv[1]).read_bytes())"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, str(path)],
        cwd=ROOT,
        check=False,
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stderr[-500:]


# Places


@given(TEXTS)
def test_a_line_number_counts_the_line_breaks_before(text):
    newline = "\n" if "\n" in text else "\r"
    for sentence in locate_sentences(text):
        assert sentence.text == text[sentence.start : sentence.end]
        assert sentence.line == text[: sentence.start].count(newline) + 1


# Whatever a loader raises


LONG_NUMBER = "0x" + "f" * 5_000


@pytest.mark.parametrize(
    ("name", "content", "title"),
    [
        ("a.txt", "Date: 14 ſep 2021\n\nHi you.", "Date: 14 ſep 2021"),
        ("a.md", '---\ntitle: "\\UFFFFFFFF"\n---\nHi you.', ""),
        ("a.md", '---\ntitle: "a\\ud800b"\n---\nHi you.', "a\ufffdb"),
        ("a.md", f"+++\ntitle = {LONG_NUMBER}\n+++\nHi you.", ""),
        ("a.md", "+++\ntitle = 2021\n+++\nHi you.", "2021"),
        ("a.jsonl", '{"\\ud800": 1, "text": "Hi you."}', ""),
        ("a.jsonl", '{"text": "Hi you.", "x": ' + "[" * 700 + "]" * 700 + "}", ""),
        ("a.jsonl", '{"text": "Hi you.", "title": "a\\u0000b"}', "a\ufffdb"),
    ],
)
def test_what_a_file_states_oddly_does_not_keep_it_from_being_read(name, content, title):
    (extract,) = load(name, content.encode())
    assert extract.text.endswith("Hi you.")
    assert extract.title == title


@pytest.mark.parametrize("content", ['{"text": ' + "9" * 5_000 + "}", '{"a": 1}', "[1]"])
def test_a_line_that_is_no_row_is_the_reason(content):
    with pytest.raises(LoadError, match=r"line 1 is|no column of text"):
        load("a.jsonl", content.encode())


def test_whatever_a_loader_raises_is_the_reason_why_its_file_is_not_read(monkeypatch, caplog):
    def fail(data):
        raise KeyError("odd")

    monkeypatch.setattr("index.loaders.text.load", fail)
    caplog.set_level(logging.DEBUG)
    with pytest.raises(LoadError, match="its reader failed: KeyError: 'odd'"):
        load("a.txt", b"Hi you.")
    assert "Traceback" in caplog.text


def test_a_gzip_file_of_many_empty_members_is_read_in_time():
    """Four hundred thousand took over 400 s, and Ctrl-C did not end it."""
    data = gzip.compress(b"Hi you.") + gzip.compress(b"") * 100_000
    (extract,) = load("a.txt.gz", data)
    assert extract.text == "Hi you."


def test_a_reason_has_no_control_characters():
    with pytest.raises(LoadError) as caught:
        load("a.jsonl", b'{"foo\\u0000\\u001b[31mbar": 42}')
    assert str(caught.value) == "no column of text among foo\ufffd\ufffd[31mbar"


def processor_s(name, data):
    """The processor time that reading a file takes in this process."""
    began = time.process_time()
    load(name, data)
    return time.process_time() - began


@pytest.mark.parametrize("matter", ["[", "{", "[a, ", "title: [", "- ", "title:\n ", "a:\n "])
def test_front_matter_takes_no_time_however_it_is_nested(matter):
    """A few kilobytes of brackets took the library two seconds."""
    data = f"---\n{matter * (8_000 // len(matter))}\n---\nHi you."
    assert processor_s("a.md", data.encode()) < 1


@pytest.mark.parametrize(
    ("matter", "title", "date"),
    [
        ("title: {{ page.title }}\ndate: 2021-08-14", "", "2021-08-14"),
        ("tags: [a, b\ntitle: Talks", "Talks", None),
        ("title: >\n  The\n  talks\nx: 1", "The talks", None),
        ("title: >\r\n  The\r\n  talks\r\nx: 1", "The talks", None),
        ("x:\n  title: Other\n'title': 'It''s'", "It's", None),
        ("title:\n- a\n- b\ndate: [2021]", "", None),
    ],
)
def test_plain_fields_of_front_matter_are_read_whatever_the_others_hold(matter, title, date):
    (extract,) = load("a.md", f"---\n{matter}\n---\nHi you.".encode())
    assert (extract.title, extract.date) == (title, date)


def test_no_document_has_more_sentences_than_it_may():
    with pytest.raises(LoadError, match="more than 300,000 sentences"):
        locate_sentences("|\n" * (MAX_SENTENCES + 1))


def test_another_version_of_a_library_reads_again_what_could_not_be_read(tmp_path):
    library = tmp_path / "pypdfium2.py"
    library.touch()
    code = f"import sys; sys.path.insert(0, {str(tmp_path)!r}); from index import loaders; print("
    code += "*loaders.abilities().libraries)"

    def libraries():
        done = subprocess.run(
            [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True
        )
        return done.stdout.split()

    first = libraries()
    assert f"pypdfium2={library.stat().st_mtime_ns}" in first
    assert libraries() == first
    os.utime(library, ns=(1, 1))
    assert "pypdfium2=1" in libraries()
