"""The paragraphs of a page: which lines belong together, and which words go on in the next line.

Constants without another unit are in multiples of the distance between two lines (the pitch).
"""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby, pairwise

from index.loaders.pages.columns import pitch
from index.loaders.pages.lines import HYPHEN, Line
from index.loaders.pages.margins import Margins
from index.loaders.pages.verbatim import code_texts
from index.structure import Kind

CELL_GAP = 1.2
"""The least gap between two cells of a row."""
PARAGRAPH_GAP = 1.35
"""The least distance between the lines of two paragraphs."""

_HYPHENED = re.compile(r"[^\W\d_][-\u2010\u00ad]\Z")
_ITEM = re.compile(r"[-*+•◦‣▪●○■·–—]\s|\(?(?:\d{1,3}|[A-Za-z])[.)]\s")
_BROKEN = re.compile(rf"(?P<head>\w*){HYPHEN}(?P<tail>[^\s{HYPHEN}]*)")
_WORDS = re.compile(r"\w+(?:-\w+)*")


@dataclass(frozen=True, slots=True)
class Paragraph:
    """Lines that stand together on a page."""

    text: str
    kind: Kind | None
    """HEADING, ASIDE or CODE; None of all others."""
    level: int = 0
    """Of a heading."""


def paragraphs(lines: Sequence[Line]) -> list[Paragraph]:
    """The paragraphs of a page whose lines are in reading order.

    HYPHEN stands where a word goes on in the next line.
    """
    step = pitch(lines)
    found: list[Paragraph] = []
    for (kind, level), group in groupby(lines, key=lambda line: (line.kind, line.level)):
        together = list(group)
        if kind is Kind.HEADING:
            found += _headings(together, level)
        elif kind is Kind.CODE:
            found += (Paragraph(each, kind) for each in code_texts(together, step))
        elif kind is Kind.ASIDE:
            found += (Paragraph(line.text.replace(HYPHEN, "-"), kind) for line in together)
        else:
            found += (Paragraph(each, None) for each in _texts(together, step))
    return found


def runs_on(above: str, below: str) -> bool:
    """Whether a sentence goes on from the text of one page to that of the next."""
    return below[:1].islower() and not above.endswith((".", "!", "?", ":"))


def join_pages(pages: Iterable[Sequence[Paragraph]]) -> list[list[Paragraph]]:
    """The paragraphs of all pages, with no running head or foot where a sentence runs across: a
    foot comes before the last paragraph of its page there, and a head after the first."""
    found = [list(page) for page in pages]
    is_joined = False
    for above, page in pairwise(page for page in found if page):
        texts = [n for n, each in enumerate(above) if each.kind is not Kind.ASIDE]
        first = next((n for n, each in enumerate(page) if each.kind is not Kind.ASIDE), None)
        is_free = len(texts) > is_joined  # a paragraph cannot be both first and last of its page
        is_joined = False
        if is_free and first is not None and _goes_on(above[texts[-1]], page[first]):
            above.append(above.pop(texts[-1]))
            page.insert(0, page.pop(first))
            is_joined = True
    return found


def _goes_on(last: Paragraph, first: Paragraph) -> bool:
    return last.kind is None and first.kind is None and runs_on(last.text, first.text)


def _headings(lines: Iterable[Line], level: int) -> Iterator[Paragraph]:
    """A heading of several lines is one; a change of the type, or a gap, begins another."""
    together: list[str] = []
    last = None
    for line in lines:
        if last and not line.continues(last):
            yield Paragraph(" ".join(together), Kind.HEADING, level)
            together = []
        together.append(line.text.replace(HYPHEN, "-"))
        last = line
    yield Paragraph(" ".join(together), Kind.HEADING, level)


def _texts(lines: Sequence[Line], step: float) -> list[str]:
    """The texts of paragraphs, with line breaks in them where a line does not go on."""
    margins = Margins(lines, step)
    parts: list[str] = [lines[0].text]
    for before, line in pairwise(lines):
        down = before.bottom - line.bottom
        is_near = not step or down <= PARAGRAPH_GAP * step
        if before.text.endswith(HYPHEN):
            pass
        elif is_near and _HYPHENED.search(before.text):
            parts[-1] = parts[-1][:-1] + HYPHEN
        elif not is_near:
            parts.append("\n\n")
        else:
            is_apart = _is_row(before, step) or _is_row(line, step) or _ITEM.match(line.text)
            parts.append("\n" if is_apart or not margins.has_no_room(before, line) else " ")
        parts.append(line.text)
    return "".join(parts).split("\n\n")


def _is_row(line: Line, step: float) -> bool:
    """Whether the line is the row of a table: some of its words are far apart."""
    return any(gap > CELL_GAP * step for gap in line.gaps)


def mend_words(pages: Sequence[Sequence[Paragraph]]) -> list[list[Paragraph]]:
    """The paragraphs of all pages with the words joined that go on in the next line.

    The hyphen stays if the document has the word with it elsewhere more often than without, or if
    no lower-case letter follows.
    """
    texts = (paragraph.text for page in pages for paragraph in page)
    whole = Counter(word.lower() for text in texts for word in _WORDS.findall(text))

    def join(found: re.Match[str]) -> str:
        head, tail = found["head"], found["tail"]
        second = re.match(r"\w*", tail)
        assert second is not None
        joined, hyphened = f"{head}{second[0]}".lower(), f"{head}-{second[0]}".lower()
        is_real = not tail[:1].islower() or whole[hyphened] > whole[joined] or not head
        return f"{head}{'-' if is_real else ''}{tail}"

    def mend(text: str) -> str:
        return _BROKEN.sub(join, text).replace(HYPHEN, "-").strip("\n")

    return [[Paragraph(mend(each.text), each.kind, each.level) for each in page] for page in pages]
