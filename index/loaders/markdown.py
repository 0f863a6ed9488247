"""Markdown: the unchanged source, with title and date from front matter or the first heading."""

import re
from datetime import date
from typing import Any

from index.loaders.encoding import decode
from index.loaders.text import encoding_notice
from index.records import Extract
from index.text.dates import iso_date, leading_date

MAX_FRONT_MATTER_CHARS = 10_000
MAX_TITLE_CHARS = 500
MAX_NUMBER_BITS = 64
"""Of a number in front matter. Python refuses to print a number with thousands of digits."""

FRONT_MATTER = re.compile(
    rf"\A(---|\+\+\+)[ \t]*\r?\n(.{{0,{MAX_FRONT_MATTER_CHARS}}}?)^\1[ \t]*\r?$",
    re.MULTILINE | re.DOTALL,
)
HEADING = re.compile(rf"^#[ \t]++(.{{1,{MAX_TITLE_CHARS}}})$", re.MULTILINE)
STATED = re.compile(
    r"""^(["']?)(?:title|date)\1[ \t]*:(?:[ \t]+(?![\[{&*!?]|-[ \t]).*|[ \t]*\r?$)"""
    r"""(?:\n[ \t]+(?!-[ \t]).*)*""",
    re.MULTILINE,
)
"""A top-level `title` or `date` of YAML front matter with its lines, unless its value is a list, a
mapping or the like."""
CLOSING_HASHES = re.compile(r"(?:^|[ \t])#+$")


def load(data: bytes) -> tuple[Extract]:
    """The one document of a Markdown file. Its text is the source, front matter included."""
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
    """The texts, numbers and dates of a block of front matter, by name."""
    read = _toml if fence == "+++" else _yaml
    fields = read(matter)
    if not isinstance(fields, dict):
        return {}
    return {str(key): written for key, value in fields.items() if (written := _written(value))}


def _written(value: object) -> str:
    """A text, number or date as a string; "" for anything else."""
    if isinstance(value, int) and value.bit_length() > MAX_NUMBER_BITS:
        return ""
    return str(value) if isinstance(value, str | int | float | date) else ""


def _toml(matter: str) -> Any:
    import tomllib

    try:
        return tomllib.loads(matter)
    except (ValueError, ArithmeticError, RecursionError):
        return {}


def _yaml(matter: str) -> Any:
    """The title and date in a block of YAML.

    Only their lines are parsed: the library takes seconds for nested brackets, and fails on the
    placeholders of templates.
    """
    import yaml

    stated = "\n".join(found[0] for found in STATED.finditer(matter))
    try:
        # This loader leaves every scalar as a string. The text can request no type that fails, and
        # aliases and merge keys cannot expand without end.
        return yaml.load(stated, yaml.BaseLoader)  # noqa: S506
    except (yaml.YAMLError, ValueError, TypeError, ArithmeticError, RecursionError):
        return {}
