"""Whether text is in the language that a reader's tokenizer was made for."""

import re
from collections.abc import Iterable
from typing import Any

MIN_WORDS = 50
"""Fewer words are too few to tell the language by; they count as this many."""
MAX_OTHER_LETTERS = 0.3
"""The share of letters beyond ASCII in a text that may still be English."""

# A word in small letters, no part of a path, an option, an address, a name in code or a formula.
_ORDINARY = re.compile(
    r"(?<![\w./\\@#:=<>(){}\[\]$&%+*`~|-])[^\W\d_]{2,}(?![\w/\\@#=<>{}\[\]$&%+*`~|(-]|[.:]\w)"
)
_LETTER = re.compile(r"[^\W\d_]")


def looks_known(tokenizer: Any, texts: Iterable[str], tokens_per_word: float) -> bool:
    """Whether a tokenizer knows the ordinary words of these texts.

    It cuts a word of another language into more tokens: those of English are 1.0 to 1.4 on
    average, of French 1.6, of Spanish 1.9, of German 2.0. Names, options, paths and code say
    nothing of the language and are not counted. `tokens_per_word`: the most of a known language.
    """
    text = "\n".join(texts)
    letters = _LETTER.findall(text)
    if sum(not letter.isascii() for letter in letters) > MAX_OTHER_LETTERS * len(letters):
        return len(letters) < MIN_WORDS
    words = [word for word in _ORDINARY.findall(text) if word.islower()]
    tokens = sum(len(e.ids) for e in tokenizer.encode_batch(words, add_special_tokens=False))
    return bool(tokens <= tokens_per_word * max(len(words), MIN_WORDS))
