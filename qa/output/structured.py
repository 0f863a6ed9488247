"""Answers for programs: one JSON object each, in UTF-8."""

import json as encoding

from qa.answers import Answer
from qa.output import Screen
from qa.output.printable import steers


def json(answer: Answer, screen: Screen) -> str:
    """The object on several lines, indented."""
    return _dump(answer, indent=2)


def jsonl(answer: Answer, screen: Screen) -> str:
    """The object on one line."""
    return _dump(answer, indent=None)


def _dump(answer: Answer, *, indent: int | None) -> str:
    text = encoding.dumps(answer.to_dict(), ensure_ascii=False, indent=indent)
    if not text.isascii():
        # JSON escapes the controls below space; others would steer a terminal that shows them.
        steering = {c for c in set(text) if c > "~" and steers(c)}
        text = text.translate({ord(c): encoding.dumps(c)[1:-1] for c in steering})
    # DEL is ASCII, and JSON lets it stand.
    return text.replace("\x7f", "\\u007f") + "\n"
