"""Markdown: the unchanged source, with title and date from front matter or the first heading."""

from dataclasses import replace

from index.loaders.commonmark.blocks import markdown_blocks
from index.loaders.encoding import decode
from index.loaders.front_matter import FRONT_MATTER, stated_fields
from index.loaders.markup.titles import find_title
from index.loaders.text import encoding_notice
from index.records import Extract
from index.structure import Kind
from index.text.dates import iso_date, leading_date


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
    tops = (block for block in blocks if block.kind is Kind.HEADING and block.level == 1)
    title = find_title(text, stated.get("title", ""), tops)
    stated_date = iso_date(stated.get("date", "")) or leading_date(body)
    return Extract(text, title, stated_date, None, blocks=blocks)
