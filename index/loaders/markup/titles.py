"""The title of a document in markup."""

from collections.abc import Iterable

from index.structure import Block
from index.text.outline import label

MAX_TITLE_CHARS = 500


def find_title(text: str, stated: str, headings: Iterable[Block]) -> str:
    """The title that is stated, else the first of these headings; "" if there is neither."""
    title = " ".join(stated.split())
    first = None if title else next(iter(headings), None)
    if first:
        title = label(text[first.start : first.end])
    return title[:MAX_TITLE_CHARS]
