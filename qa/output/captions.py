"""The words of our own that stand with an answer, the same in every format."""

from qa.answers import Answer, Citation, Place
from qa.output.counts import counted
from qa.output.printable import printable

NOTHING = "Nothing here answers that."
NEAREST = "Nothing here answers that. The nearest sentences:"

LIKELY = 0.5
"""From this confidence on, the first citation is called likely the answer."""


def heading(answer: Answer) -> str | None:
    """The line above the citations if nothing answers; else None."""
    if not answer.citations:
        return NOTHING
    return None if answer.answered else NEAREST


def resolution(answer: Answer) -> str | None:
    """How a question that leans on earlier ones was understood; None if it stands alone."""
    if answer.resolved_question == answer.question:
        return None
    context = f" · in view of {', '.join(answer.context)}" if answer.context else ""
    return printable(f"asked as: {answer.resolved_question}{context}")


def difference(answer: Answer) -> str | None:
    """The different answers that sources give; None if they agree, or if none is sure."""
    differing = [group for group in answer.groups if group.differs] if answer.answered else []
    sides = [f"{printable(side.answer)} ({counted(side.sources, 'source')})" for side in differing]
    return f"Sources differ: {' · '.join(sides)}" if sides else None


def place(citation: Citation | Place) -> str:
    """`path:line`, as editors and terminals take it; `path, page 3` in a file with pages."""
    path = citation.path if isinstance(citation, Place) else citation.document.path
    if citation.page is not None:
        return f"{printable(path)}, page {citation.page}"
    return f"{printable(path)}:{citation.line}"


def section(citation: Citation) -> str:
    """What stands above a citation, outermost first: `OPTIONS › --exclude`; "" if nothing does."""
    entries = [entry for entry in citation.section if entry != citation.document.title]
    return " › ".join(map(printable, entries))


def remarks(answer: Answer, citation: Citation) -> list[str]:
    """The remarks after the place of a citation: its source, and how sure the first one is."""
    is_first = answer.answered and citation.rank == 1 and citation.verified is not False
    sure = [sureness(answer.confidence)] if is_first else []
    return [*_origin(citation), *sure, *_state(citation)]


def sureness(confidence: float) -> str:
    """The confidence of an answer in words. Two are enough: the number is no more exact."""
    return "likely the answer" if confidence >= LIKELY else "perhaps the answer"


def source(citation: Citation) -> list[str]:
    """The remarks about a citation's source: date, title, copies, and what is wrong with it."""
    return [*_origin(citation), *_state(citation)]


def _origin(citation: Citation) -> list[str]:
    date = printable(citation.document.date or "")
    title = printable(citation.document.title)
    if citation.document.title == citation.text:
        title = ""
    return [part for part in (date, title) if part]


def _state(citation: Citation) -> list[str]:
    remarks = []
    if citation.also_in:
        remarks.append("also in " + ", ".join(map(place, citation.also_in)))
    if citation.is_gone:
        remarks.append("the file is gone")
    elif citation.stale:
        remarks.append("the file has changed since it was indexed")
    if citation.verified is False:
        remarks.append("NOT in its file: the index is damaged, or somebody else made it")
    return remarks
