"""Answers as Markdown: a quote a citation, its place below it."""

import re
import string
import unicodedata

from qa.answers import Answer, Citation
from qa.output import Screen
from qa.output.printable import parts, printable
from qa.output.wording import difference, heading, place, remarks, resolved

# What begins something anywhere in a line: of brackets the opening one, underscores that do not
# stand inside a word, and "\\", "<" and "&" only before what they would make something of.
_INLINE = re.compile(
    r"[`*~\[]|\\(?=[!-/:-@\[-`{-~]|$)|(?<![^\W_])_|_(?![^\W_])|<(?=[A-Za-z/!?])|&(?=#?\w+;)"
)
# What begins a block where a line begins. There are no tables and no headings underlined: they
# take two lines, and no text of ours has more than one.
_BLOCK = re.compile(r"^(?:[0-9]{1,9}(?=[.)](?: |$))|(?=#{1,6}(?: |$)|>|[+-](?: |$)|-[- ]*$))")
_ADDRESS = re.compile(r"(?<![a-z])(https?(?=:)|ftp(?=:)|www(?=\.))", re.IGNORECASE)


def render(answer: Answer, screen: Screen) -> str:
    """A heading with the question, then the citations in order."""
    blocks = [f"## {_closed(_escaped(answer.question))}"]
    if words := resolved(answer):
        blocks.append(_escaped(words))
    if words := heading(answer):
        blocks.append(words)
    if differs := difference(answer):
        blocks.append(_escaped(differs))
    for citation in answer.citations:
        text = _sentence(citation) if answer.answered else _escaped(citation.text)
        blocks.append(f"> {_begun(text)}")
        below = [f"`{_code(place(citation))}`", *map(_escaped, remarks(answer, citation))]
        blocks.append(f"[{citation.rank}] " + " · ".join(below))
    return "\n\n".join(blocks) + "\n\n"


def _sentence(citation: Citation) -> str:
    """The sentence with the words that answer in bold, where Markdown lets them be."""
    if citation.answer is None:
        return _escaped(citation.text)
    start = citation.answer.start - citation.start
    cut = parts(citation.text, start, start + len(citation.answer.text))
    before, words, after = cut
    if words and _takes_stars(before[-1:], words[:1]) and _takes_stars(after[:1], words[-1:]):
        before, words, after = map(_inline, cut)
        return _bare(f"{before}**{words}**{after}")
    return _escaped(citation.text)


def _takes_stars(outside: str, inside: str) -> bool:
    """Whether stars between these two characters begin or end strong emphasis (CommonMark 6.2)."""
    return unicodedata.category(inside)[0] in "LMN" or outside in f" {string.punctuation}"


def _escaped(text: str) -> str:
    """A text inside a line that says nothing but its characters."""
    return _bare(_inline(printable(text)))


def _inline(text: str) -> str:
    return _INLINE.sub(r"\\\g<0>", text)


def _bare(line: str) -> str:
    """A line of which GitHub makes no link where that would show our backslashes or stars.

    It makes one of an address that stands bare, and takes every character in it as it is.
    """
    return re.sub(r"\S+", _unlinked, line) if "\\" in line or "*" in line else line


def _unlinked(word: re.Match[str]) -> str:
    is_marked = "\\" in word[0] or "*" in word[0]
    return _ADDRESS.sub(r"\1\\", word[0]) if is_marked else word[0]


def _begun(line: str) -> str:
    """A line that begins no block."""
    return _BLOCK.sub(r"\g<0>\\", line)


def _closed(line: str) -> str:
    """The line of a heading without the number signs at its end that would close it."""
    return re.sub(r"(?<![^ ])#(?=#*$)", r"\\#", line)


def _code(text: str) -> str:
    return text.replace("`", "'")
