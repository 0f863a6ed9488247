"""Answers for programs: one JSON object each, in UTF-8."""

import json as encoding
import re

from qa.answers import Answer
from qa.output import Screen
from qa.output.printable import STEERING


def json(answer: Answer, screen: Screen) -> str:
    """Indented."""
    return _dumped(answer, indent=2)


def jsonl(answer: Answer, screen: Screen) -> str:
    """On one line."""
    return _dumped(answer, indent=None)


def _dumped(answer: Answer, *, indent: int | None) -> str:
    text = encoding.dumps(answer.to_dict(), ensure_ascii=False, indent=indent)
    # JSON escapes the controls below space; the others would steer a terminal it ends up on.
    lines = (STEERING.sub(_escape, line) for line in text.split("\n"))
    return "\n".join(lines) + "\n"


def _escape(found: re.Match[str]) -> str:
    return f"\\u{ord(found[0]):04x}"
