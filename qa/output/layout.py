"""Lays out styled text in lines, and writes the lines as a terminal understands them."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from functools import cache

from rich.color import ColorSystem
from rich.style import Style

from qa.output import Screen
from qa.output.wrapping import Range, columns, wrap


@dataclass(frozen=True, slots=True)
class Run:
    """Printable text in one style."""

    text: str
    style: str = ""
    """In the words of rich."""
    link: str = ""
    """The address that a click on it opens, in ASCII; "" for none."""


Line = list[Run]


def lay_out(runs: Sequence[Run], width: int) -> list[Line]:
    """A paragraph of runs in lines of at most `width` columns."""
    return [_cut(runs, line) for line in wrap("".join(run.text for run in runs), width)]


def pack(items: Iterable[Line], width: int, separator: Run) -> list[Line]:
    """Items side by side, as many to a line as fit; one that is wider than a line is wrapped."""
    lines: list[Line] = []
    used = 0
    for item in items:
        item_width, gap = _width(item), columns(separator.text)
        if lines and used + gap + item_width <= width:
            lines[-1] = [*lines[-1], separator, *item]
            used += gap + item_width
        else:
            lines += lay_out(item, width)
            used = _width(lines[-1])
    return lines


def hang(label: Run, lines: Iterable[Line]) -> list[Line]:
    """Lines with a label before the first, and the others indented by its width."""
    indent = Run(" " * columns(label.text))
    return [[indent if i else label, *line] for i, line in enumerate(lines)] or [[label]]


def write(lines: Iterable[Line], screen: Screen) -> str:
    """The text that shows these lines on a screen, without white space at their ends."""
    return "".join("".join(_ink(run, screen) for run in _trim(line)) + "\n" for line in lines)


def _cut(runs: Sequence[Run], line: Range) -> Line:
    """The part of the runs that stands in a range of their text."""
    cut, passed = [], 0
    for run in runs:
        text = run.text[max(line[0] - passed, 0) : max(line[1] - passed, 0)]
        passed += len(run.text)
        if text:
            cut.append(replace(run, text=text))
    return cut


def _width(line: Line) -> int:
    return sum(columns(run.text) for run in line)


def _trim(line: Line) -> Line:
    if not line:
        return line
    *before, last = line
    last = replace(last, text=last.text.rstrip(" "))
    return [*before, last] if last.text else _trim(before)


def _ink(run: Run, screen: Screen) -> str:
    """A run with the escape codes of its style and link."""
    if not screen.is_terminal:
        return run.text
    shown = _style(run.style, screen.has_color).render(run.text, color_system=ColorSystem.STANDARD)
    if run.link:
        # The id keeps the lines of one link together.
        shown = f"\x1b]8;id={_id(run.link)};{run.link}\x1b\\{shown}\x1b]8;;\x1b\\"
    return shown


@cache
def _style(name: str, has_color: bool) -> Style:
    style = Style.parse(name)
    return style if has_color else style.without_color


def _id(link: str) -> str:
    from zlib import crc32

    return f"{crc32(link.encode()):08x}"
