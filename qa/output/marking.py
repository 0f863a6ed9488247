"""Cuts a cited sentence at the words that answer, so that a format can mark them."""

from qa.answers import Answer, Citation
from qa.output.printable import printable, split_printable


def split_at_answer(answer: Answer, citation: Citation) -> tuple[str, str, str]:
    """The printable sentence in three parts: before, within and after the words that answer.

    All of it is in the first part if no words are marked, or if nothing here answers.
    """
    span = citation.answer
    if span is None or not answer.answered:
        return printable(citation.text), "", ""
    start = span.start - citation.start
    return split_printable(citation.text, start, start + len(span.text))
