"""Manual pages in the source that Unix keeps: roff with the macros of man(7) or mdoc(7)."""

import re

from index.errors import LoadError
from index.loaders.encoding import decode
from index.loaders.limits import require_chars
from index.loaders.roff import man, mdoc
from index.loaders.roff.source import Source
from index.loaders.text import encoding_notice
from index.records import Extract
from index.text.dates import iso_date

_MDOC = re.compile(r"^\.[ \t]*(?:Dd|Dt|Sh)\b", re.MULTILINE)
_MAN = re.compile(r"^\.[ \t]*TH\b", re.MULTILINE)
_DOCBOOK = re.compile(r"(?:DocBook|Asciidoctor)", re.IGNORECASE)
_AMERICAN = re.compile(r"(\d\d)/(\d\d)/(\d{4})")
_MDOCDATE = re.compile(r"\$Mdocdate:?|\$")
_CONTROLS = re.compile("[\x00-\x08\x0b-\x1f\x7f]")


def load(data: bytes) -> tuple[Extract]:
    """The one document of a page: its text as a terminal shows it, with an empty line between
    blocks but none between rows of a table.

    The title is the name with the section, as in `tar(1)`. Raises LoadError for a page without
    text, and for one that only names another file.
    """
    text, encoding = decode(data)
    # A control character could end a line for one reader of the text and not for another.
    text = _CONTROLS.sub("", text.replace("\r\n", "\n").replace("\r", "\n").replace("\f", "\n"))
    is_mdoc = bool(_MDOC.search(text)) and not _MAN.search(text)
    source = Source(text, mdoc.MACROS if is_mdoc else man.MACROS)
    reader = mdoc.Mdoc(source) if is_mdoc else man.Man(source)
    reader.read()
    shown, blocks = reader.page.finished()
    if not blocks:
        if source.named_file:
            raise LoadError(f"it only names another file: {source.named_file}")
        raise LoadError("no text in it")
    require_chars(len(shown))
    title, date = _title(reader.heading), _date(reader.heading, text[:2_000])
    return (Extract(shown, title, date, encoding_notice(encoding), blocks=blocks),)


def _title(heading: list[str]) -> str:
    name, section = (" ".join(each.split()) for each in [*heading, "", ""][:2])
    return f"{name}({section})" if name and section else name


def _date(heading: list[str], head: str) -> str | None:
    """The date in a heading. DocBook, which `head` names, writes the month first."""
    stated = _MDOCDATE.sub("", heading[2]).strip() if len(heading) > 2 else ""
    if (found := _AMERICAN.fullmatch(stated)) and _DOCBOOK.search(head):
        return iso_date(f"{found[3]}-{found[1]}-{found[2]}")
    return iso_date(stated)
