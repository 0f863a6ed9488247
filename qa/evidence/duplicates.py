"""Folds copies of a sentence into one: sentences that differ only in how they are printed."""

import re
from collections import Counter
from collections.abc import Iterable

from index import Hit
from qa.evidence.numerals import join_thousands

LIGHT_WORDS = frozenset("an the and that which also of said says s".split())
"""Words that a copy may lack or add: none of them names, counts or denies anything."""
WORDS_PER_LIGHT_WORD = 6
"""A copy may differ in one light word for every so many words: in a short sentence each counts."""
MIN_CUT_WORDS, MIN_CUT_SHARE = 8, 0.6
"""A sentence that is cut off is a copy of the whole one if it has at least so many of its words,
and at least this share of them."""
MIN_ALONE_WORDS = 8
"""A sentence of fewer words says what the heading or term above it makes of it ("Default: 0"): one
below another is no copy."""

_AGENCY = re.compile(
    r"^\W*(?:[^\W\d_][\w./'’,\s-]{0,60}?)?"
    r"\(\s*(?:reuters|ap|associated press|afp|upi|bloomberg|dpa|ani|cnn|xinhua)\s*\)\s*[-–—:]*\s*",
    re.IGNORECASE,
)
# A sign before a number and the unit or currency of it say as much as the number.
_TOKEN = re.compile(r"[^\W\d_]+|\d+|(?<!\w)[-−](?=\d)|[$€£¥₹%°]")


def fold(hits: Iterable[Hit]) -> list[list[Hit]]:
    """The hits in their order, each followed by the copies of it that came later."""
    groups: list[list[Hit]] = []
    heads: list[_Words] = []
    for hit in hits:
        words = _Words(hit)
        for group, head in zip(groups, heads, strict=True):
            if words.copies(head):
                group.append(hit)
                break
        else:
            groups.append([hit])
            heads.append(words)
    return groups


class _Words:
    """A sentence in the form in which it is compared with others."""

    def __init__(self, hit: Hit) -> None:
        text = hit.text
        plain = join_thousands(_AGENCY.sub("", text, count=1).casefold())
        self.tokens = _TOKEN.findall(plain)
        # A line without a word, such as a rule or a row of stars, is compared as it is.
        self.whole = _join(self.tokens) or text
        self.light = Counter(token for token in self.tokens if token in LIGHT_WORDS)
        self.content = _join(token for token in self.tokens if token not in LIGHT_WORDS)
        leans = len(self.tokens) < MIN_ALONE_WORDS
        self.above = hit.sentence.section[-1:] if leans else ()

    def copies(self, earlier: "_Words") -> bool:
        """Whether it says what an earlier sentence says, or is the beginning of it."""
        if self.above != earlier.above:
            return False
        if self.whole == earlier.whole:
            return True
        count, earlier_count = len(self.tokens), len(earlier.tokens)
        if self.content and self.content == earlier.content:
            unshared = (self.light - earlier.light) + (earlier.light - self.light)
            return unshared.total() <= max(count, earlier_count) // WORDS_PER_LIGHT_WORD
        is_long = count >= max(MIN_CUT_WORDS, MIN_CUT_SHARE * earlier_count)
        return is_long and earlier.tokens[:count] == self.tokens


def _join(tokens: Iterable[str]) -> str:
    """The words without spaces, so that a hyphen or a space inside one makes no difference.

    Numbers stay apart: 1 23 is not 12 3.
    """
    return "".join(token if token.isalpha() else f" {token} " for token in tokens)
