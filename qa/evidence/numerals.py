"""Numbers in a text, however they are written, as figures."""

import re

UNITS = (
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen"
    " sixteen seventeen eighteen nineteen"
).split()
TENS = "twenty thirty forty fifty sixty seventy eighty ninety".split()
NUMBERS = {word: float(number) for number, word in enumerate(UNITS)} | {
    word: 20.0 + 10 * number for number, word in enumerate(TENS)
}
SCALES = {"hundred": 1e2, "thousand": 1e3, "million": 1e6, "billion": 1e9, "trillion": 1e12}

_COMMA = re.compile(r"(?<=\d)\s?,\s?(?=\d{3}(?!\d))")


def join_thousands(text: str) -> str:
    """The text with 1,000 and 1 , 000 written as 1000."""
    return _COMMA.sub("", text)


def write_figures(words: list[str]) -> list[str]:
    """The words with spelt-out numbers as figures, multiplied by the scale that follows."""
    found: list[str] = []
    value: float | None = None
    for word in [*words, ""]:
        number = float(word) if word[:1].isdecimal() else NUMBERS.get(word)
        if value is not None and word in SCALES:
            value *= SCALES[word]
        elif value is not None and word in UNITS[1:10] and value % 10 == 0 and 20 <= value < 100:
            value += NUMBERS[word]
        else:
            if value is not None:
                found.append(f"{value:.10g}" if value < 1e10 else f"{value:.0f}")
            value = number
            if number is None and word:
                found.append(word)
    return found
