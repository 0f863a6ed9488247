"""A conversation as a file: a table from a suffix to the function that writes it."""

from collections.abc import Callable, Iterable, Sequence
from html import escape

from qa.answers import Answer, Citation
from qa.output import Screen, renderer
from qa.output.printable import parts, printable
from qa.output.wording import heading, place, source

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
    return _joined("markdown", answers)


def jsonl(answers: Sequence[Answer]) -> str:
    return _joined("jsonl", answers)


def _joined(form: str, answers: Iterable[Answer]) -> str:
    render = renderer(form)
    return "".join(render(answer, _SCREEN) for answer in answers)


def html(answers: Sequence[Answer]) -> str:
    """A page that loads nothing, and in which no document can begin an element."""
    lines = [line for answer in answers for line in _answer(answer)]
    return _PAGE.format(title=_escaped(answers[0].question), body="\n".join(lines))


def _answer(answer: Answer) -> Iterable[str]:
    yield f"<h2>{_escaped(answer.question)}</h2>"
    if words := heading(answer):
        yield f"<p>{_escaped(words)}</p>"
    for citation in answer.citations:
        where = [f"[{citation.rank}] {place(citation)}", *source(citation)]
        yield f"<blockquote>{_sentence(citation, is_sure=answer.answered)}</blockquote>"
        yield f"<p>{_escaped(' · '.join(where))}</p>"


def _sentence(citation: Citation, *, is_sure: bool) -> str:
    if citation.answer is None or not is_sure:
        return _escaped(citation.text)
    start = citation.answer.start - citation.start
    cut = parts(citation.text, start, start + len(citation.answer.text))
    before, words, after = map(escape, cut)
    return f"{before}<strong>{words}</strong>{after}"


def _escaped(text: str) -> str:
    return escape(printable(text))


FORMATS: dict[str, Callable[[Sequence[Answer]], str]] = {
    ".md": markdown,
    ".html": html,
    ".jsonl": jsonl,
}
