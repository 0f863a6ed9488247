"""Text out of a document made fit for a terminal: one line, nothing that steers it or hides."""

import unicodedata

REPLACED = "\N{REPLACEMENT CHARACTER}"
MAX_MARKS = 6
"""Upon one character. Biblical Hebrew puts four; dozens climb over the lines above."""

# What joins letters and pictures, or keeps them apart: Persian, the scripts of India and emoji are
# not spelt without them.
_JOINERS = "\N{ZERO WIDTH JOINER}\N{ZERO WIDTH NON-JOINER}"
# Those that turn the direction of text around have classes of their own; these three do not.
_MARKS = "\N{LEFT-TO-RIGHT MARK}\N{RIGHT-TO-LEFT MARK}\N{ARABIC LETTER MARK}"
_TURNING = {"LRE", "RLE", "LRO", "RLO", "PDF", "LRI", "RLI", "FSI", "PDI"}
# Letters that nobody sees, in which a text can hide.
_TAGS = range(0xE0000, 0xE0080)


def steers(character: str) -> bool:
    """Whether it could clear the screen, say, or disguise what the text around it says.

    That are controls, halves of characters, ends of lines, what turns the direction of text
    around, annotations and tags. Private characters show what a font makes of them and do no harm.
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
    """What stands for a character, found out once: itself, a space, REPLACED or nothing."""

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
            shown = ""  # where a word may be parted, and the like: most terminals show nothing
        self[character] = shown
        return shown


_SHOWN = _Shown()


def printable(text: str) -> str:
    """`text` on one line, runs of white space as one space, steering characters as U+FFFD.

    Characters that show nothing are left out, and so are marks upon a character beyond MAX_MARKS.
    """
    if text.isascii() and text.isprintable():
        return " ".join(text.split())
    return " ".join("".join(_shown(text)).split())


def parts(text: str, start: int, end: int) -> tuple[str, str, str]:
    """What of the printable text stands before, within and after a range of the text.

    Put together they are printable(text); what is within has no white space around it.
    """
    shown = _shown(text)
    whole = " ".join("".join(shown).split())
    before, words = "".join(shown[:start]), "".join(shown[start:end])
    before += words[: len(words) - len(words.lstrip())]
    first = len(" ".join(f"{before}x".split())) - 1
    last = first + len(" ".join(words.split()))
    return whole[:first], whole[first:last], whole[last:]


def _shown(text: str) -> list[str]:
    """What stands for each character of a text."""
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
