"""Directives: what their names mean for what stands in them, and where their parts are."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from index.loaders.markup.lines import Line
from index.loaders.rst.marks import FIELD

CODE = frozenset(
    """
    code code-block sourcecode parsed-literal math raw productionlist prompt console doctest
    testcode testoutput testsetup testcleanup ipython graphviz digraph graph mermaid uml plantuml
    plot jupyter-execute blockdiag seqdiag code-cell
    """.split()
)
"""What stands in them keeps its lines."""
CODE_FROM_FIRST = frozenset({"math", "productionlist", "graph", "digraph"})
"""Those whose argument is a part of the code."""
SKIPPED = frozenset(
    """
    toctree contents sectnum section-numbering target-notes index highlight include literalinclude
    image meta role default-role title header footer date tabularcolumns sectionauthor codeauthor
    moduleauthor program module currentmodule py:module py:currentmodule js:module default-domain
    autosummary inheritance-diagram bibliography replace unicode c:namespace cpp:namespace
    highlightlang cssclass
    """.split()
)
"""They hold no text of the document."""
PROSE = frozenset(
    """
    attention caution danger error hint important note tip warning seealso todo impl-detail
    availability centered compound
    """.split()
)
"""Their argument is the first line of their text."""
VERSIONS = ("versionadded", "versionchanged", "versionremoved", "deprecated", "softdeprecated")
"""How names begin that say what the text is about. Some write a dash after "version"."""
TITLED = frozenset("admonition topic sidebar tab tab-item dropdown details card collapse".split())
"""Their argument is the title of what stands in them."""
UNNAMED = frozenset(
    """
    only ifconfig container hlist rst-class tabs tab-set grid glossary epigraph highlights
    pull-quote figure list-table flat-table csv-table table cfgtable
    """.split()
)
"""Their argument is no title."""
SECTIONED = frozenset({"only", "ifconfig", "container"})
"""Headings may stand in them."""
QUOTES = frozenset({"epigraph", "highlights", "pull-quote"})
LIST_TABLES = frozenset({"list-table", "flat-table"})
OBJECTS = frozenset(
    """
    function method staticmethod classmethod attribute property data exception decorator
    decoratormethod option cmdoption envvar confval describe object macro type member var enum
    enumerator struct union directive opcode pdbcommand 2to3fixer setting command coroutinefunction
    coroutinemethod abstractmethod awaitablefunction awaitablemethod config-value
    """.split()
)
"""Their argument is the name of what they describe. So is that of a name with a colon in it."""
METADATA = frozenset("orphan tocdepth nocomments nosearch no-search".split())
"""Fields at the top of a file that are for Sphinx."""


@dataclass(frozen=True, slots=True)
class Head:
    """What stands at the beginning of a directive."""

    start: int
    end: int
    """Of the argument; the same as `start` if there is none."""
    options: Sequence[tuple[str, int, int]]
    """Of each option its name, and where its value starts and ends."""
    first: int
    """The line after it."""


def read_head(text: str, lines: Sequence[Line], at: int, start: int, *, is_long: bool) -> Head:
    """The head of the directive at a line. `start`: where the argument stands, or the line ends.

    `is_long`: whether lines directly below it go on with the argument.
    """
    line = lines[at]
    start, end, at = min(start, line.end), line.end, at + 1
    floor = line.indent + 1
    while is_long and start < end and _is_in(lines, at, floor) and not _field(text, lines[at]):
        end, at = lines[at].end, at + 1
    options: list[tuple[str, int, int]] = []
    margin = floor
    while _is_in(lines, at, margin):
        if field := _field(text, lines[at]):
            options.append((field[1], field.end(), lines[at].end))
            margin = min(margin, lines[at].indent) if options[1:] else lines[at].indent
        elif options and lines[at].indent > margin:
            name, value, _ = options[-1]
            options[-1] = name, value, lines[at].end
        else:
            break
        at += 1
    return Head(start, end, options, at)


def _is_in(lines: Sequence[Line], at: int, floor: int) -> bool:
    return at < len(lines) and not lines[at].is_apart and lines[at].indent >= floor


def _field(text: str, line: Line) -> re.Match[str] | None:
    return FIELD.match(text, line.start, line.end)


def is_object(name: str) -> bool:
    """Whether a directive describes what its argument names."""
    return name in OBJECTS or (":" in name and name not in SKIPPED)


def option(head: Head, text: str, name: str) -> str:
    """The value of an option; "" if it is not there."""
    return next((text[start:end] for key, start, end in head.options if key == name), "")
