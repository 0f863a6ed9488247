"""Pieces of the text of an HTML page: blocks before their places are known."""

from collections.abc import Sequence
from dataclasses import dataclass

from index.loaders.webpage.elements import LINE_BREAK, Run
from index.structure import Kind

MAX_TITLE_CHARS = 120
MAX_TITLE_WORDS = 12
"""Of a bold line that may be a heading."""
SENTENCE_WORDS = 5
"""With as many words outside of its links, a block is a sentence and no entry of a menu."""


@dataclass(frozen=True, slots=True)
class Sizes:
    """How much of a piece is in links."""

    letters: int
    """Letters and digits; in a piece without links, characters."""
    linked: int
    """Letters and digits in links."""
    links: int
    in_sentences: int
    """Links within a sentence."""


@dataclass(slots=True)
class Piece:
    """A stretch of text of one kind."""

    kind: Kind
    level: int
    text: str
    sizes: Sizes
    is_bold: bool
    is_small: bool
    is_neighbor: bool
    """Whether it links to the next page or the like."""
    is_local: bool
    """Whether all its links are to places on the same page."""
    group: int
    """Items and rows with the same number follow each other without an empty line; 0: none."""


def new_piece(kind: Kind, level: int, text: str, runs: Sequence[Run], group: int) -> Piece:
    """The piece that runs make, whose text is known."""
    links = {id(run.link): run.link for run in runs if run.link and not run.text.isspace()}
    return Piece(
        kind,
        level,
        text,
        _sizes(runs, text, len(links)),
        all(run.is_bold or not any(map(str.isalnum, run.text)) for run in runs),
        all(run.is_small or run.text.isspace() for run in runs),
        any(link.is_neighbor for link in links.values()),
        all(link.is_local for link in links.values()),
        group,
    )


def code_text(runs: Sequence[Run]) -> str:
    """The text of runs whose spaces and line breaks count."""
    text = "".join(run.text for run in runs)
    return "\n".join(line.rstrip() for line in text.splitlines()).strip("\n")


def flow_text(runs: Sequence[Run], line_break: str = "\n") -> str:
    """The text of runs, each whitespace one space, with the line breaks of <br>."""
    lines = ("".join(run.text for run in line) for line in _lines(runs))
    return line_break.join(filter(None, (" ".join(line.split()) for line in lines)))


def without_anchors(runs: Sequence[Run]) -> list[Run]:
    """The runs without the marks beside headings."""
    return [run for run in runs if not (run.link and run.link.is_anchor)]


def with_titles_apart(runs: Sequence[Run]) -> list[Sequence[Run]]:
    """The runs of a paragraph: each bold title at its start on its own, then what follows."""
    lines = [line for line in _lines(runs) if any(run.text.strip() for run in line)]
    first = 0
    while first < len(lines) - 1 and _is_bold_title(lines[first]):
        first += 1
    if not first:
        return [runs]
    rest = [run for line in lines[first:] for run in (*line, LINE_BREAK)]
    return [*lines[:first], rest[:-1]]


def _lines(runs: Sequence[Run]) -> list[list[Run]]:
    lines: list[list[Run]] = [[]]
    for run in runs:
        if run is LINE_BREAK:
            lines.append([])
        else:
            lines[-1].append(run)
    return lines


def _is_bold_title(line: Sequence[Run]) -> bool:
    is_bold = all(run.is_bold or run.text.isspace() for run in line)
    return is_bold and is_title(flow_text(line))


def is_short(text: str) -> bool:
    """Whether a text has the length of a title or a slogan."""
    return len(text) <= MAX_TITLE_CHARS and len(text.split()) <= MAX_TITLE_WORDS


def is_title(text: str) -> bool:
    """Whether the words of a bold line may be a heading's."""
    return is_short(text) and text[-1] not in ".,;。" and any(map(str.isalpha, text))


def _sizes(runs: Sequence[Run], text: str, links: int) -> Sizes:
    if not links:
        return Sizes(len(text), 0, 0, 0)
    linked = sum(sum(map(str.isalnum, run.text)) for run in runs if run.link)
    bare = "".join(" " if run.link else run.text for run in runs)
    words = sum(any(map(str.isalnum, word)) for word in bare.split())
    is_sentence = words >= SENTENCE_WORDS
    return Sizes(sum(map(str.isalnum, text)), linked, links, links if is_sentence else 0)
