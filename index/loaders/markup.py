"""What one sees of an HTML page: its text, block by block, and what it states about itself."""

import json
import re
from dataclasses import dataclass, field
from html.parser import HTMLParser

from index.text.dates import iso_date

UNSEEN = frozenset("script style template noscript head title svg iframe object select".split())
ASIDE = frozenset("nav footer aside".split())
"""What stands beside the main text, as its author says."""
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
    """What has been seen of a page."""

    blocks: list[str] = field(default_factory=list)
    """The text of its blocks in order, each without line breaks unless it is preformatted."""
    main: list[str] = field(default_factory=list)
    """Those that do not stand in navigation, a footer or beside."""
    title: str = ""
    heading: str = ""
    stated: dict[str, str] = field(default_factory=dict)
    """What meta tags say, by their names in small letters."""
    data: list[str] = field(default_factory=list)
    """JSON-LD, as it stands."""
    time: str = ""
    """What the first <time> element says."""

    @property
    def best_title(self) -> str:
        """The title it states for itself, else its title on the window, else its first heading."""
        named = [self.stated.get(name, "") for name in TITLES]
        chosen = next((name for name in (*named, self.title, self.heading) if name.strip()), "")
        return " ".join(chosen.split())[:500]

    @property
    def date(self) -> str | None:
        """When it says it was published."""
        stated = [self.stated.get(name, "") for name in DATES]
        return next(filter(None, map(iso_date, [*stated, *map(_published, self.data)])), None) or (
            iso_date(self.time)
        )


def seen(html: str) -> Page:
    """What one sees of a page or a part of one; the deepest nesting costs no more than any."""
    reader = _Reader()
    reader.feed(html)
    reader.close()
    reader.end_block()
    return reader.page


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.page = Page()
        self._parts: list[str] = []
        self._unseen: list[str] = []
        """The element whose content is not seen, and those of its name in it."""
        self._aside: list[str] = []
        self._pre = 0
        self._inside = ""
        """The element whose text is kept for itself."""
        self._kept: list[str] = []

    def parse_marked_section(self, i: int, report: bool = True) -> int:
        """Up to where a section `<![…` reaches that is not shown."""
        try:
            return super().parse_marked_section(i, report)
        except AssertionError:  # of no kind that there is: a comment, as browsers have it
            return self.parse_bogus_comment(i)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        attributes = {name: value or "" for name, value in attrs}
        if tag == "meta":
            self._meta(attributes)
        if tag == "time" and not self.page.time:
            self.page.time = attributes.get("datetime", "")[:100]
        kind = attributes.get("type", "")
        if tag in ("title", "h1") or (tag == "script" and kind == "application/ld+json"):
            self._keep(tag)
        # The head has no end tag of its own in many pages; what cannot stand in it ends it.
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
        # In XHTML such an element is empty; of those that HTML knows, only these can be.
        if tag in VOID:
            self.handle_starttag(tag, attrs)
        elif tag in BLOCKS:
            self.end_block()

    def handle_endtag(self, tag: str) -> None:
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
        if self._inside:
            self._kept.append(data)
        if not self._unseen:
            self._parts.append(data if self._pre else re.sub(r"\s+", " ", data))

    def end_block(self) -> None:
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
    """The publication date in JSON-LD, or ""."""
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
