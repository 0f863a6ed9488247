"""Every format: which one a file is taken for, and what is made of it."""

import csv
import gzip
import io
import json
import subprocess
import sys
from email.message import EmailMessage
from html import escape
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from index.errors import LoadError
from index.loaders import HEAD_BYTES, load, require_format
from index.loaders.formats import FORMATS, recognized
from index.segmentation import locate_sentences

ROOT = Path(__file__).parents[2]
PROSE = "Norway mediated the talks. They were held in Mexico."


def read(name, data):
    """The only document of a file."""
    (extract,) = load(name, data)
    return extract


def blocks(extract):
    """Kind, level and text of each block."""
    found = [(b.kind.value, b.level, extract.text[b.start : b.end]) for b in extract.blocks]
    assert_sound(extract)
    return found


def assert_sound(extract):
    """All letters and digits are in blocks, which stand in order and do not overlap."""
    end = 0
    for block in extract.blocks:
        assert end <= block.start < block.end <= len(extract.text)
        assert not any(map(str.isalnum, extract.text[end : block.start]))
        assert not extract.text[block.start].isspace()
        assert not extract.text[block.end - 1].isspace()
        end = block.end
    assert not any(map(str.isalnum, extract.text[end:]))


def sentences_of(extract):
    return [sentence.text for sentence in locate_sentences(extract.text, extract.blocks)]


def refusal(name, data):
    with pytest.raises(LoadError) as caught:
        load(name, data)
    return str(caught.value)


def comma_separated(*rows):
    stream = io.StringIO()
    csv.writer(stream).writerows(rows)
    return stream.getvalue().encode()


def notebook(text):
    return json.dumps({"cells": [{"cell_type": "markdown", "source": text}]}).encode()


# Which format it is


def mailbox(*messages):
    lines = [b"From - Tue Apr 19 13:22:01 2005\n" + message + b"\n\n" for message in messages]
    return b"".join(lines)


@pytest.fixture(scope="module")
def samples(docx, epub, eml, pdf):
    """A file of every format, each saying PROSE."""
    return {
        "text": ("a.txt", PROSE.encode()),
        "Markdown": ("a.md", f"# Talks\n\n{PROSE}".encode()),
        "reStructuredText": ("a.rst", f"Talks\n=====\n\n{PROSE}".encode()),
        "AsciiDoc": ("a.adoc", f"= Talks\n\n{PROSE}".encode()),
        "CSV": ("a.csv", comma_separated(["id", "text"], ["x", PROSE])),
        "TSV": ("a.tsv", f"id\ttext\nx\t{PROSE}\n".encode()),
        "JSON Lines": ("a.jsonl", json.dumps({"text": PROSE}).encode()),
        "notebook": ("a.ipynb", notebook(PROSE)),
        "gzip": ("a.txt.gz", gzip.compress(PROSE.encode())),
        "e-mail": ("a.eml", eml(PROSE)),
        "mailbox": ("a.mbox", mailbox(eml(PROSE))),
        "manual page": ("a.1", f".TH TALKS 1\n.SH NAME\n{PROSE}\n".encode()),
        "HTML": ("a.html", f"<!doctype html><p>{PROSE}</p>".encode()),
        "PDF": ("a.pdf", pdf([(72, 700, PROSE)])),
        "DOCX": ("a.docx", docx(PROSE)),
        "EPUB": ("a.epub", epub(f"<p>{PROSE}</p>")),
    }


@pytest.mark.parametrize("format", FORMATS, ids=lambda format: format.name)
def test_a_file_of_every_format_is_read(format, samples):
    name, data = samples[format.name]
    assert recognized(name, data[:HEAD_BYTES]) is format
    extract = read(name, data)
    assert PROSE in extract.text
    sentences = sentences_of(extract)
    assert {"Norway mediated the talks.", "They were held in Mexico."} <= set(sentences)


@pytest.mark.parametrize(
    "format", ["gzip", "mailbox", "manual page", "HTML", "PDF", "DOCX", "EPUB"]
)
def test_a_file_is_told_by_its_content_whatever_its_name(format, samples):
    name, data = samples[format]
    for other in ("a.dat", "a", "a.bin"):
        assert read(other, data).text == read(name, data).text


@pytest.mark.parametrize("name", ["a.pdf", "a.docx", "a.epub", "Makefile", "LICENSE", "a.c", "a.1"])
def test_a_text_of_any_name_is_text(name):
    assert read(name, b"all:\n\tcc -o a a.c\n").text == "all:\n\tcc -o a a.c\n"


@pytest.mark.parametrize("name", ["a.txt", "a.md", "a.py", "a.vue"])
def test_a_text_that_begins_like_a_page_stays_text(name):
    page = "<html><p>Text.</p></html>"
    assert read(name, page.encode()).text == page


def test_every_message_of_a_mailbox_is_a_document(eml):
    second = eml("From here on it rained.\n\nFrom noon it snowed.\n\n>From Oslo 12:30 or so.")
    data = mailbox(eml(PROSE, subject="Talks"), eml("", attachment="scan.pdf"), second)
    found = load("2005-April.txt", data)
    assert [(each.record, each.text.strip()[:23]) for each in found] == [
        ("1", PROSE[:23]),
        ("3", "From here on it rained."),
    ]
    assert found[0].title == "Talks"
    assert "From noon" in found[1].text


def test_a_mailbox_that_is_cut_short_is_read_as_far_as_it_goes(eml):
    first, data = mailbox(eml(PROSE)), mailbox(eml(PROSE), eml("It rained."))
    for end in range(len(first), len(data)):
        assert load("a.mbox", data[:end])[0].text.strip() == PROSE


def test_a_text_that_begins_with_from_is_text():
    for text in ("From Oslo at 12:30\nit rained.", "From Oslo\nTo: Bergen"):
        assert read("a.txt", text.encode()).text == text


def test_a_text_that_speaks_of_pdf_files_stays_text():
    text = "A file that begins with %PDF- is one."
    assert read("a.txt", text.encode()).text == text


@pytest.mark.parametrize(
    ("name", "data", "reason"),
    [
        ("a.mp4", b"\0\0\0\x20ftypisom", "no reader for .mp4 files"),
        ("a.PNG", b"\x89PNG\r\n\x1a\n\0", "no reader for .png files"),
        ("a.txt", b"\x89PNG\r\n\x1a\n\0", "a binary file"),
        ("a", b"\x7fELF\0\0", "a binary file"),
        ("a.xlsx", b"PK\x03\x04\0\0", "no reader for .xlsx files"),
        ("a", b"PK\x03\x04\0\0", "a zip archive"),
        ("a.doc", b"{\\rtf1 Text.}", "no reader for RTF"),
        ("a.bin", bytes(range(1, 200)), "no reader for .bin files"),
    ],
)
def test_what_is_not_read_is_refused_by_its_first_bytes(name, data, reason):
    with pytest.raises(LoadError) as caught:
        require_format(name, data, 4_000_000_000)
    assert str(caught.value) == reason


def test_a_file_with_pictures_may_be_larger_than_one_of_text(samples):
    require_format(*samples["PDF"], 100_000_000)
    with pytest.raises(LoadError, match="larger than 100 MB"):
        require_format(*samples["PDF"], 100_000_001)


def test_a_missing_library_is_named_with_what_to_install(samples, tmp_path):
    name, data = samples["PDF"]
    (tmp_path / name).write_bytes(data)
    code = (
        "import importlib.util, sys\n"
        "found = importlib.util.find_spec\n"
        "hidden = lambda name, *rest: None if name == 'pypdfium2' else found(name, *rest)\n"
        "importlib.util.find_spec = hidden\n"
        "from index import loaders\n"
        "print(loaders.abilities().libraries)\n"
        "loaders.load(sys.argv[1], open(sys.argv[1], 'rb').read())\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, str(tmp_path / name)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert "pypdfium2" not in done.stdout
    assert "PDF needs pypdfium2: pip install 'cited-qa[pdf]'" in done.stderr


# Any text in any format


LETTERS = st.characters(exclude_categories=["Cs", "Cc", "Zl", "Zp"])
TEXTS = st.text(LETTERS).filter(str.strip)


def packed_texts(docx, epub, eml):
    """What puts a text into a file of each format that is made of text."""
    return {
        "a.txt": str.encode,
        "a.md": str.encode,
        "a.rst": str.encode,
        "a.adoc": str.encode,
        "a.html": lambda text: f"<!doctype html><p>{escape(text)}</p>".encode(),
        "a.csv": lambda text: comma_separated(["id", "text"], [1, text]),
        "a.jsonl": lambda text: json.dumps({"text": text}).encode(),
        "a.ipynb": notebook,
        "a.eml": eml,
        "a.docx": docx,
        "a.epub": lambda text: epub(f"<p>{escape(text)}</p>"),
    }


@settings(max_examples=60)
@given(text=TEXTS)
def test_any_text_in_any_format_is_whole_and_cut_out_by_its_offsets(docx, epub, eml, text):
    for name, pack in packed_texts(docx, epub, eml).items():
        data = pack(text)
        for called, contents in [(name, data), (f"{name}.gz", gzip.compress(data, 1))]:
            if data.startswith((b"\x1f\x8b", b"PK\x03\x04", b"%PDF-", b"{\\rtf", b"\xff\xfe")):
                continue
            extracts = load(called, contents)
            # XML and HTML have letters of their own for what is no character in them.
            found = "".join("".join(extract.text.split()) for extract in extracts)
            if name in ("a.txt", "a.md", "a.rst", "a.adoc", "a.csv", "a.jsonl"):
                assert found == "".join(text.removeprefix("\ufeff").split())
            for extract in extracts:
                sentences = locate_sentences(extract.text, extract.blocks)
                cut = [extract.text[s.start : s.end] for s in sentences]
                assert cut == [s.text for s in sentences]
                if name in ("a.html", "a.docx", "a.epub"):
                    assert_sound(extract)
                    assert "".join("".join(cut).split()) == "".join(extract.text.split())


# Rows


def test_every_row_is_a_document_with_its_id_title_date_and_line():
    data = comma_separated(
        ["ID", "Title", "Text", "Published"],
        ["r1", "Talks", "Line one.\nLine two.", "2021-08-14"],
        ["", "", "Second.", "in spring"],
        ["r3", "Nothing said", "", "2020"],
    )
    first, second = load("a.csv", data)
    assert (first.record, first.title, first.date, first.line) == ("r1", "Talks", "2021-08-14", 2)
    assert first.text == "Line one.\nLine two."
    assert (second.record, second.title, second.date, second.line) == ("2", "", None, 4)


def test_columns_may_be_parted_by_semicolons_or_tabs():
    for delimiter in ";\t|":
        data = delimiter.join(["id", "text"]) + "\n" + delimiter.join(["7", "Yes, it is."])
        assert read("a.csv", data.encode()).record == "7"


def test_a_single_column_is_the_text():
    assert [e.text for e in load("a.csv", b"First one.\nSecond one.\n")] == [
        "First one.",
        "Second one.",
    ]


def test_a_table_without_a_column_of_text_is_refused_with_its_columns():
    assert refusal("a.csv", b"price,weight\n1,2\n") == "no column of text among price, weight"
    assert refusal("a.jsonl", b'{"price": 1}') == "no column of text among price"


def test_every_line_of_json_is_a_document():
    data = (
        b'{"_id": 7, "text": "First.", "title": "T", "date": "2021-08-14T23:00:00+02:00"}\r\n\r\n'
        b'"Second."\n{"id": "x", "body": ["One.", "Two."], "headline": "H"}\n{"text": "\\ud800."}'
    )
    rows = [(e.record, e.line, e.title, e.date, e.text) for e in load("a.jsonl", data)]
    assert rows == [
        ("7", 1, "T", "2021-08-14", "First."),
        ("2", 3, "", None, "Second."),
        ("x", 4, "H", None, "One.\nTwo."),
        ("4", 5, "", None, "\ufffd."),
    ]


@pytest.mark.parametrize("line", [b"{", b"nul", b"[" * 100_000, b"9" * 5_000])
def test_a_line_that_is_not_json_is_named(line):
    assert refusal("a.jsonl", b'{"text": "First."}\n' + line).startswith("line 2 is no")


# E-mail


def test_a_message_has_its_subject_as_title_and_the_senders_day():
    data = (
        b"Subject: =?utf-8?q?Caf=C3=A9?=\r\n talk\r\nDate: Sat, 14 Aug 2021 23:30:00 -0500\r\n"
        b"Content-Type: text/plain; charset=iso-8859-1\r\n"
        b"Content-Transfer-Encoding: quoted-printable\r\n\r\nThe caf=E9 is open.\r\n> Was not.\r\n"
    )
    extract = read("a.eml", data)
    assert (extract.title, extract.date) == ("Café talk", "2021-08-14")
    assert extract.text.split("\n")[:2] == ["The café is open.", "> Was not."]


def test_plain_words_go_before_html_and_attachments_are_named(eml):
    extract = read("a.eml", eml("Plain words.", html="<p>Other words.</p>", attachment="scan.pdf"))
    assert extract.text == "Plain words."
    assert extract.notice == "not read: attached scan.pdf"
    assert read("a.eml", eml(None, html="<p>Only &amp; HTML.</p>")).text == "Only & HTML."


def test_the_parts_of_a_message_have_the_blocks_of_their_formats():
    message = EmailMessage()
    message.set_content("They said:\n\n> It is open.\n\nWe agree.\n\n-- \nEva\n")
    message.add_attachment("<h2>Fees</h2><ul><li>None", "html", disposition="inline")
    assert blocks(read("a.eml", message.as_bytes())) == [
        ("paragraph", 0, "They said:"),
        ("quote", 0, "> It is open."),
        ("paragraph", 0, "We agree."),
        ("aside", 0, "Eva"),
        ("heading", 2, "Fees"),
        ("item", 1, "None"),
    ]


BOUNCE = b"""\
Subject: Undelivered mail
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status; boundary="B"

--B
Content-Type: message/delivery-status

Reporting-MTA: dns; mail.example.org

Final-Recipient: rfc822; eva@example.org
Action: failed
Diagnostic-Code: smtp; 550 mailbox is full

--B
Content-Type: message/rfc822

Subject: The minutes of Monday
Content-Type: multipart/mixed; boundary="C"

--C
Content-Type: application/pdf
Content-Disposition: attachment; filename="minutes.pdf"

x
--C
Content-Type: text/plain
Content-Disposition: inline

The chair was Eva.
--C--
--B--
"""


def test_a_bounce_says_what_failed_and_the_message_that_did():
    extract = read("a.eml", BOUNCE)
    assert ("paragraph", 0, "Reporting-MTA: dns; mail.example.org") in blocks(extract)
    assert "Action: failed" in extract.text
    assert "550 mailbox is full" in extract.text
    assert extract.text.endswith("\n\nThe minutes of Monday\n\nThe chair was Eva.")
    assert blocks(extract)[-2:] == [
        ("heading", 1, "The minutes of Monday"),
        ("paragraph", 0, "The chair was Eva."),
    ]
    assert extract.notice == "not read: attached minutes.pdf"


def test_text_after_an_attachment_is_read_and_text_that_is_attached_is_not():
    message = EmailMessage()
    message.set_content("Before.")
    message.add_attachment(b"x", "image", "png", filename="a.png")
    message.add_attachment("After.", disposition="inline")
    message.add_attachment("A file.", filename="notes.txt")
    extract = read("a.eml", message.as_bytes())
    assert extract.text.split() == ["Before.", "After."]
    assert extract.notice == "not read: attached a.png, notes.txt"


def test_a_message_without_text_is_not_said_to_be_empty_but_to_have_none(eml):
    assert refusal("a.eml", eml("", attachment="scan.pdf")) == "no text in it, only scan.pdf"
    assert refusal("a.eml", b"Subject: x\n\n\n") == "no text in it"


def test_of_several_forms_of_a_text_the_plain_one_is_read_unless_it_is_empty():
    message = EmailMessage()
    message.set_content("  \n")
    message.add_alternative("<p>Only here.</p>", subtype="html")
    assert read("a.eml", message.as_bytes()).text == "Only here."


@pytest.mark.parametrize("header", ["Content-Type: text/plain", "Content-Disposition: inline"])
@pytest.mark.parametrize("unit", [";", ";a=b", "; a*0=b"])
def test_a_long_header_takes_no_time(header, unit):
    """Ten kilobytes of it took the library five seconds, and 40 kilobytes eighty."""
    data = f"{header}{unit * 40_000}\n\nThe café is open.".encode()
    assert "is open" in read("a.eml", data).text


def test_what_is_attached_is_named_with_nothing_that_steers():
    data = (
        b"Content-Type: multipart/mixed; boundary=B\n\n--B\n\nText.\n--B\n"
        b"Content-Disposition: attachment; filename*=utf-8''a%00b\n\nx\n--B--\n"
    )
    assert read("a.eml", data).notice == "not read: attached a\ufffdb"


@pytest.mark.parametrize("kind", ["mixed", "related", "alternative", "report"])
def test_a_message_of_parts_without_a_part_is_read_as_it_stands(kind):
    data = f"Content-Type: multipart/{kind}; boundary=B\n\nNo part.\n".encode()
    assert read("a.eml", data).text.strip() == "No part."


# HTML


ARTICLE = """<!DOCTYPE html><html><head><title>Talks begin - The Daily</title>
<meta property="og:title" content="Talks begin">
<meta property="article:published_time" content="2021-08-14T09:00:00Z"></head>
<body><nav><ul><li><a href="/">Home page</a></li><li><a href="/a">All about us</a></li></ul></nav>
<main><article><h1>Talks begin</h1>
<p>Norway mediated the talks
held in <b>Mexico</b> City on Friday. Delegates arrived &amp; left early in the morning.</p>
<h2>What comes next</h2><ul><li>They will meet again on August 30</li><li>Observers are invited</li>
</ul><table><tr><th>Party</th><th>Delegates</th></tr><tr><td>Government</td><td>Nine</td></tr></table>
<p>The agenda of seven points does not include an early election, officials say.</p>
</article></main><script>var x = "unseen";</script><footer><p>All rights reserved.</p></footer>
</body></html>"""


def test_a_page_is_read_in_blocks_of_which_the_main_text_is_cited():
    extract = read("a.html", ARTICLE.encode())
    assert (extract.title, extract.date) == ("Talks begin", "2021-08-14")
    sentences = sentences_of(extract)
    assert sentences == [
        "Talks begin",
        "Norway mediated the talks held in Mexico City on Friday.",
        "Delegates arrived & left early in the morning.",
        "What comes next",
        "They will meet again on August 30",
        "Observers are invited",
        "Party | Delegates",
        "Government | Nine",
        "The agenda of seven points does not include an early election, officials say.",
    ]
    assert [text for kind, _, text in blocks(extract) if kind == "aside"] == [
        "Home page",
        "All about us",
        "All rights reserved.",
    ]


def test_a_date_line_below_a_menu_dates_a_page():
    menu = "".join(f"<li><a href={n}>Part {n}</a>" for n in range(9))
    page = f"<html><ul>{menu}</ul><h1>Talks</h1><p>August 14, 2021<p>They began."
    assert read("a.html", page.encode()).date == "2021-08-14"


@pytest.mark.parametrize(
    "head",
    [
        '<script type="application/ld+json">{"@graph": [{"datePublished": "2021-08-14"}]}</script>',
        '<meta name="DC.date" content="14 August 2021">',
        '</head><body><time datetime="2021-08-14T10:00">yesterday</time>',
    ],
)
def test_a_page_may_state_its_date_in_several_ways(head):
    assert read("a.html", f"<html><head>{head}<p>Text.".encode()).date == "2021-08-14"


def test_a_simple_page_is_read_whole():
    page = b"<html><title>T</title><body>Some text.<p>More here<p>Third<br>line<pre>a\n  b</pre>"
    assert read("a.html", page).text == "Some text.\n\nMore here\n\nThird\nline\n\na\n  b"


def test_a_page_in_an_old_encoding_is_read_as_it_says():
    page = '<html><meta charset="iso-8859-2"><p>Łódź leży w środkowej Polsce.</p>'
    assert read("a.html", page.encode("iso-8859-2")).text == "Łódź leży w środkowej Polsce."


# DOCX and EPUB


def test_a_word_document_keeps_paragraphs_tables_and_notes_in_order(docx):
    body = (
        "<w:p><w:r><w:t>With a </w:t></w:r><w:del><w:r><w:delText>lost </w:delText></w:r></w:del>"
        "<w:r><w:t>word</w:t><w:br/><w:t>below.</w:t></w:r></w:p>"
        "<w:tbl><w:tr><w:tc><w:p><w:r><w:t>a</w:t></w:r></w:p><w:p><w:r><w:t>b</w:t></w:r></w:p>"
        "</w:tc><w:tc><w:p><w:r><w:t>c</w:t></w:r></w:p></w:tc></w:tr></w:tbl>"
        "<w:p><w:r><w:t>After.</w:t></w:r></w:p>"
    )
    members = {
        "word/footnotes.xml": "<n><p><r><t>A note.</t></r></p></n>",
        "docProps/core.xml": '<c xmlns:dc="d"><dc:title>Talks</dc:title><x>2020-01-01</x></c>',
    }
    extract = read("a.docx", docx("First.", "August 14, 2021", body=body, **members))
    assert extract.text == (
        "First.\n\nAugust 14, 2021\n\nWith a word\nbelow.\n\na b | c\n\nAfter.\n\nA note."
    )
    assert (extract.title, extract.date) == ("Talks", "2021-08-14")


STYLES = """<s xmlns:w="w"><w:style w:styleId="berschrift2"><w:name w:val="heading 2"/></w:style>
<w:style w:styleId="Titel"><w:name w:val="Title"/></w:style></s>"""


def paragraph(text, properties=""):
    return f"<w:p><w:pPr>{properties}</w:pPr><w:r><w:t>{text}</w:t></w:r></w:p>"


def styled(text, style):
    return paragraph(text, f'<w:pStyle w:val="{style}"/>')


def test_paragraphs_of_a_word_document_are_what_their_styles_and_lists_say(docx):
    numbered = '<w:numPr><w:ilvl w:val="1"/><w:numId w:val="7"/></w:numPr>'
    body = (
        styled("Talks", "Titel")
        + styled("Terms", "berschrift2")
        + styled("x" * 501, "Heading3")
        + styled("Contents", "TOC1")
        + styled("First", "ListBullet")
        + paragraph("Second", numbered)
        + paragraph("Third", '<w:numPr><w:numId w:val="0"/></w:numPr>')
        + paragraph("Fourth", '<w:pPrChange><w:pStyle w:val="Heading1"/></w:pPrChange>')
    )
    extract = read("a.docx", docx(body=body, **{"word/styles.xml": STYLES}))
    assert extract.title == "Talks"
    assert blocks(extract) == [
        ("heading", 1, "Talks"),
        ("heading", 2, "Terms"),
        ("paragraph", 0, "x" * 501),
        ("aside", 0, "Contents"),
        ("item", 1, "First"),
        ("item", 2, "Second"),
        ("paragraph", 0, "Third"),
        ("paragraph", 0, "Fourth"),
    ]


def test_rows_of_a_word_document_are_one_block_each_and_may_be_headers(docx):
    def row(*cells, properties=""):
        inside = "".join(f"<w:tc>{paragraph(cell)}</w:tc>" for cell in cells)
        return f"<w:tr><w:trPr>{properties}</w:trPr>{inside}</w:tr>"

    head = row("Party", "Delegates", properties="<w:tblHeader/>")
    body = f"<w:tbl>{head}{row('Government', 'Nine')}{row('They left. None came.')}</w:tbl>"
    assert blocks(read("a.docx", docx(body=body))) == [
        ("header", 0, "Party | Delegates"),
        ("row", 0, "Government | Nine"),
        ("paragraph", 0, "They left. None came."),
    ]


@pytest.mark.parametrize("styles", ["<broken", '<s><style styleId="a"/><name val="b"/></s>'])
def test_styles_that_cannot_be_read_cost_a_word_document_only_its_styles(docx, styles):
    body = styled("Talks", "Heading1")
    extract = read("a.docx", docx(body=body, **{"word/styles.xml": styles}))
    assert blocks(extract) == [("heading", 1, "Talks")]


def test_a_zip_archive_that_is_no_word_document_is_refused(zipped):
    assert refusal("a.docx", zipped({"a": "b"})) == "no Word document in it"
    assert refusal("a.docx", zipped({"a": "b"})[:-9]) == "a damaged DOCX file"


def test_a_book_is_its_chapters_in_order(epub):
    book = epub("<h1>One</h1><p>First.</p>", "<p>Second.</p>", title="Talks", date="1998-03-01")
    extract = read("a.epub", book)
    assert extract.text == "One\n\nFirst.\n\nSecond."
    assert (extract.title, extract.date) == ("Talks", "1998-03-01")
    assert blocks(extract) == [
        ("heading", 1, "One"),
        ("paragraph", 0, "First."),
        ("paragraph", 0, "Second."),
    ]


def test_the_table_of_contents_of_a_book_is_kept_and_not_cited(epub):
    contents = "<h1>Contents</h1><ol><li><a href='c'>One</a></ol>"
    extract = read("a.epub", epub(contents, "<h1>One</h1><p>First.</p>", nav=0))
    assert [kind for kind, _, _ in blocks(extract)] == ["aside", "aside", "heading", "paragraph"]
    assert sentences_of(extract) == ["One", "First."]


# gzip


def test_what_is_packed_is_read_as_what_it_is(samples):
    for name, data in samples.values():
        if not name.endswith(".gz"):
            assert load(f"{name}.gz", gzip.compress(data)) == load(name, data)
    assert len(load("a.csv.gz", gzip.compress(b"text\na\n") + gzip.compress(b"b\n"))) == 2


def test_what_is_packed_badly_is_refused():
    assert refusal("a.txt.gz", gzip.compress(b"text")[:-9]) == "a gzip file that ends too soon"
    assert refusal("a.txt.gz", b"\x1f\x8bno such method") == "a damaged gzip file"
    assert refusal("a.gz", gzip.compress(gzip.compress(b"text"))) == "packed by gzip twice"
    assert refusal("a.gz", gzip.compress(b"\0\1\2")) == "a binary file"
