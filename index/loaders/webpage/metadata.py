"""What an HTML page states about itself: its title and the date of its publication."""

import json
from dataclasses import dataclass, field

from index.loaders.webpage.tokens import Tag, unescaped
from index.text.dates import iso_date

TITLES = ("og:title", "dc.title", "twitter:title", "title")
DATES = """
article:published_time datepublished og:published_time dc.date.issued dc.date dcterms.date
dcterms.issued citation_publication_date citation_date date publication_date pubdate
parsely-pub-date
""".split()
MAX_META_CHARS = 100_000


@dataclass(slots=True)
class Metadata:
    """The statements of a page, collected from its tags and the text of its first heading."""

    title: str = ""
    heading: str = ""
    stated: dict[str, str] = field(default_factory=dict)
    """The contents of meta tags, by their names in lower case."""
    data: list[str] = field(default_factory=list)
    """The page's JSON-LD scripts, unparsed."""
    time: str = ""
    """The `datetime` of the first <time> element."""
    _heading: list[str] | None = None
    """The text of the open <h1>."""

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

    def read_start(self, tag: Tag, *, is_seen: bool) -> None:
        """Takes a start tag. The title of a picture is not seen."""
        name, attributes = tag.name, tag.attributes
        if name == "meta":
            self._read_meta(attributes)
        elif name == "title" and not self.title and is_seen:
            self.title = unescaped(tag.content)[:MAX_META_CHARS]
        elif name == "script" and attributes.get("type", "") == "application/ld+json":
            self.data.append(tag.content[:MAX_META_CHARS])
        elif name == "time" and not self.time:
            self.time = attributes.get("datetime", "")[:100]
        elif name == "h1" and not self.heading and self._heading is None:
            self._heading = []

    def read_text(self, text: str) -> None:
        """Takes a piece of visible text."""
        if self._heading is not None:
            self._heading.append(text)

    def read_end(self, name: str) -> None:
        """Takes an end tag."""
        if name == "h1" and self._heading is not None:
            self.heading = "".join(self._heading)[:MAX_META_CHARS]
            self._heading = None

    def _read_meta(self, attributes: dict[str, str]) -> None:
        named = map(attributes.get, ("property", "name", "itemprop"))
        if name := next(filter(None, named), None):
            self.stated.setdefault(name.lower(), attributes.get("content", "")[:1_000])


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
