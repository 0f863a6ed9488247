"""The signature at the end of a letter, and the footer of a mailing list."""

from collections.abc import Sequence

from index.structure import Kind
from index.text.layout.lines import Line

MAX_SIGNATURE = 16
"""In lines; "--" further from the end of the text begins no signature."""
MAX_FOOTER = 8
"""In lines."""


def mark_signature(lines: Sequence[Line]) -> None:
    """Marks as ASIDE what follows "--", or a long rule with an address below it."""
    for index in range(len(lines) - 1, max(0, len(lines) - MAX_SIGNATURE), -1):
        rest = lines[index + 1 :]
        if lines[index].text == "--" or _begins_footer(lines[index].text, rest):
            lines[index].is_dropped = True
            _mark_asides(rest)


def _begins_footer(text: str, rest: Sequence[Line]) -> bool:
    is_rule = len(text) >= 20 and set(text) == {"_"} and len(rest) <= MAX_FOOTER
    return is_rule and any("://" in line.text or "@" in line.text for line in rest)


def _mark_asides(lines: Sequence[Line]) -> None:
    for number, line in enumerate(lines):
        if line.is_open:
            line.kind = Kind.ASIDE
            is_more = number > 0 and lines[number - 1].kind is Kind.ASIDE
            line.joins = is_more and not line.blanks
