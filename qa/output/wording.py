"""The few words of our own that answers are shown with, the same in every format."""

from qa.answers import Answer, Citation, Place
from qa.output.counts import counted
from qa.output.printable import printable

NOTHING = "Nothing here answers that."
NEAREST = "Nothing here answers that. The nearest sentences:"

LIKELY = 0.5
"""From this confidence on the first citation is said to be likely the answer: more so than not."""


def heading(answer: Answer) -> str | None:
    """What stands above the citations, or None where they speak for themselves."""
    if not answer.citations:
        return NOTHING
    return None if answer.answered else NEAREST


def resolved(answer: Answer) -> str | None:
    """How a question that leans on earlier ones was understood, or None where it stands alone."""
    if answer.resolved_question == answer.question:
        return None
    context = f" · in view of {', '.join(answer.context)}" if answer.context else ""
    return printable(f"asked as: {answer.resolved_question}{context}")


def difference(answer: Answer) -> str | None:
    """That sources give different answers, and which; None where they do not, or none is sure."""
    differing = [group for group in answer.groups if group.differs] if answer.answered else []
    sides = [f"{printable(side.answer)} ({counted(side.sources, 'source')})" for side in differing]
    return f"Sources differ: {' · '.join(sides)}" if sides else None


def place(citation: Citation | Place) -> str:
    """`path:line`, as editors and terminals take it; `path, page 3` where there are pages."""
    path = citation.path if isinstance(citation, Place) else citation.document.path
    if citation.page is not None:
        return f"{printable(path)}, page {citation.page}"
    return f"{printable(path)}:{citation.line}"


def remarks(answer: Answer, citation: Citation) -> list[str]:
    """What is said of a citation after its place: its source, and how sure the first one is."""
    is_first = answer.answered and citation.rank == 1 and citation.verified is not False
    sure = [sureness(answer.confidence)] if is_first else []
    return [*_origin(citation), *sure, *_state(citation)]


def sureness(confidence: float) -> str:
    """The confidence of an answer in words. Two do: the numbers are not so exact."""
    return "likely the answer" if confidence >= LIKELY else "perhaps the answer"


def source(citation: Citation) -> list[str]:
    """What is said of where a citation stands, after its place: date, title, copies, staleness."""
    return [*_origin(citation), *_state(citation)]


def _origin(citation: Citation) -> list[str]:
    title = citation.document.title
    said = [printable(citation.document.date or ""), printable(title) * (title != citation.text)]
    return [part for part in said if part]


def _state(citation: Citation) -> list[str]:
    said = []
    if citation.also_in:
        said.append("also in " + ", ".join(map(place, citation.also_in)))
    if citation.is_gone:
        said.append("the file is gone")
    elif citation.stale:
        said.append("the file has changed since it was indexed")
    if citation.verified is False:
        said.append("NOT in its file: the index is damaged, or somebody else made it")
    return said
