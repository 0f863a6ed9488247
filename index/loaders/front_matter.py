"""The block of YAML or TOML at the top of a Markdown file."""

import re
from datetime import date
from typing import Any

MAX_FRONT_MATTER_CHARS = 10_000
MAX_NUMBER_BITS = 64
"""Of a number in front matter. Python refuses to print a number with thousands of digits."""

FRONT_MATTER = re.compile(
    rf"\A(---|\+\+\+)[ \t]*\r?\n(.{{0,{MAX_FRONT_MATTER_CHARS}}}?)^\1[ \t]*\r?$",
    re.MULTILINE | re.DOTALL,
)
_KEY = re.compile(r"""\s*(?:[#\[].*\s*)*+["']?[\w.-]+["']?[ \t]*[:=]|\s*\Z""")
"""The start of front matter. Between two rules at the top, there may as well be prose."""
STATED = re.compile(
    r"""^(["']?)(?:title|date)\1[ \t]*:(?:[ \t]+(?![\[{&*!?]|-[ \t]).*|[ \t]*\r?$)"""
    r"""(?:\n[ \t]+(?!-[ \t]).*)*""",
    re.MULTILINE,
)
"""A top-level `title` or `date` of YAML front matter with its lines, unless its value is a list, a
mapping or the like."""


def front_matter_end(text: str) -> int:
    """Where the front matter of a text ends; 0 if there is none."""
    matter = FRONT_MATTER.match(text)
    return matter.end() if matter and _KEY.match(matter[2]) else 0


def stated_fields(text: str) -> dict[str, str]:
    """What the front matter of a text states, by name; nothing if there is none."""
    matter = FRONT_MATTER.match(text)
    return read_fields(matter[1], matter[2]) if matter else {}


def read_fields(fence: str, matter: str) -> dict[str, str]:
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
