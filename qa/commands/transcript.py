"""A conversation as the text of a file: a table from a suffix to its function."""

from collections.abc import Callable, Iterable, Sequence
from html import escape

from qa.answers import Answer, Citation
from qa.output import Screen, renderer
from qa.output.captions import heading, place, source
from qa.output.marking import split_at_answer
from qa.output.printable import printable

_SCREEN = Screen(width=100, has_color=False, is_terminal=False, shows_question=True)

_PAGE = """<!DOCTYPE html>
<html>
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{title}</title>
<style>
:root {{ color-scheme: light dark }}
body {{ max-width: 42rem; margin: 2rem auto; padding: 0 1rem; font: 1rem/1.5 sans-serif }}
blockquote {{ margin: 1rem 0 0; padding-left: 1rem; border-left: 3px solid gray }}
blockquote + p {{ margin: 0 0 1rem; padding-left: 1rem; color: gray; font-size: 0.9rem }}
</style>
</head>
<body>
{body}
</body>
</html>
"""


def markdown(answers: Sequence[Answer]) -> str:
    """The answers as Markdown."""
    return _render("markdown", answers)


def jsonl(answers: Sequence[Answer]) -> str:
    """The answers as JSON Lines."""
    return _render("jsonl", answers)


def _render(form: str, answers: Iterable[Answer]) -> str:
    render = renderer(form)
    return "".join(render(answer, _SCREEN) for answer in answers)


def html(answers: Sequence[Answer]) -> str:
    """A page that loads nothing, and in which the text of a document makes no element."""
    lines = [line for answer in answers for line in _answer(answer)]
    return _PAGE.format(title=_escape(answers[0].question), body="\n".join(lines))


def _answer(answer: Answer) -> Iterable[str]:
    yield f"<h2>{_escape(answer.question)}</h2>"
    if words := heading(answer):
        yield f"<p>{_escape(words)}</p>"
    for citation in answer.citations:
        where = [f"[{citation.rank}] {place(citation)}", *source(citation)]
        yield f"<blockquote>{_sentence(answer, citation)}</blockquote>"
        yield f"<p>{_escape(' · '.join(where))}</p>"


def _sentence(answer: Answer, citation: Citation) -> str:
    before, words, after = map(escape, split_at_answer(answer, citation))
    return f"{before}<strong>{words}</strong>{after}" if words else before


def _escape(text: str) -> str:
    return escape(printable(text))


FORMATS: dict[str, Callable[[Sequence[Answer]], str]] = {
    ".md": markdown,
    ".html": html,
    ".jsonl": jsonl,
}
