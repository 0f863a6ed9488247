"""Text out of a document made fit for a terminal: one line, nothing that steers it."""

import re

# C0 and C1 controls, and the marks that turn the direction of text around (Unicode 16, 9.2):
# a document could clear the screen with the one and disguise what it says with the other.
STEERING = re.compile(
    "[\x00-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ufff9-\ufffb\ud800-\udfff]"
)


def parts(text: str, start: int, end: int) -> tuple[str, str, str]:
    """What of the printable text stands before, within and after a range of the text.

    Put together they are printable(text); the range begins and ends with no white space.
    """
    whole = printable(text)
    first = len(printable(text[:start] + text[start : start + 1])) - 1
    last = first + len(printable(text[start:end]))
    return whole[:first], whole[first:last], whole[last:]


def printable(text: str) -> str:
    """`text` on one line, runs of white space as one space, steering characters as U+FFFD."""
    return STEERING.sub("\N{REPLACEMENT CHARACTER}", " ".join(text.split()))
