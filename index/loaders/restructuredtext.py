"""reStructuredText: the unchanged source, with the title and date that it states."""

from collections.abc import Sequence
from itertools import pairwise

from index.loaders.encoding import decode
from index.loaders.front_matter import stated_fields
from index.loaders.markup.titles import find_title
from index.loaders.rst.blocks import rst_blocks
from index.loaders.text import encoding_notice
from index.records import Extract
from index.structure import Block, Kind
from index.text.dates import iso_date, leading_date

DATES = ("date", "published", "created")
"""Names of fields at the top that state the document's date."""


def load(data: bytes) -> tuple[Extract]:
    """The one document of a file. Its text is the source."""
    text, encoding = decode(data)
    blocks = tuple(rst_blocks(text))
    fields = stated_fields(text) | _stated(text, blocks)
    headings = (block for block in blocks if block.kind is Kind.HEADING)
    title = find_title(text, fields.get("title", ""), headings)
    dates = (_iso(fields[name]) for name in DATES if name in fields)
    date = next(filter(None, dates), None) or leading_date(text)
    return (Extract(text, title, date, encoding_notice(encoding), blocks=blocks),)


def _stated(text: str, blocks: Sequence[Block]) -> dict[str, str]:
    """The fields that stand at the top, with their names in lower case."""
    found: dict[str, str] = {}
    for block, following in pairwise(blocks):
        if block.kind is Kind.PARAGRAPH and not block.level:
            break
        if block.kind is Kind.TERM and following.kind is Kind.PARAGRAPH:
            value = " ".join(text[following.start : following.end].split())
            found.setdefault(text[block.start : block.end].lower(), value)
    return found


def _iso(stated: str) -> str | None:
    """The date that a field states, as "13-Jun-2000" or "$Date: 2000/06/13$" too."""
    stated = stated.strip("$").removeprefix("Date:").strip()
    return iso_date(stated.replace("/", "-")) or iso_date(stated.replace("-", " "))
