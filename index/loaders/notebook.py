"""Jupyter notebooks: the Markdown and code cells in their order, without what the code printed."""

import json
from collections.abc import Iterator, Sequence
from typing import Any

from index.errors import LoadError
from index.loaders import markdown
from index.loaders.code import code_blocks
from index.loaders.commonmark.blocks import markdown_blocks
from index.loaders.encoding import decode
from index.loaders.limits import require_chars
from index.loaders.parts import Part, join, shifted
from index.loaders.text import encoding_notice
from index.records import Extract

DEEPEST_HEADING = 6


def load(data: bytes) -> tuple[Extract]:
    """The one document of a notebook in nbformat 3 or 4, with blank lines between its cells.

    Outputs, raw cells and metadata are left out. Title and date come from the Markdown cells, by
    the rules for a Markdown file. Raises LoadError for broken JSON, for JSON that is no notebook,
    and for a notebook without text in a Markdown or code cell.
    """
    text, encoding = decode(data)
    cells = [(kind, source) for kind, source in _read_cells(_parse(text)) if source.strip()]
    if not cells:
        raise LoadError("a notebook without text in a Markdown or code cell")
    require_chars(sum(len(source) for _, source in cells))
    prose = markdown.read("\n\n".join(source for kind, source in cells if kind == "markdown"))
    whole, blocks = join(_parts(cells))
    notice = encoding_notice(encoding)
    return (Extract(whole, prose.title, prose.date, notice, blocks=blocks),)


def _parts(cells: Sequence[tuple[str, str]]) -> Iterator[Part]:
    """The cells with their blocks. Only the first can begin with front matter."""
    for number, (kind, source) in enumerate(cells):
        if kind == "code":
            yield Part(source, code_blocks(source))
        elif number:
            yield Part(source, shifted(markdown_blocks(f"\n{source}"), -1))
        else:
            yield Part(source, markdown_blocks(source))


def _parse(text: str) -> dict[str, Any]:
    if not text.strip():
        raise LoadError("empty")
    try:
        # As an int, a number of thousands of digits in an output would be an error.
        notebook = json.loads(text, parse_int=float)
    except json.JSONDecodeError as error:
        where = f"line {error.lineno}, column {error.colno}"
        raise LoadError(f"not JSON: {error.msg} ({where})") from error
    if not isinstance(notebook, dict):
        raise LoadError("JSON, but no notebook: not an object")
    return notebook


def _read_cells(notebook: dict[str, Any]) -> Iterator[tuple[str, str]]:
    """Kind and source of each Markdown and code cell, as nbformat 4 has them."""
    if isinstance(notebook.get("cells"), list):
        for cell in _objects(notebook, "cells"):
            if cell.get("cell_type") in ("markdown", "code"):
                yield cell["cell_type"], "".join(_lines(cell, "source"))
    elif isinstance(notebook.get("worksheets"), list):
        for sheet in _objects(notebook, "worksheets"):
            for cell in _objects(sheet, "cells"):
                yield from _upgrade(cell)
    else:
        raise LoadError("JSON, but no notebook: no list of cells in it")


def _upgrade(cell: dict[str, Any]) -> Iterator[tuple[str, str]]:
    """A cell of nbformat 3 as nbformat/v4/convert.py of Jupyter has it."""
    kind = cell.get("cell_type")
    lines = _lines(cell, "input" if kind == "code" else "source")
    # Some writers left the ends of lines out: nbformat/v3/rwbase.py, _join_lines.
    separator = "" if lines and lines[0].endswith(("\n", "\r")) else "\n"
    source = separator.join(lines)
    if kind == "heading" and source.strip():
        level = cell.get("level", 1)
        is_level = isinstance(level, float) and 1 <= level <= DEEPEST_HEADING
        marks = "#" * (int(level) if is_level else 1)
        yield "markdown", f"{marks} {' '.join(source.split())}"
    elif kind in ("markdown", "code"):
        yield kind, source


def _objects(parent: dict[str, Any], key: str) -> list[dict[str, Any]]:
    found = parent.get(key)
    return [each for each in found if isinstance(each, dict)] if isinstance(found, list) else []


def _lines(cell: dict[str, Any], key: str) -> list[str]:
    """The text under `key`, which is a string or a list of strings."""
    found = cell.get(key)
    if isinstance(found, str):
        return [found]
    return [each for each in found if isinstance(each, str)] if isinstance(found, list) else []
