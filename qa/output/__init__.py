"""Answers as text: a table from the name of a format to its function."""

from collections.abc import Callable
from dataclasses import dataclass
from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from qa.answers import Answer

__all__ = ["FORMATS", "Render", "Screen", "renderer"]

FORMATS = {
    "json": "qa.output.structured:json",
    "jsonl": "qa.output.structured:jsonl",
    "markdown": "qa.output.markdown:render",
    "plain": "qa.output.plain:render",
    "rich": "qa.output.styled:render",
}


@dataclass(frozen=True, slots=True)
class Screen:
    """What an answer is written on, and how."""

    width: int
    """In columns."""
    has_color: bool
    is_terminal: bool
    """Whether escape codes are understood at all."""
    shows_question: bool
    """Whether to repeat the question above its answer."""
    editor_uri: str = ""
    """A valid template of the addresses that places link to; "" links to the files."""


Render = Callable[["Answer", Screen], str]
"""An answer as text that ends with a newline."""


def renderer(name: str) -> Render:
    """The function of a format in FORMATS, imported when it is first needed."""
    module, _, attribute = FORMATS[name].partition(":")
    render: Render = getattr(import_module(module), attribute)
    return render
