"""Parses a line of standard input: a plain question, or a JSON object with its history."""

import json
from dataclasses import dataclass
from reprlib import repr as brief  # a line may be megabytes long


@dataclass(frozen=True, slots=True)
class Question:
    """A question, and the earlier ones of its conversation, oldest first."""

    text: str
    history: tuple[str, ...] = ()


def parse(line: str) -> Question:
    """The question on a line. Raises ValueError for a malformed JSON object."""
    line = line.strip()
    if not line.startswith("{"):
        return Question(line)
    try:
        fields = json.loads(line)
    except (ValueError, RecursionError) as error:
        raise ValueError(f"not a JSON object, though it begins with {{: {error}") from error
    question, history = fields.get("question"), fields.get("history", [])
    if not isinstance(question, str):
        raise ValueError(f'"question" must be a text, not {brief(question)}')
    if not isinstance(history, list) or not all(isinstance(turn, str) for turn in history):
        raise ValueError(f'"history" must be a list of earlier questions, not {brief(history)}')
    return Question(question, tuple(history))
