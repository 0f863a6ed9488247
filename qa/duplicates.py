"""Copies of one sentence shown once: the same words, whatever their case and punctuation."""

import re
from collections.abc import Iterable

from index import Hit

_WORD = re.compile(r"\w+")


def fold(hits: Iterable[Hit]) -> list[list[Hit]]:
    """The hits in their order, each followed by the copies of it that came later."""
    groups: dict[tuple[str, ...], list[Hit]] = {}
    for hit in hits:
        # A line without a word (a rule, a row of stars) is a copy of its like alone.
        words = tuple(_WORD.findall(hit.text.casefold())) or (hit.text,)
        groups.setdefault(words, []).append(hit)
    return list(groups.values())
