"""Answers as Markdown: each citation is a quote, with its place below it."""

import re
import string
import unicodedata

from qa.answers import Answer, Citation
from qa.output import Screen
from qa.output.captions import difference, heading, place, remarks, resolution, section
from qa.output.marking import split_at_answer
from qa.output.printable import printable

# Characters that begin markup anywhere in a line. Of brackets only the opening one does, an
# underscore only outside words, and "\\", "<" and "&" only before what they would act on.
_INLINE = re.compile(
    r"[`*~\[]|\\(?=[!-/:-@\[-`{-~]|$)|(?<![^\W_])_|_(?![^\W_])|<(?=[A-Za-z/!?])|&(?=#?\w+;)"
)
# What begins a block at the start of a line. Tables and underlined headings take two lines, and no
# text of ours has more than one.
_BLOCK = re.compile(r"^(?:[0-9]{1,9}(?=[.)](?: |$))|(?=#{1,6}(?: |$)|>|[+-](?: |$)|-[- ]*$))")
_ADDRESS = re.compile(r"(?<![a-z])(https?(?=:)|ftp(?=:)|www(?=\.))", re.IGNORECASE)


def render(answer: Answer, screen: Screen) -> str:
    """A heading with the question, then the citations in order."""
    blocks = [f"## {_escape_closing(_escape(answer.question))}"]
    if words := resolution(answer):
        blocks.append(_escape(words))
    if words := heading(answer):
        blocks.append(words)
    if words := difference(answer):
        blocks.append(_escape(words))
    for citation in answer.citations:
        blocks.append(f"> {_escape_opening(_sentence(answer, citation))}")
        about = filter(None, [section(citation), *remarks(answer, citation)])
        below = [f"`{_code(place(citation))}`", *map(_escape, about)]
        blocks.append(f"[{citation.rank}] " + " · ".join(below))
    return "\n\n".join(blocks) + "\n\n"


def _sentence(answer: Answer, citation: Citation) -> str:
    """The sentence with the words that answer in bold, if Markdown allows bold there."""
    cut = split_at_answer(answer, citation)
    before, words, after = cut
    if words and _takes_stars(before[-1:], words[:1]) and _takes_stars(after[:1], words[-1:]):
        before, words, after = map(_escape_inline, cut)
        return _unlink(f"{before}**{words}**{after}")
    return _escape(citation.text)


def _takes_stars(outside: str, inside: str) -> bool:
    """Whether stars between these two characters begin or end strong emphasis (CommonMark 6.2)."""
    return unicodedata.category(inside)[0] in "LMN" or outside in f" {string.punctuation}"


def _escape(text: str) -> str:
    """A text that Markdown shows as it is, inside a line."""
    return _unlink(_escape_inline(printable(text)))


def _escape_inline(text: str) -> str:
    return _INLINE.sub(r"\\\g<0>", text)


def _unlink(line: str) -> str:
    """A line in which GitHub links no address that holds a backslash or a star of ours.

    GitHub links a bare address, and would show every character in it as it is.
    """
    return re.sub(r"\S+", _unlink_word, line) if "\\" in line or "*" in line else line


def _unlink_word(word: re.Match[str]) -> str:
    is_marked = "\\" in word[0] or "*" in word[0]
    return _ADDRESS.sub(r"\1\\", word[0]) if is_marked else word[0]


def _escape_opening(line: str) -> str:
    """A line that begins no block."""
    return _BLOCK.sub(r"\g<0>\\", line)


def _escape_closing(line: str) -> str:
    """The line of a heading, without number signs at its end that would close it."""
    return re.sub(r"(?<![^ ])#(?=#*$)", r"\\#", line)


def _code(text: str) -> str:
    return text.replace("`", "'")
