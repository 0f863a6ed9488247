"""What people want to do and the command for it, from pages like those of tldr-pages."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

_OPTION = re.compile(r"(?<![\w-])--?[A-Za-z][\w-]*")
_EXAMPLE = re.compile(r"^- (?P<aim>.+?):?\n\n`(?P<line>[^`\n]+)`", re.MULTILINE)
_BRACKETS = re.compile(r"\[(\w+)\]")


@dataclass(frozen=True, slots=True)
class Example:
    """What somebody wants to do, and the options of a command that do it."""

    command: str
    """As its page is named: `tar`, `git-commit`."""
    question: str
    options: frozenset[str]


def option_names(term: str) -> tuple[str, ...]:
    """The names of the options that a term begins with; none if it is no option."""
    is_option = term.lstrip(" `[*_'\"").startswith("-")
    return tuple(dict.fromkeys(_OPTION.findall(term))) if is_option else ()


def load_examples(folder: Path) -> list[Example]:
    """All examples of the Markdown pages in a folder that name an option."""
    return [each for path in sorted(folder.rglob("*.md")) for each in _examples(path)]


def _examples(path: Path) -> Iterator[Example]:
    for found in _EXAMPLE.finditer(path.read_text(encoding="utf-8")):
        options = frozenset(_OPTION.findall(found["line"]))
        aim = _BRACKETS.sub(r"\1", found["aim"]).replace("`", "")
        if options and len(aim.split()) >= 3:
            yield Example(path.stem, f"how do I {aim[0].lower()}{aim[1:]}?", options)
