"""Markdown: the unchanged source, with title and date from front matter or the first heading."""

from dataclasses import replace

from index.loaders.commonmark.blocks import markdown_blocks
from index.loaders.encoding import decode
from index.loaders.front_matter import FRONT_MATTER, stated_fields
from index.loaders.text import encoding_notice
from index.records import Extract
from index.structure import Kind
from index.text.dates import iso_date, leading_date
from index.text.outline import label

MAX_TITLE_CHARS = 500


def load(data: bytes) -> tuple[Extract]:
    """The one document of a Markdown file. Its text is the source, front matter included."""
    text, encoding = decode(data)
    return (replace(read(text), notice=encoding_notice(encoding)),)


def read(text: str) -> Extract:
    """The document that is written in Markdown."""
    blocks = tuple(markdown_blocks(text))
    matter = FRONT_MATTER.match(text)
    stated = stated_fields(text)
    body = text[matter.end() :] if matter else text
    title = " ".join(stated.get("title", "").split())[:MAX_TITLE_CHARS]
    if not title:
        tops = (block for block in blocks if block.kind is Kind.HEADING and block.level == 1)
        first = next(tops, None)
        title = label(text[first.start : first.end])[:MAX_TITLE_CHARS] if first else ""
    stated_date = iso_date(stated.get("date", "")) or leading_date(body)
    return Extract(text, title, stated_date, None, blocks=blocks)
