"""JSON Lines: one document for each line, from its text, title, date and id."""

import json
from collections.abc import Iterator

from index.errors import LoadError
from index.loaders.encoding import decode
from index.loaders.rows import Row, extracts
from index.loaders.text import encoding_notice
from index.records import Extract


def load(data: bytes) -> tuple[Extract, ...]:
    """The document of every line, which is an object, or a string that is the whole text.

    Raises LoadError for any other line.
    """
    text, encoding = decode(data)
    return extracts(_rows(text), encoding_notice(encoding))


def _rows(text: str) -> Iterator[Row]:
    for number, line in enumerate(text.split("\n"), 1):
        if line.strip():
            yield number, _columns(number, line)


def _columns(number: int, line: str) -> dict[str, object]:
    try:
        value = json.loads(line)
    except (ValueError, RecursionError) as error:
        raise LoadError(f"line {number} is not JSON") from error
    if isinstance(value, str):
        value = {"text": value}
    if not isinstance(value, dict):
        raise LoadError(f"line {number} is no JSON object")
    return {key.lower(): content for key, content in value.items()}
