"""Plain text: the file's own characters, with a headline as title and a date line as date."""

from index.loaders.encoding import decode
from index.records import Extract
from index.text.dates import leading_date

MAX_TITLE_CHARS = 120


def load(data: bytes) -> tuple[Extract]:
    """The one document of a plain text file. Raises LoadError for bytes that are no text."""
    text, encoding = decode(data)
    return (Extract(text, headline(text), leading_date(text), encoding_notice(encoding)),)


def headline(text: str) -> str:
    """The first line if a blank line follows it and it is no sentence; else ""."""
    lines = text.lstrip()[: 2 * MAX_TITLE_CHARS].splitlines()[:2]
    if len(lines) < 2 or lines[1].strip():
        return ""
    first = lines[0].strip()
    return "" if len(first) > MAX_TITLE_CHARS or first.endswith((".", "!", ":", ",")) else first


def encoding_notice(encoding: str) -> str | None:
    """The notice about a file that is not in UTF-8; None for UTF-8."""
    return None if encoding == "utf-8" else f"read as {encoding}"
