"""HTML: the main text of a page, block by block, its title and day of publication."""

import re
from typing import Any

from index.loaders.encoding import decode
from index.loaders.markup import read_page
from index.loaders.text import encoding_notice
from index.records import Extract
from index.text.dates import leading_date

FEWEST_CHARS = 250
"""A page with less text is taken whole."""
SMALLEST_SHARE = 0.5
"""Of the text outside of navigation. If trafilatura finds less, everything outside of navigation is
taken."""
MAX_MAIN_CHARS = 1_000_000
"""A longer page is taken whole, because finding its main text would take too long."""
MAX_DEPTH = 200
"""A page nested more deeply is taken whole: beyond 255 levels libxml2 loses text."""
_CHARSET = re.compile(rb"<meta[^>]{0,200}charset\s*=\s*[\"']?\s*([\w-]{2,30})", re.IGNORECASE)


def load(data: bytes) -> tuple[Extract]:
    """The one document of a page. Its blocks, list items and rows are separated by empty lines."""
    html, encoding = _decode(data)
    page = read_page(html)
    whole = "\n\n".join(page.main or page.blocks)
    main = _main(html) if len(whole) >= FEWEST_CHARS else ""
    is_main = main and _letters(main) >= SMALLEST_SHARE * _letters(whole)
    text = main if is_main else whole
    date = page.date or leading_date(text)
    return (Extract(text, page.best_title, date, encoding_notice(encoding)),)


def _decode(data: bytes) -> tuple[str, str]:
    """The text of a page and its encoding, which the page itself may declare."""
    declared = _CHARSET.search(data[:4_096])
    return decode(data, declared[1].decode() if declared else None)


def _letters(text: str) -> int:
    return len(re.sub(r"[\W_]+", "", text))


def _main(html: str) -> str:
    """The main text as trafilatura finds it; "" if it finds none or is not tried."""
    if len(html) > MAX_MAIN_CHARS or _depth(html) > MAX_DEPTH:
        return ""
    from trafilatura import bare_extraction  # half a second, once for each worker process

    found: Any = bare_extraction(
        html, favor_recall=True, include_comments=True, include_tables=True, with_metadata=False
    )
    body = getattr(found, "body", None)
    if body is None:
        return ""
    parts = [body] if found.commentsbody is None else [body, found.commentsbody]
    return "\n\n".join(block for part in parts for block in _blocks(part))


def _depth(html: str) -> int:
    """How deeply the common elements of a page are nested, at most."""
    deepest = depth = 0
    for closing in re.findall(
        r"<(/?)(?:div|span|table|td|tr|ul|li|ol|font|b|i|em|section)\b", html
    ):
        depth = depth - 1 if closing else depth + 1
        deepest = max(deepest, depth)
    return deepest


def _blocks(body: Any) -> list[str]:
    """The text of each block in trafilatura's own XML, in order."""
    found = []
    for element in body.iter("head", "p", "item", "row", "quote", "code", "ab", "fw"):
        kind = element.tag
        if kind != "row" and any(_is_block(above, body) for above in element.iterancestors()):
            continue
        if kind == "row":
            cells = (" ".join("".join(cell.itertext()).split()) for cell in element.iter("cell"))
            text = " | ".join(cell for cell in cells if cell)
        elif kind == "code" and "\n" in "".join(element.itertext()):
            text = "\n".join(filter(str.strip, "".join(element.itertext()).split("\n")))
        else:
            for line_break in element.iter("lb"):
                line_break.tail = "\n" + (line_break.tail or "")
            lines = "".join(element.itertext()).split("\n")
            text = "\n".join(filter(None, (" ".join(line.split()) for line in lines)))
        if text:
            found.append(text)
    return found


def _is_block(element: Any, body: Any) -> bool:
    return element is not body and element.tag in ("head", "p", "item", "row", "quote", "code")
