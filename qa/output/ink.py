"""Runs of text in one style, laid out in lines and written as a terminal understands them."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from functools import cache

from rich.color import ColorSystem
from rich.style import Style

from qa.output import Screen
from qa.output.wrapping import Range, columns, wrapped


@dataclass(frozen=True, slots=True)
class Run:
    """Printable text that looks the same all along."""

    text: str
    style: str = ""
    """As rich names styles."""
    link: str = ""
    """Where a click on it leads, in ASCII; "" nowhere."""


Line = list[Run]


def laid(runs: Sequence[Run], width: int) -> list[Line]:
    """A paragraph of runs in lines of at most `width` columns."""
    return [_cut(runs, line) for line in wrapped("".join(run.text for run in runs), width)]


def packed(items: Iterable[Line], width: int, between: Run) -> list[Line]:
    """Items side by side, as many to a line as fit; one that does not fit is wrapped."""
    lines: list[Line] = []
    used = 0
    for item in items:
        wide, gap = _wide(item), columns(between.text)
        if lines and used + gap + wide <= width:
            lines[-1] = [*lines[-1], between, *item]
            used += gap + wide
        else:
            lines += laid(item, width)
            used = _wide(lines[-1])
    return lines


def hung(label: Run, lines: Iterable[Line]) -> list[Line]:
    """Lines with a label before the first, and as many columns left free before the others."""
    free = Run(" " * columns(label.text))
    return [[free if i else label, *line] for i, line in enumerate(lines)] or [[label]]


def written(lines: Iterable[Line], screen: Screen) -> str:
    """Lines as they are sent to the screen, each ended, without white space at the end."""
    return "".join("".join(_inked(run, screen) for run in _trimmed(line)) + "\n" for line in lines)


def _cut(runs: Sequence[Run], line: Range) -> Line:
    """What of the runs stands in a range of their text."""
    cut, passed = [], 0
    for run in runs:
        text = run.text[max(line[0] - passed, 0) : max(line[1] - passed, 0)]
        passed += len(run.text)
        if text:
            cut.append(replace(run, text=text))
    return cut


def _wide(line: Line) -> int:
    return sum(columns(run.text) for run in line)


def _trimmed(line: Line) -> Line:
    if not line:
        return line
    *before, last = line
    last = replace(last, text=last.text.rstrip(" "))
    return [*before, last] if last.text else _trimmed(before)


def _inked(run: Run, screen: Screen) -> str:
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
