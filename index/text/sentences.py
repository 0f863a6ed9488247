"""Sentence boundaries of running text, as character offsets.

There are two steps. `blocks` cuts the text at the line breaks that mean something: blank lines,
list items, headings, breaks before the margin. `_sentences` then walks over the terminators of a
block, found by one regular expression, and applies a few cheap tests to each.
"""

import re
import unicodedata
from collections.abc import Iterator

from index.text.abbreviations import (
    AFTER_CLOCK,
    AFTER_ORDINAL,
    BOUND,
    DOUBTFUL,
    EVERYDAY,
    NUMBERED,
    STARTERS,
)
from index.text.blocks import Span, blocks, strip_end

MAX_LENGTH = 1000
"""In characters. Longer sentences are cut, so that a citation fits on a screen."""
MAX_ASIDE = 250
"""In characters. A quotation or aside up to this length stays within one sentence."""

_STOPS = ".!?…‼⁇⁈⁉"
_FULL_STOPS = "。！？｡．؟۔।॥։።፧။"  # they never end an abbreviation, and need no space after them

_CLOSERS = r"""\"'”’»)\]}*_`"""  # inside a character class

# A short quotation or aside is skipped, up to a terminator just before its end, if there is one.
# A terminator is matched with what follows it directly: closing marks, a footnote's [1] or a
# raised 1.
_CANDIDATE = re.compile(
    rf"""
    ["'“(\[{_STOPS}{_FULL_STOPS}]
    (?: (?<=")(?<!\w")(?=\S)(?=[^"]{{2,{MAX_ASIDE}}}+(?<=\S)"(?!\w))[^"]*[^"\s{_STOPS}{_CLOSERS}]
      | (?<=')(?<!\w')(?=\w)(?=(?:[^']|(?<=\w)'(?=\w)){{2,{MAX_ASIDE}}}+(?<=[{_STOPS},])'(?!\w))
        (?:[^']|(?<=\w)'(?=\w))*[^'\s{_STOPS}{_CLOSERS}]
      | (?<=“)(?=[^“”]{{2,{MAX_ASIDE}}}+”)[^“”]*[^“”\s{_STOPS}{_CLOSERS}]
      | (?<=\()(?=[^()]{{2,{MAX_ASIDE}}}+\))[^()]*[^()\s{_STOPS}{_CLOSERS}]
      | (?<=\[)(?=[^\[\]]{{2,{MAX_ASIDE}}}+\])[^\[\]]*[^\[\]\s{_STOPS}{_CLOSERS}]
      | (?<=[{_FULL_STOPS}])[{_FULL_STOPS}]*[{_CLOSERS}」』】）》〉]*(?P<after_full>\s*)
      | (?<=[{_STOPS}])[{_STOPS}]*(?:\s{{1,2}}[{_STOPS}]+(?!\w))*
        (?P<closers>[{_CLOSERS}]*(?:“(?!\w))?(?:\s(?:''|[”»)\]])(?=\s))*)
        (?: (?:\[\d{{1,3}}(?:[-–,]\d{{1,3}})*\])+
          | (?<=[a-z)\]”"]\.)\d{{1,2}}(?:[ ,–]\d{{1,2}})*(?=\s+[A-Z])
          | \s[:;]['-]?[)(DP]+(?!\w)
          | \s?[☀-➿\U0001f300-\U0001faff]+\ufe0f? )?
        (?P<after>\s*)
    )
    """,
    re.VERBOSE,
)

# The word after a terminator, past quotes, brackets and dashes.
_NEXT_WORD = re.compile(r"[^\w\s.!?]{0,20}\s{0,3}[^\w\s.!?]{0,20}([^\W\d_]+(?:['’][^\W\d_]+)?|\w)?")
_OPENERS = "\"'“‘„«([{*_-–—•⁃"

_ACRONYM = re.compile(r"(?:[^\W\d_]{1,2}\.)+[^\W\d_]{1,2}")  # U.S  p.m  Ph.D
_UNSPEAKABLE = re.compile(r"[B-DF-HJ-NP-TV-XZ]?[b-df-hj-np-tv-xz]+")  # Bldg  pvt: not a word
_SPACED_ELLIPSIS = re.compile(r"\.\s\.\s\.")

# "home.You'll see" is two sentences; "www.Example.com" and "Node.Js" are not.
_BEFORE_GLUED = re.compile(r"[\"'“‘(]?(?:[^\W\d_]+[.!?…]+)*[\w,’'-]*(?:[a-z]{2}|\d{2})[\"”)]?")
_AFTER_GLUED = re.compile(r"(?!Com\b|Org\b|Net\b)(?:[A-Z][a-z]+|I)(?:['’][a-z]+)?(?=[\s,!?]|\.\s)")

_LABEL = re.compile(r"[•◦‣⁃▪●]\s?(?:\d{1,3}[.)])?|\(?(\d{1,3}|[a-z])(?:\.?\)|\.)\s")

_CLAUSE_MARKS = ("; ", ": ", ", ", " – ", " — ", "，", "、", "；")
_JOINERS = "\u200c\u200d\ufe0e\ufe0f"


def split(text: str) -> list[Span]:
    """The sentences of `text` as half-open character spans, in order.

    A span has no surrounding whitespace and at most MAX_LENGTH characters. Between two spans is
    nothing but whitespace. The time is linear in the length of the text.
    """
    return [span for block in blocks(text) for span in split_block(text, *block)]


def split_block(text: str, start: int, end: int) -> Iterator[Span]:
    """The sentences of a stretch of `text` in which no line break ends one, as `split` has them."""
    for first, last in _sentences(text, start, end):
        yield from split_long(text, first, last)


def split_long(text: str, start: int, end: int) -> Iterator[Span]:
    """The span, in several parts if it is longer than MAX_LENGTH."""
    if end - start > MAX_LENGTH:
        yield from _pieces(text, start, end)
    else:
        yield start, end


# Terminators: which of them end a sentence


def _sentences(text: str, start: int, end: int) -> Iterator[Span]:
    item = _next_item(text, start, end)
    for match in _CANDIDATE.finditer(text, start, end):
        while start < item <= match.start():
            yield strip_end(text, start, item)
            start, item = item, _next_item(text, item, end)
        following = match.end()
        if following < end and _is_boundary(text, start, match):
            yield start, match.start(match.lastgroup or 0)
            start, item = following, _next_item(text, following, end)
    while start < item:
        yield strip_end(text, start, item)
        start, item = item, _next_item(text, item, end)
    yield start, end


def _next_item(text: str, start: int, end: int) -> int:
    """Where the next item of an enumeration within the line begins; 0 if there is none.

    After an item that begins with 1), a. or a bullet comes one with 2), b. or another bullet, or
    the first item of another enumeration.
    """
    match = _LABEL.match(text, start, end)
    if not match:
        return 0
    label = match[1] or ""
    wanted = {"", "1", "a", str(int(label) + 1) if label.isdigit() else chr(ord(label or "a") + 1)}
    for item in _LABEL.finditer(text, match.end(), min(end, start + MAX_LENGTH)):
        if text[item.start() - 1].isspace() and (item[1] or "") in wanted:
            return item.start()
    return 0


def _is_boundary(text: str, start: int, match: re.Match[str]) -> bool:
    first, following = match.start(), match.end()
    if match.lastgroup == "after_full":
        if text[first] in "．｡" and text[following].isdigit():
            return False
        # 「行く。」と言った: the sentence goes on after its quotation.
        return text[following - 1] not in "」』" or not "ぁ" <= text[following] <= "ん"
    if match.lastgroup != "after":
        return False
    run = text[first : match.start("closers")]
    is_closed = match.end("closers") > match.start("closers")
    if match.start("after") == following:
        return not is_closed and _is_glued(text, start, first, following)
    if text[following] in ",;:" or (run == "..." and text[first - 1 : first] == "["):
        return False
    next_match = _NEXT_WORD.match(text, following)
    next_word = (next_match and next_match[1]) or ""
    if not set(run).isdisjoint("!?‼⁇⁈⁉"):
        if not next_word.islower():
            return True
        # "Yahoo! in": one exclamation mark is too little against a small letter.
        return run != "!" and not is_closed and text[following] not in "-–—"
    if run != ".":
        # . . . is an omission; a fourth dot would have ended the sentence.
        return not (next_word.islower() or next_word.isdigit() or _SPACED_ELLIPSIS.fullmatch(run))
    if text[first - 1 : first].isspace():
        return True  # tokenised text, in which an abbreviation keeps its dot
    before = text[max(start, first - 24) : first]
    if next_word.islower() or next_word.isdigit():
        return not is_closed and _ends_before_small(before, next_word)
    is_initial = len(next_word) == 1 and text.startswith(".", following + 1)
    is_starter = next_word.lower() in STARTERS and not is_initial
    return _ends_before_capital(before, next_word, is_starter)


def _is_glued(text: str, start: int, first: int, following: int) -> bool:
    if not _AFTER_GLUED.match(text, following):
        return False
    before = text[max(start, first - 40) : first].split()
    return (
        bool(before) and not text[first - 1].isspace() and bool(_BEFORE_GLUED.fullmatch(before[-1]))
    )


def _ends_before_small(before: str, next_word: str) -> bool:
    """Whether a dot after `before` ends a sentence if the next word has no capital."""
    word = _last_word(before)
    folded = word.lower()
    if _is_label(before, word) or _ACRONYM.fullmatch(word) or (len(word) == 1 and word.isalpha()):
        return False
    if next_word.isdigit() and folded in EVERYDAY and word.islower():
        return folded not in NUMBERED
    if folded in BOUND or folded in DOUBTFUL or folded in NUMBERED:
        return False
    if next_word.isdigit():
        return True
    is_ordinal = word.isdigit() and len(word) < 3
    return not is_ordinal and not _UNSPEAKABLE.fullmatch(word)


def _ends_before_capital(before: str, next_word: str, is_starter: bool) -> bool:
    """Whether a dot after `before` ends a sentence if the next word has a capital or no case."""
    word = _last_word(before)
    folded = word.lower()
    if _is_label(before, word):
        return False
    if folded in ("a.m", "p.m"):
        return next_word.lower() not in AFTER_CLOCK
    if folded in BOUND:
        return folded in EVERYDAY and word.islower()
    if word.isdigit() and len(word) < 3 and next_word.lower() in AFTER_ORDINAL:
        return False
    if is_starter or not next_word or (folded in EVERYDAY and word.islower()):
        return True
    is_doubtful = folded in DOUBTFUL or _ACRONYM.fullmatch(word) or _UNSPEAKABLE.fullmatch(word)
    return not is_doubtful and not (len(word) == 1 and word.isalpha())


def _last_word(before: str) -> str:
    return before.split()[-1].lstrip(_OPENERS) if before else ""


def _is_label(before: str, word: str) -> bool:
    """Whether `word` is the whole sentence so far: the number or letter of a list item."""
    is_short = len(word) == 1 or (word.isdigit() and len(word) < 4)
    return is_short and len(before) < 10 and before.strip(_OPENERS + " ") == word


# Sentences that are too long


def _pieces(text: str, start: int, end: int) -> Iterator[Span]:
    while end - start > MAX_LENGTH:
        cut = _last_break(text, start, start + MAX_LENGTH)
        yield strip_end(text, start, cut)
        start = cut
        while text[start].isspace():
            start += 1
    yield start, end


def _last_break(text: str, start: int, end: int) -> int:
    """Where to cut: after clause punctuation in the second half, else at a space, else at `end`."""
    half = (start + end) // 2
    clause = max(text.rfind(mark, half, end) + len(mark.rstrip()) for mark in _CLAUSE_MARKS)
    if clause > half:
        return clause
    if text[end - 1].isspace() or text[end].isspace():
        return end
    words = text[half:end].rsplit(None, 1)
    if len(words) == 2:
        return end - len(words[1])
    cut = end
    while cut > end - 20 and (
        unicodedata.combining(text[cut]) or text[cut] in _JOINERS or text[cut - 1] == "\u200d"
    ):
        cut -= 1
    return cut
