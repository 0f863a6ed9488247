import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index import Document
from qa.answers import Answer, Citation, Place
from qa.output import FORMATS, Screen, renderer
from qa.output.printable import printable

HOSTILE = "\x1b]0;owned\x07\x1b[2J red\x9b31m \u202egnp.exe\u2066 \r\n\t tail\x00"
PIPE = Screen(width=80, has_color=False, is_terminal=False, shows_question=False)
TERMINAL = Screen(width=40, has_color=True, is_terminal=True, shows_question=True)


def answer(text="Norway mediated.", *, path="a/b.txt", title="", answered=True, **fields):
    document = Document(path, title, fields.pop("date", None), "0" * 64)
    citation = Citation(
        rank=1,
        score=0.5,
        text=text,
        start=0,
        end=len(text),
        line=7,
        answer=None,
        before="",
        after="",
        document=document,
        stale=fields.pop("stale", False),
        also_in=fields.pop("also_in", ()),
    )
    return Answer(
        question="who mediated?",
        resolved_question="who mediated?",
        answered=answered,
        confidence=0.9,
        citations=() if fields.pop("is_empty", False) else (citation,),
        elapsed_ms=12.345,
    )


every_format = pytest.mark.parametrize("name", FORMATS)


@every_format
def test_a_citation_is_shown_with_its_number_its_words_and_its_place(name):
    shown = renderer(name)(answer(), PIPE)
    assert "Norway mediated" in shown
    assert "a/b.txt" in shown
    assert "7" in shown
    assert shown.endswith("\n")


@every_format
def test_nothing_in_a_document_can_steer_a_terminal(name):
    hostile = answer(HOSTILE, path=f"{HOSTILE}.txt", title=HOSTILE)
    shown = renderer(name)(hostile, PIPE)
    steering = {c for c in shown if ord(c) < 32 or 127 <= ord(c) < 160 or c in "\u202e\u2066"}
    assert steering <= {"\n"}
    assert "tail" in shown


@every_format
def test_off_a_terminal_there_is_no_escape_code(name):
    screen = Screen(width=80, has_color=False, is_terminal=False, shows_question=True)
    for shown in (answer(), answer(answered=False), answer(is_empty=True)):
        assert "\x1b" not in renderer(name)(shown, screen)


@pytest.mark.parametrize("name", ["plain", "rich", "markdown"])
def test_an_unanswered_question_says_so_before_the_nearest_sentences(name):
    shown = renderer(name)(answer(answered=False), PIPE)
    assert shown.index("Nothing here answers that") < shown.index("Norway")


@pytest.mark.parametrize("name", ["plain", "rich", "markdown"])
def test_without_a_sentence_to_show_it_says_that_nothing_answers(name):
    assert "Nothing here answers that." in renderer(name)(answer(is_empty=True), PIPE)


@pytest.mark.parametrize("name", ["plain", "rich", "markdown"])
def test_copies_dates_and_changed_files_are_said(name):
    copies = (Place("c.txt", 3, 9, 2),)
    told = answer(title="The Talks", date="2021-08", stale=True, also_in=copies)
    shown = " ".join(renderer(name)(told, PIPE).replace("\\", "").split())
    for part in ("The Talks", "2021-08", "also in c.txt:2", "changed since it was indexed"):
        assert part in shown


def test_plain_never_wraps_so_that_lines_can_be_searched():
    text = "word " * 100 + "end."
    assert printable(text) in renderer("plain")(answer(text), PIPE).split("\n")[0]


@pytest.mark.parametrize("width", [20, 40, 80, 200])
def test_rich_stays_within_the_screen(width):
    screen = Screen(width=width, has_color=False, is_terminal=False, shows_question=True)
    shown = renderer("rich")(answer("word " * 50, path="p" * 60 + ".txt"), screen)
    assert max(map(len, shown.splitlines())) <= width


def test_rich_has_colour_on_a_terminal_that_has_it():
    assert "\x1b[" in renderer("rich")(answer(), TERMINAL)


def test_markup_in_a_document_is_not_obeyed():
    assert "[bold]x[/bold] :smile:" in renderer("rich")(answer("[bold]x[/bold] :smile:"), PIPE)


def test_json_is_indented_and_jsonl_is_one_line():
    assert renderer("json")(answer(), PIPE).count("\n") > 10
    assert renderer("jsonl")(answer(), PIPE).count("\n") == 1


@pytest.mark.parametrize("name", ["json", "jsonl"])
@given(text=st.text(min_size=1))
def test_json_gives_back_the_very_text(name, text):
    shown = renderer(name)(answer(text, title=text), PIPE)
    citation = json.loads(shown)["citations"][0]
    assert (citation["text"], citation["document"]["title"]) == (text, text)
    assert shown.count("\n") == (1 if name == "jsonl" else shown.count("\n"))


def test_markdown_in_a_document_stays_text():
    shown = renderer("markdown")(answer("# <b>*x*</b> [y](z)", path="a`b.txt"), PIPE)
    assert "\\# \\<b\\>\\*x\\*\\</b\\> \\[y\\]\\(z\\)" in shown
    assert "`a'b.txt:7`" in shown


@given(st.text())
def test_printable_text_is_one_line_and_loses_no_word(text):
    shown = printable(text)
    assert len(shown.splitlines()) <= 1
    assert [w for w in text.split() if w.isalnum()] == [w for w in shown.split() if w.isalnum()]
