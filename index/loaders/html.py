"""HTML: the visible text of a page, block by block, its title and day of publication."""

import re

from index.loaders.encoding import decode
from index.loaders.text import encoding_notice
from index.loaders.webpage.blocks import Page, read_html
from index.records import Extract
from index.structure import Kind
from index.text.dates import leading_date

_CHARSET = re.compile(rb"<meta[^>]{0,200}charset\s*=\s*[\"']?\s*([\w-]{2,30})", re.IGNORECASE)


def load(data: bytes) -> tuple[Extract]:
    """The one document of a page. Blocks are separated by empty lines, but not items and rows."""
    html, encoding = _decode(data)
    page = read_html(html)
    date = page.date or leading_date(_main_text(page))
    return (Extract(page.text, page.title, date, encoding_notice(encoding), blocks=page.blocks),)


def _decode(data: bytes) -> tuple[str, str]:
    """The text of a page and its encoding, which the page itself may declare."""
    declared = _CHARSET.search(data[:4_096])
    return decode(data, declared[1].decode() if declared else None)


def _main_text(page: Page) -> str:
    """The text without navigation and the like, each block on lines of its own."""
    shown = (block for block in page.blocks if block.kind is not Kind.ASIDE)
    return "\n".join(page.text[block.start : block.end] for block in shown)
