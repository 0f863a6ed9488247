"""JSON Lines: a document a line, from its text, title, date and id."""

import json
import re
from collections.abc import Iterator

from index.errors import LoadError
from index.loaders.encoding import decode
from index.loaders.rows import Row, extracts
from index.loaders.text import encoding_notice
from index.records import Extract

_HALVES = re.compile("[\ud800-\udfff]")


def load(data: bytes) -> tuple[Extract, ...]:
    """The Extract of every line that is an object, or a string, which is text and nothing else.

    Raises LoadError for a line that is neither.
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
    return {_whole(key).lower(): _content(content) for key, content in value.items()}


def _content(value: object) -> object:
    """What a column holds; of a list its texts, and nothing of what is nested deeper."""
    if isinstance(value, list):
        return [_whole(item) for item in value if isinstance(item, str)]
    return _whole(value) if isinstance(value, str) else value


def _whole(text: str) -> str:
    """Without halves of surrogate pairs, which JSON can spell and no text may hold."""
    return _HALVES.sub("\ufffd", text)
