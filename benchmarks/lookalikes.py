"""Pairs of sentences made by rule: copies, and sentences that look alike but say other things."""

import random
import re
from bisect import bisect
from collections.abc import Callable, Iterator

from benchmarks.sets import SEED
from index import Document, Hit, Sentence, Signals
from qa.evidence.duplicates import fold

LENGTHS = (8, 15, 25)
"""Bounds of the classes of length, in words."""

_NEGATIONS = {
    "is": "is not",
    "was": "was not",
    "were": "were not",
    "has": "has not",
    "are": "are not",
}
_NAME = re.compile(r"(?<=[a-z,] )[A-Z][a-z]{2,}\b")

CLASSES = (*(f"under {length}" for length in LENGTHS), f"{LENGTHS[-1]} up")

Change = Callable[[str, random.Random], str]
"""Changes a sentence; returns it as it is if there is nothing to change."""


def _space_punctuation(text: str, draw: random.Random) -> str:
    return re.sub(r"([.,;:()])", r" \1 ", text).replace("'", " ")


def _strip_punctuation(text: str, draw: random.Random) -> str:
    return re.sub(r"[.,;:()\"'](?!\d)", "", text)


def _truncate(text: str, draw: random.Random) -> str:
    words = text.split()
    return " ".join(words[: round(len(words) * draw.uniform(0.65, 0.9))]) + " …"


def _drop_article(text: str, draw: random.Random) -> str:
    return re.sub(r" the ", " ", text, count=1)


COPIES: dict[str, Change] = {
    "case": lambda text, draw: text.lower() if draw.random() < 0.5 else text.upper(),
    "space": _space_punctuation,
    "punctuation": _strip_punctuation,
    "agency": lambda text, draw: (
        draw.choice(["LONDON (Reuters) - ", "( ap ) — ", "(AFP): "]) + text
    ),
    "truncated": _truncate,
    "article": _drop_article,
}


def _change_number(text: str, draw: random.Random) -> str:
    return re.sub(r"\d+", lambda found: str(int(found[0]) + draw.randint(1, 9)), text, count=1)


def _change_name(text: str, draw: random.Random) -> str:
    return _NAME.sub(draw.choice(["Thornbury", "Oslo", "Marquez"]), text, count=1)


def _negate(text: str, draw: random.Random) -> str:
    return re.sub(r"\b(is|was|were|has|are)\b", lambda m: _NEGATIONS[m[0]], text, count=1)


def _change_word(text: str, draw: random.Random) -> str:
    longest = max(text.split(), key=len)
    return text.replace(longest, "otherwise", 1)


NEAR_MISSES: dict[str, Change] = {
    "number": _change_number,
    "name": _change_name,
    "negation": _negate,
    "word": _change_word,
}


def pairs(sentences: list[str], changes: dict[str, Change]) -> Iterator[tuple[str, str, str]]:
    """The name of a change, a sentence and its changed copy, for each change that has an effect."""
    draw = random.Random(SEED)
    for text in sentences:
        for name, change in changes.items():
            changed = change(text, draw)
            if changed != text:
                yield name, text, changed


def length_class(text: str) -> str:
    """The name in CLASSES for the length of a sentence."""
    return CLASSES[bisect(LENGTHS, len(text.split()))]


def is_folded(text: str, other: str) -> bool:
    """Whether the product shows `text`, and `other` found after it, as one citation."""
    document = Document("a.txt", "", None, "")
    hits = [
        Hit(
            rank,
            0.0,
            Signals(0, 0, 0, 0),
            document,
            Sentence(said, 0, len(said), 1),
            None,
            "",
            "",
            stale=False,
        )
        for rank, said in enumerate((text, other), 1)
    ]
    return len(fold(hits)) == 1
