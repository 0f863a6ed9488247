"""AsciiDoc: the unchanged source, with the title and date that its header states."""

import re
from collections.abc import Sequence

from index.loaders.adoc.blocks import adoc_blocks
from index.loaders.encoding import decode
from index.loaders.front_matter import stated_fields
from index.loaders.markup.titles import find_title
from index.loaders.text import encoding_notice
from index.records import Extract
from index.structure import Block, Kind
from index.text.dates import iso_date, leading_date

_DATED = re.compile(r":(?:revdate|date|docdate|page-date|published|created):\s*")
_SEPARATOR = re.compile(r"[,:]\s+|\A")


def load(data: bytes) -> tuple[Extract]:
    """The one document of a file. Its text is the source."""
    text, encoding = decode(data)
    blocks = tuple(adoc_blocks(text))
    fields = stated_fields(text)
    headings = (block for block in blocks if block.kind is Kind.HEADING)
    title = find_title(text, fields.get("title", ""), headings)
    stated = iso_date(fields.get("date", "")) or _stated_date(text, blocks)
    date = stated or leading_date(text)
    return (Extract(text, title, date, encoding_notice(encoding), blocks=blocks),)


def _stated_date(text: str, blocks: Sequence[Block]) -> str | None:
    """The date in the header: that of the revision, or of an attribute."""
    for number, block in enumerate(blocks):
        if block.kind is not Kind.ASIDE and (number and block.kind is not Kind.HEADING):
            return None
        stated = text[block.start : block.end]
        if attribute := _DATED.match(stated):
            if date := iso_date(stated[attribute.end() :]):
                return date
        elif block.kind is Kind.ASIDE and stated[0] not in ":/[":
            for place in _SEPARATOR.finditer(stated[:200]):
                date = iso_date(stated[place.end() :])
                if date and "-" in date:
                    return date
    return None
