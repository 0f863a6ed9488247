"""Markdown: the source as it stands, title and date from front matter or the first heading."""

import re
from typing import Any

from index.dates import iso_date, leading_date
from index.loaders.encoding import decode
from index.loaders.text import encoding_notice
from index.records import Extract

FRONT_MATTER = re.compile(r"\A(---|\+\+\+)[ \t]*\r?\n(.*?)^\1[ \t]*$", re.MULTILINE | re.DOTALL)
HEADING = re.compile(r"^#[ \t]+(.+?)[ \t]*#*[ \t]*$", re.MULTILINE)
MAX_FRONT_MATTER_CHARS = 10_000


def load(data: bytes) -> Extract:
    """The Extract of a Markdown file; offsets are those of the source, front matter included."""
    text, encoding = decode(data)
    matter = FRONT_MATTER.match(text)
    stated = _fields(matter[1], matter[2]) if matter else {}
    body = text[matter.end() :] if matter else text
    heading = HEADING.search(body)
    title = stated.get("title") or (heading[1] if heading else "")
    date = iso_date(str(stated.get("date") or "")) or leading_date(body)
    return Extract(text, " ".join(str(title).split()), date, encoding_notice(encoding))


def _fields(fence: str, matter: str) -> dict[str, Any]:
    """The mapping in a block of front matter; empty where it is none, or too long to be one."""
    if len(matter) > MAX_FRONT_MATTER_CHARS:
        return {}
    if fence == "+++":
        import tomllib

        try:
            return tomllib.loads(matter)
        except tomllib.TOMLDecodeError:
            return {}
    import yaml

    try:
        fields = yaml.safe_load(matter)
    # A date that is no date (2021-02-30) is a ValueError of the standard library's.
    except (yaml.YAMLError, ValueError, RecursionError):
        return {}
    return fields if isinstance(fields, dict) else {}
