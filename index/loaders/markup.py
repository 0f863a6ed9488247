"""The visible text of an HTML page, block by block, and what the page states about itself."""

import json
import re
from dataclasses import dataclass, field
from html.parser import HTMLParser

from index.text.dates import iso_date

UNSEEN = frozenset("script style template noscript head title svg iframe object select".split())
ASIDE = frozenset("nav footer aside".split())
"""Elements that an author uses for what is not the main text."""
VOID = frozenset("br hr img input meta link area base col embed source track wbr".split())
BLOCKS = frozenset(
    """
    address article aside blockquote body caption center dd details dialog div dl dt fieldset
    figcaption figure footer form h1 h2 h3 h4 h5 h6 header hr html legend li main nav ol p pre
    section summary table tbody tfoot thead tr ul
    """.split()
)
CELLS = frozenset({"td", "th"})
TITLES = ("og:title", "dc.title", "twitter:title", "title")
DATES = """
article:published_time datepublished og:published_time dc.date.issued dc.date dcterms.date
dcterms.issued citation_publication_date citation_date date publication_date pubdate
parsely-pub-date
""".split()
MAX_META_CHARS = 100_000


@dataclass(slots=True)
class Page:
    """The text and metadata of a page."""

    blocks: list[str] = field(default_factory=list)
    """The text of each block, in order. A block has the line breaks of <br> and of <pre>."""
    main: list[str] = field(default_factory=list)
    """The blocks outside of ASIDE elements and navigation."""
    title: str = ""
    heading: str = ""
    stated: dict[str, str] = field(default_factory=dict)
    """The contents of meta tags, by their names in lower case."""
    data: list[str] = field(default_factory=list)
    """The page's JSON-LD scripts, unparsed."""
    time: str = ""
    """The `datetime` of the first <time> element."""

    @property
    def best_title(self) -> str:
        """The title in its meta tags, else its <title>, else its first heading; or ""."""
        named = [self.stated.get(name, "") for name in TITLES]
        chosen = next((name for name in (*named, self.title, self.heading) if name.strip()), "")
        return " ".join(chosen.split())[:500]

    @property
    def date(self) -> str | None:
        """The stated date of publication, ISO 8601; None if it states none."""
        stated = [self.stated.get(name, "") for name in DATES]
        return next(filter(None, map(iso_date, [*stated, *map(_published, self.data)])), None) or (
            iso_date(self.time)
        )


def read_page(html: str) -> Page:
    """The text and metadata of a page, or of a part of one. The time does not depend on nesting."""
    reader = _Reader()
    reader.feed(html)
    reader.close()
    reader.end_block()
    return reader.page


class _Reader(HTMLParser):
    """Builds a Page from the events of the parser."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.page = Page()
        self._parts: list[str] = []
        self._unseen: list[str] = []
        """The open element whose content is invisible, and open elements of its name within it."""
        self._aside: list[str] = []
        self._pre = 0
        self._inside = ""
        """The open element whose text is collected separately: title, h1 or script."""
        self._kept: list[str] = []

    def parse_marked_section(self, i: int, report: bool = True) -> int:
        """Where a section that begins with `<![` ends. Its content is not shown."""
        try:
            return super().parse_marked_section(i, report)
        except AssertionError:  # an unknown kind of section, which browsers take for a comment
            return self.parse_bogus_comment(i)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Takes a start tag: it may state something, begin a block, or hide what follows."""
        attributes = {name: value or "" for name, value in attrs}
        if tag == "meta":
            self._meta(attributes)
        if tag == "time" and not self.page.time:
            self.page.time = attributes.get("datetime", "")[:100]
        kind = attributes.get("type", "")
        if tag in ("title", "h1") or (tag == "script" and kind == "application/ld+json"):
            self._keep(tag)
        # In many pages the head has no end tag. Then the first element of the body ends it.
        if tag in BLOCKS and self._unseen[:1] == ["head"]:
            self._unseen.clear()
        if self._unseen:
            if tag == self._unseen[0] and tag != "head":
                self._unseen.append(tag)
            return
        if tag in UNSEEN:
            self._unseen.append(tag)
            return
        if tag in BLOCKS:
            self.end_block()
        elif tag in CELLS and any(self._parts):
            self._parts.append(" | " if "".join(self._parts[-3:]).strip() else " ")
        elif tag == "br":
            self._parts.append("\n")
        self._pre += tag == "pre"
        if self._aside and tag == self._aside[0]:
            self._aside.append(tag)
        elif not self._aside and (tag in ASIDE or attributes.get("role") == "navigation"):
            self._aside = [tag] if tag not in VOID else []

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Takes a tag like `<br/>`. HTML has it only for void elements; in XHTML it is empty."""
        if tag in VOID:
            self.handle_starttag(tag, attrs)
        elif tag in BLOCKS:
            self.end_block()

    def handle_endtag(self, tag: str) -> None:
        """Takes an end tag, which may end a block or what was hidden."""
        if tag == self._inside:
            self._keep("")
        if self._unseen:
            if tag == self._unseen[0]:
                self._unseen.pop()
            return
        if tag in BLOCKS:
            self.end_block()
        self._pre = max(0, self._pre - (tag == "pre"))
        if self._aside and tag == self._aside[0]:
            self._aside.pop()

    def handle_data(self, data: str) -> None:
        """Takes a piece of text."""
        if self._inside:
            self._kept.append(data)
        if not self._unseen:
            self._parts.append(data if self._pre else re.sub(r"\s+", " ", data))

    def end_block(self) -> None:
        """Adds the text since the last block to the page, unless it is empty."""
        text = "".join(self._parts)
        self._parts = []
        lines = (line.rstrip() if self._pre else line.strip() for line in text.split("\n"))
        block = "\n".join(line for line in lines if line.strip())
        if block:
            self.page.blocks.append(block)
            if not self._aside:
                self.page.main.append(block)

    def _keep(self, tag: str) -> None:
        text = "".join(self._kept)[:MAX_META_CHARS]
        if self._inside == "title" and not self.page.title:
            self.page.title = text
        if self._inside == "h1" and not self.page.heading:
            self.page.heading = text
        if self._inside == "script":
            self.page.data.append(text)
        self._inside = tag
        self._kept = []

    def _meta(self, attributes: dict[str, str]) -> None:
        name = attributes.get("property") or attributes.get("name") or attributes.get("itemprop")
        if name:
            self.page.stated.setdefault(name.lower(), attributes.get("content", "")[:1_000])


def _published(data: str) -> str:
    """The `datePublished` in a JSON-LD script, or ""."""
    try:
        waiting = [json.loads(data)]
    except (ValueError, RecursionError):
        return ""
    while waiting:
        item = waiting.pop(0)
        if isinstance(item, list):
            waiting.extend(item[:100])
        elif isinstance(item, dict):
            if isinstance(stated := item.get("datePublished"), str):
                return stated
            waiting.extend(value for value in (item.get("@graph"), item.get("mainEntity")) if value)
    return ""
