"""Copies of one sentence shown once: those that say the same, but for how it is printed."""

import re
from collections import Counter
from collections.abc import Iterable

from index import Hit

LIGHT = frozenset("an the and that which also of said says s".split())
"""Words that copies of a sentence may have or lack: none of them names, counts or denies."""
WORDS_PER_LIGHT = 6
"""A copy lacks or adds one light word, at most, for so many words: in short sentences each counts.
"""
LEAST_WORDS, LEAST_SHARE = 8, 0.6
"""A sentence that breaks off is a copy of a whole one where it is at least so long and has at least
that share of its words."""

_AGENCY = re.compile(
    r"^\W*(?:[^\W\d_][\w./'’,\s-]{0,60}?)?"
    r"\(\s*(?:reuters|ap|associated press|afp|upi|bloomberg|dpa|ani|cnn|xinhua)\s*\)\s*[-–—:]*\s*",
    re.IGNORECASE,
)
_THOUSANDS = re.compile(r"(?<=\d)\s?,\s?(?=\d{3}(?!\d))")
# A sign before a number and what it is a number of say as much as the number.
_TOKEN = re.compile(r"[^\W\d_]+|\d+|(?<!\w)[-−](?=\d)|[$€£¥₹%°]")


def fold(hits: Iterable[Hit]) -> list[list[Hit]]:
    """The hits in their order, each followed by the copies of it that came later."""
    groups: list[list[Hit]] = []
    heads: list[_Words] = []
    for hit in hits:
        words = _Words(hit.text)
        for group, head in zip(groups, heads, strict=True):
            if words.copies(head):
                group.append(hit)
                break
        else:
            groups.append([hit])
            heads.append(words)
    return groups


class _Words:
    """A sentence as it is compared with others."""

    def __init__(self, text: str) -> None:
        plain = _THOUSANDS.sub("", _AGENCY.sub("", text, count=1).casefold())
        self.tokens = _TOKEN.findall(plain)
        # A line without a word (a rule, a row of stars) is a copy of its like alone.
        self.whole = _joined(self.tokens) or text
        self.light = Counter(token for token in self.tokens if token in LIGHT)
        self.content = _joined(token for token in self.tokens if token not in LIGHT)

    def copies(self, earlier: "_Words") -> bool:
        """Whether it says what an earlier sentence says, or breaks off where that goes on."""
        if self.whole == earlier.whole:
            return True
        count, count_before = len(self.tokens), len(earlier.tokens)
        if self.content and self.content == earlier.content:
            other = (self.light - earlier.light) + (earlier.light - self.light)
            return other.total() <= max(count, count_before) // WORDS_PER_LIGHT
        is_long = count >= max(LEAST_WORDS, LEAST_SHARE * count_before)
        return is_long and earlier.tokens[:count] == self.tokens


def _joined(tokens: Iterable[str]) -> str:
    """Words put together, so that spaces and hyphens in them make no difference.

    Numbers stay apart: 1 23 is not 12 3.
    """
    return "".join(token if token.isalpha() else f" {token} " for token in tokens)
