"""Makes text of a document safe to print: on one line, with nothing that steers a terminal."""

import unicodedata

REPLACED = "\N{REPLACEMENT CHARACTER}"
MAX_MARKS = 6
"""On one character. Biblical Hebrew uses four; dozens would cover the lines above."""

# They join letters and pictures, or keep them apart: Persian, the scripts of India and emoji need
# them.
_JOINERS = "\N{ZERO WIDTH JOINER}\N{ZERO WIDTH NON-JOINER}"
# Characters that turn the direction of text have bidirectional classes, except these three.
_MARKS = "\N{LEFT-TO-RIGHT MARK}\N{RIGHT-TO-LEFT MARK}\N{ARABIC LETTER MARK}"
_TURNING = {"LRE", "RLE", "LRO", "RLO", "PDF", "LRI", "RLI", "FSI", "PDI"}
# Invisible letters, in which a text can hide.
_TAGS = range(0xE0000, 0xE0080)


def steers(character: str) -> bool:
    """Whether a character could clear the screen, for example, or disguise the text around it.

    Controls, surrogates, ends of lines, annotations and tags do, and what turns the direction of
    text. Private characters do no harm: a font shows them or does not.
    """
    category = unicodedata.category(character)
    return (
        category in ("Cc", "Cs", "Zl", "Zp")
        or character in _MARKS
        or unicodedata.bidirectional(character) in _TURNING
        or (category == "Cf" and unicodedata.bidirectional(character) == "ON")
        or ord(character) in _TAGS
    )


class _Shown(dict[str, str]):
    """What to print for a character: itself, a space, REPLACED or nothing; each is found once."""

    def __missing__(self, character: str) -> str:
        shown = character
        if character.isspace():
            shown = " "
        elif steers(character):
            shown = REPLACED
        elif (
            unicodedata.category(character) == "Cf"
            and unicodedata.bidirectional(character) == "BN"
            and character not in _JOINERS
        ):
            shown = ""  # soft hyphens and the like: most terminals show nothing
        self[character] = shown
        return shown


_SHOWN = _Shown()


def printable(text: str) -> str:
    """`text` on one line, runs of white space as one space, steering characters as U+FFFD.

    Invisible characters are left out, and so are marks on one character beyond MAX_MARKS.
    """
    if text.isascii() and text.isprintable():
        return " ".join(text.split())
    return " ".join("".join(_shown(text)).split())


def split_printable(text: str, start: int, end: int) -> tuple[str, str, str]:
    """The printable text in three parts: before, within and after a range of `text`.

    Joined, they are printable(text). The second part has no white space around it.
    """
    shown = _shown(text)
    whole = " ".join("".join(shown).split())
    before, words = "".join(shown[:start]), "".join(shown[start:end])
    before += words[: len(words) - len(words.lstrip())]
    first = len(" ".join(f"{before}x".split())) - 1
    last = first + len(" ".join(words.split()))
    return whole[:first], whole[first:last], whole[last:]


def _shown(text: str) -> list[str]:
    """What to print for each character of a text."""
    shown = [_SHOWN[character] for character in text]
    if text.isascii():
        return shown
    marks = 0
    for i, character in enumerate(shown):
        if character and unicodedata.category(character) not in ("Mn", "Me", "Cf"):
            marks = 0
        elif character:
            marks += 1
            if marks > MAX_MARKS:
                shown[i] = ""
    return shown
