"""Markdown: the source as it stands, title and date from front matter or the first heading."""

import re
from datetime import date
from typing import Any

from index.dates import iso_date, leading_date
from index.loaders.encoding import decode
from index.loaders.text import encoding_notice
from index.records import Extract

MAX_FRONT_MATTER_CHARS = 10_000
MAX_TITLE_CHARS = 500

FRONT_MATTER = re.compile(
    rf"\A(---|\+\+\+)[ \t]*\r?\n(.{{0,{MAX_FRONT_MATTER_CHARS}}}?)^\1[ \t]*\r?$",
    re.MULTILINE | re.DOTALL,
)
HEADING = re.compile(rf"^#[ \t]++(.{{1,{MAX_TITLE_CHARS}}})$", re.MULTILINE)
CLOSING_HASHES = re.compile(r"(?:^|[ \t])#+$")


def load(data: bytes) -> tuple[Extract]:
    """The Extract of a Markdown file; offsets are those of the source, front matter included."""
    text, encoding = decode(data)
    matter = FRONT_MATTER.match(text)
    stated = _fields(matter[1], matter[2]) if matter else {}
    body = text[matter.end() :] if matter else text
    title = " ".join(stated.get("title", "").split())[:MAX_TITLE_CHARS]
    if not title and (heading := HEADING.search(body)):
        title = " ".join(CLOSING_HASHES.sub("", heading[1].strip()).split())
    stated_date = iso_date(stated.get("date", "")) or leading_date(body)
    return (Extract(text, title, stated_date, encoding_notice(encoding)),)


def _fields(fence: str, matter: str) -> dict[str, str]:
    """The texts, numbers and dates by name in a block of front matter; empty where it is none."""
    read = _toml if fence == "+++" else _yaml
    fields = read(matter)
    if not isinstance(fields, dict):
        return {}
    plain = (str, int, float, date)
    return {str(key): str(value) for key, value in fields.items() if isinstance(value, plain)}


def _toml(matter: str) -> Any:
    import tomllib

    try:
        return tomllib.loads(matter)
    except (ValueError, RecursionError):
        return {}


def _yaml(matter: str) -> Any:
    import yaml

    try:
        # Every scalar as it is written: no type can be asked for that goes wrong, and no alias or
        # merge key can grow.
        return yaml.load(matter, yaml.BaseLoader)  # noqa: S506
    except (yaml.YAMLError, ValueError, TypeError, RecursionError):
        return {}
