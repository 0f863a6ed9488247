"""What makes small files of every format, by hand."""

import io
import zipfile
from email.message import EmailMessage
from html import escape

import pytest


def _zipped(members):
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            # A book's own mark stands in it as it is.
            kind = zipfile.ZIP_STORED if name == "mimetype" else zipfile.ZIP_DEFLATED
            archive.writestr(name, content, kind)
    return stream.getvalue()


def _docx(*paragraphs, body="", head="", **members):
    """A Word document of paragraphs, then `body` as it stands; `head` before its root."""
    runs = "".join(f"<w:p><w:r><w:t>{escape(text)}</w:t></w:r></w:p>" for text in paragraphs)
    document = f'<w:document xmlns:w="w"><w:body>{runs}{body}</w:body></w:document>'
    return _zipped(
        {
            "[Content_Types].xml": "<Types/>",
            "word/document.xml": f'<?xml version="1.0" encoding="UTF-8"?>{head}{document}',
            **members,
        }
    )


def _epub(*chapters, title="", date="", head="", nav=None):
    """A book of chapters, given as the content of their bodies, in this order.

    `nav`: the number of the one that is its table of contents.
    """
    numbers = range(len(chapters))
    marks = ['properties="nav"' if n == nav else "" for n in numbers]
    items = "".join(
        f'<item id="i{n}" href="text/c%20{n}.xhtml" media-type="application/xhtml+xml" {marks[n]}/>'
        for n in reversed(numbers)
    )
    spine = "".join(f'<itemref idref="i{n}"/>' for n in numbers)
    package = (
        f'{head}<package xmlns:dc="dc"><metadata><dc:title>{title}</dc:title>'
        f'<dc:date event="modification">2023</dc:date><dc:date>{date}</dc:date></metadata>'
        f"<manifest>{items}</manifest><spine>{spine}</spine></package>"
    )
    container = '<container><rootfiles><rootfile full-path="OPS/p.opf"/></rootfiles></container>'
    pages = {
        f"OPS/text/c {n}.xhtml": f"<html><head><title>T</title></head><body>{text}</body></html>"
        for n, text in enumerate(chapters)
    }
    return _zipped(
        {
            "mimetype": "application/epub+zip",
            "META-INF/container.xml": container,
            "OPS/p.opf": package,
            **pages,
        }
    )


def _eml(text, subject="", date="", html=None, attachment=None):
    message = EmailMessage()
    message["Subject"] = subject
    if date:
        message["Date"] = date
    if text is not None:
        message.set_content(text, cte="base64")
    if html is not None and text is None:
        message.set_content(html, subtype="html")
    elif html is not None:
        message.add_alternative(html, subtype="html")
    if attachment:
        message.add_attachment(b"bytes", "application", "pdf", filename=attachment)
    return message.as_bytes()


def _pdf(*pages, title="", encrypt=False):
    """A PDF file. A page is a list of lines, (x, y, text) in Courier 10, 6 points a character, or
    (x, y, text, size, is_bold, font), where the font may be "Times"."""
    objects = ["<</Type/Catalog/Pages 2 0 R>>", ""]
    font = "<</Type/Font/Subtype/Type1/BaseFont/{}/Encoding/WinAnsiEncoding>>"
    names = {
        "Courier": "Courier",
        "CourierBold": "Courier-Bold",
        "Times": "Times-Roman",
        "TimesBold": "Times-Bold",
    }
    fonts = "".join(f"/{name} {font.format(base)}" for name, base in names.items())
    kids = []
    for lines in pages:
        drawn = "".join(_drawn(*line) for line in lines)
        kids.append(len(objects) + 1)
        objects.append(
            f"<</Type/Page/Parent 2 0 R/MediaBox[0 0 612 792]/Contents {len(objects) + 2} 0 R"
            f"/Resources<</Font<<{fonts}>>>>>>"
        )
        objects.append(f"<</Length {len(drawn)}>>stream\n{drawn}endstream")
    references = " ".join(f"{kid} 0 R" for kid in kids)
    objects[1] = f"<</Type/Pages/Kids[{references}]/Count {len(kids)}>>"
    objects.append(f"<</Title({_quoted(title)})/CreationDate(D:20200101000000)>>")
    trailer = f"/Info {len(objects)} 0 R"
    if encrypt:
        key = "41" * 32
        objects.append(f"<</Filter/Standard/V 1/R 2/P -4/O<{key}>/U<{key}>>>")
        trailer += f"/Encrypt {len(objects)} 0 R/ID[<41><41>]"
    written = b"%PDF-1.4\n"
    places = []
    for number, content in enumerate(objects, 1):
        places.append(len(written))
        written += f"{number} 0 obj{content}endobj\n".encode("latin-1")
    table = "".join(f"{place:010} 00000 n \n" for place in places)
    end = f"xref\n0 {len(places) + 1}\n0000000000 65535 f \n{table}"
    end += f"trailer<</Size {len(places) + 1}/Root 1 0 R{trailer}>>\nstartxref\n{len(written)}\n"
    return written + f"{end}%%EOF".encode()


def _drawn(x, y, text, size=10, is_bold=False, font="Courier"):
    name = f"{font}Bold" if is_bold else font
    return f"BT /{name} {size} Tf 1 0 0 1 {x} {y} Tm ({_quoted(text)}) Tj ET\n"


def _quoted(text):
    return text.replace("\\", "\\\\").replace("(", "\\(").replace(")", "\\)")


@pytest.fixture(scope="session")
def zipped():
    return _zipped


@pytest.fixture(scope="session")
def docx():
    return _docx


@pytest.fixture(scope="session")
def epub():
    return _epub


@pytest.fixture(scope="session")
def eml():
    return _eml


@pytest.fixture(scope="session")
def pdf():
    return _pdf
