"""The few words of our own that answers are shown with, the same in every format."""

from qa.answers import Answer, Citation, Place
from qa.output.printable import printable

NOTHING = "Nothing here answers that."
NEAREST = "Nothing here answers that. The nearest sentences:"


def heading(answer: Answer) -> str | None:
    """What stands above the citations, or None where they speak for themselves."""
    if not answer.citations:
        return NOTHING
    return None if answer.answered else NEAREST


def difference(answer: Answer) -> str | None:
    """That sources give different answers, and which; None where they do not, or none is sure."""
    differing = [group for group in answer.groups if group.differs] if answer.answered else []
    sides = [f"{printable(side.answer)} ({_sources(side.sources)})" for side in differing]
    return f"Sources differ: {' · '.join(sides)}" if sides else None


def _sources(count: int) -> str:
    return f"{count} source" if count == 1 else f"{count} sources"


def place(citation: Citation | Place) -> str:
    """`path:line`, as editors and terminals take it; `path, page 3` where there are pages."""
    path = citation.path if isinstance(citation, Place) else citation.document.path
    if citation.page is not None:
        return f"{printable(path)}, page {citation.page}"
    return f"{printable(path)}:{citation.line}"


def source(citation: Citation) -> list[str]:
    """What is said of where a citation stands, after its place: date, title, copies, staleness."""
    title = citation.document.title
    parts = [
        printable(citation.document.date or ""),
        "" if title == citation.text else printable(title),
    ]
    if citation.also_in:
        parts.append("also in " + ", ".join(map(place, citation.also_in)))
    if citation.stale:
        parts.append("the file has changed since it was indexed")
    return [part for part in parts if part]
