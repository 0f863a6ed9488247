import json
import re
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from index import Document, Sentence, Span
from qa.answers import Answer, Citation, Group, Place
from qa.output import FORMATS, Screen, renderer
from qa.output.captions import remarks
from qa.output.printable import printable, split_printable, steers
from qa.output.styled import surroundings

HOSTILE = "\x1b]0;owned\x07\x1b[2J red\x9b31m \u202egnp.exe\u2066 \r\n\t tail\x00"
START = 412
PIPE = Screen(width=80, has_color=False, is_terminal=False, shows_question=False)
TERMINAL = Screen(width=40, has_color=True, is_terminal=True, shows_question=True)


def answer(text="Norway mediated.", *, path="a/b.txt", title="", answered=True, **fields):
    document = Document(path, title, fields.pop("date", None), "0" * 64, fields.pop("record", ""))
    first, last = fields.pop("words", (0, 0))
    citation = Citation(
        rank=1,
        score=0.5,
        text=text,
        start=START,
        end=START + len(text),
        line=7,
        answer=Span(text[first:last], START + first, START + last) if last else None,
        before="",
        after="",
        document=document,
        stale=fields.pop("stale", False),
        also_in=fields.pop("also_in", ()),
        page=fields.pop("page", None),
    )
    return Answer(
        question="who mediated?",
        resolved_question="who mediated?",
        answered=answered,
        confidence=0.9,
        citations=() if fields.pop("is_empty", False) else (citation,),
        elapsed_ms=12.345,
        groups=fields.pop("groups", ()),
    )


every_format = pytest.mark.parametrize("name", FORMATS)


DIFFERING = (
    Group("Norway", (1, 3), sources=2, differs=True),
    Group("Oslo", (4,), sources=1, differs=False),
    Group("\x1b[31mMexico", (2,), sources=1, differs=True),
)


@pytest.mark.parametrize("name", ["plain", "markdown", "rich"])
def test_sources_that_differ_are_said_to_with_how_many_say_what(name):
    shown = renderer(name)(answer(groups=DIFFERING), PIPE).replace("\\", "")
    assert "Sources differ: Norway (2 sources) · �[31mMexico (1 source)" in shown


@pytest.mark.parametrize("name", ["plain", "markdown", "rich"])
def test_nothing_is_said_of_sources_that_agree_or_do_not_answer(name):
    agreeing = answer(groups=DIFFERING[1:2])
    for each in (agreeing, answer(groups=DIFFERING, answered=False)):
        assert "differ" not in renderer(name)(each, PIPE)


def test_json_has_the_groups():
    assert answer(groups=DIFFERING).to_dict()["groups"][0] == {
        "answer": "Norway",
        "citations": [1, 3],
        "sources": 2,
        "differs": True,
    }


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
    shown = " ".join(renderer(name)(told, PIPE).split())
    for part in ("The Talks", "2021-08", "also in c.txt:2", "changed since it was indexed"):
        assert part in shown


@pytest.mark.parametrize("name", ["plain", "rich", "markdown"])
def test_a_page_is_shown_in_the_place_of_a_line(name):
    told = answer(path="a.pdf", page=3, also_in=(Place("b.pdf", 3, 9, 2, 5),))
    shown = " ".join(renderer(name)(told, PIPE).replace("\\", "").split())
    assert "a.pdf, page 3" in shown
    assert "also in b.pdf, page 5" in shown
    assert "a.pdf:7" not in shown


def test_pages_and_records_are_in_json_where_there_are_any():
    citation = answer().to_dict()["citations"][0]
    assert "page" not in citation
    assert "record" not in citation["document"]
    told = answer(page=3, record="q7", also_in=(Place("b.pdf", 3, 9, 2, 5),))
    citation = told.to_dict()["citations"][0]
    assert (citation["page"], citation["document"]["record"]) == (3, "q7")
    assert citation["also_in"][0]["page"] == 5


def test_around_a_citation_of_a_page_stand_page_numbers():
    near = [Sentence("It rained.", 400, 410, 6, 2), Sentence("Norway mediated.", START, 428, 7, 3)]
    shown = surroundings(answer(page=3).citations[0], near, PIPE)
    assert [line.split()[0] for line in shown.splitlines()[1:]] == ["2", ">"]
    assert "> 3" in shown


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
    assert "> \\# \\<b>\\*x\\*\\</b> \\[y](z)\n" in shown
    assert "`a'b.txt:7`" in shown


@pytest.mark.parametrize(
    "text",
    [
        "On 2021-08-14 the talks began (in Mexico); they cost $5, or 3% + more!",
        'It is "true": a = b, #1 > #2, AT&T, x < 3 & y | z - see notes/my_file_1.txt.',
        "-5 degrees were measured at http://example.org/a_b?c=1&d=2#e.",
        "1.5 million came in 1999.",
        "#hashtags are {no} markup^2, don't @mention them.",
        "+49 30 is Berlin.",
        "你好，世界。",
    ],
)
def test_an_ordinary_sentence_is_escaped_nowhere_in_markdown(text):
    told = replace(answer(text, title=text), question=text, resolved_question=text)
    assert "\\" not in renderer("markdown")(told, PIPE)
    assert rendered(renderer("markdown")(told, PIPE)) == (text, None)


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("1. One.", "1\\. One."),
        ("In C:\\temp\\_x", "In C:\\temp\\\\\\_x"),
        ("- One.", "\\- One."),
        ("---", "\\---"),
        ("> One.", "\\> One."),
        ("## One.", "\\## One."),
        ("It is *so* and _so_, ~so~.", "It is \\*so\\* and \\_so\\_, \\~so\\~."),
        ("An &amp; of ![x](y)", "An \\&amp; of !\\[x](y)"),
        # GitHub makes links of bare addresses and shows every backslash in them.
        ("See http://x.y/~z there.", "See http\\://x.y/\\~z there."),
        ("See www.x.y/~z there.", "See www\\.x.y/\\~z there."),
    ],
)
def test_markdown_escapes_where_something_would_begin_and_nothing_else(text, written):
    shown = renderer("markdown")(answer(text), PIPE)
    assert f"\n> {written}\n" in shown
    assert "\n[1] `a/b.txt:7`" in shown
    assert rendered(shown) == (text, None)


def test_the_signs_that_close_a_heading_are_part_of_the_question():
    told = replace(answer(), question="what is C # #", resolved_question="what is C # #")
    heading = MarkdownIt("commonmark").parse(renderer("markdown")(told, PIPE))[1]
    assert said(heading) == "what is C # #"


@given(st.text())
def test_printable_text_is_one_line_and_loses_no_word(text):
    shown = printable(text)
    assert len(shown.splitlines()) <= 1
    assert [w for w in text.split() if w.isalnum()] == [w for w in shown.split() if w.isalnum()]


# The words that answer

MARKED = answer("In 2021 Norway mediated.", words=(8, 14))
COLOUR = re.compile(r"\x1b\[(?:\d+;)*(?:3|4|9|10)\d[;m]")


def test_rich_marks_the_words_that_answer_in_colour_and_underlined():
    shown = renderer("rich")(MARKED, TERMINAL)
    assert "\x1b[1;4;35mNorway\x1b[0m" in shown
    assert shown.count("4;35m") == 1


def test_without_colour_the_words_that_answer_are_still_underlined():
    screen = Screen(width=80, has_color=False, is_terminal=True, shows_question=True)
    shown = renderer("rich")(MARKED, screen)
    assert "\x1b[1;4mNorway\x1b[0m" in shown
    assert not COLOUR.search(shown)
    assert COLOUR.search(renderer("rich")(MARKED, TERMINAL))


def test_off_a_terminal_the_words_that_answer_stand_as_all_others():
    plain = answer("In 2021 Norway mediated.")
    for name in ("plain", "rich"):
        assert renderer(name)(MARKED, PIPE) == renderer(name)(plain, PIPE)


@pytest.mark.parametrize("name", ["rich", "markdown"])
def test_nothing_is_marked_where_nothing_answers(name):
    words = answer("In 2021 Norway mediated.", words=(8, 14), answered=False)
    no_words = answer("In 2021 Norway mediated.", answered=False)
    assert renderer(name)(words, TERMINAL) == renderer(name)(no_words, TERMINAL)


def test_words_wrapped_to_the_next_line_are_marked_on_both():
    text = "It was mediated by the Kingdom of Norway alone."
    words = (text.index("the"), text.index(" alone"))
    screen = Screen(width=32, has_color=False, is_terminal=True, shows_question=False)
    shown = renderer("rich")(answer(text, words=words), screen)
    marked = re.findall(r"\x1b\[1;4m(.*?)\x1b\[0m", shown)
    assert len(marked) > 1
    assert " ".join(" ".join(marked).split()) == "the Kingdom of Norway"


@pytest.mark.parametrize("name", ["json", "jsonl"])
def test_json_says_where_in_the_document_the_words_stand(name):
    citation = json.loads(renderer(name)(MARKED, PIPE))["citations"][0]
    assert citation["answer"] == {"text": "Norway", "start": START + 8, "end": START + 14}
    assert json.loads(renderer(name)(answer(), PIPE))["citations"][0]["answer"] is None


@st.composite
def marked_texts(draw, alphabet):
    """A text, and a range of it that begins and ends with something to be seen."""
    text = draw(st.text(alphabet, min_size=1, max_size=30).filter(str.strip))
    seen = [i for i, character in enumerate(text) if not character.isspace()]
    first, last = sorted((draw(st.sampled_from(seen)), draw(st.sampled_from(seen))))
    return text, first, last + 1


ANYTHING = st.one_of(
    st.characters(), st.sampled_from(" \t\n\r\x0b\x1c\x85\u2028\u3000\0\x1b\u202e")
)


@given(marked_texts(ANYTHING))
def test_white_space_and_controls_before_the_words_do_not_shift_their_mark(marked):
    text, start, end = marked
    before, words, after = split_printable(text, start, end)
    assert before + words + after == printable(text)
    assert words == printable(text[start:end])
    assert before.strip() == printable(text[:start]).strip()
    assert after.strip() == printable(text[end:]).strip()


def rendered(shown):
    """What a quote in Markdown says, and what of it is bold."""
    tokens = MarkdownIt("commonmark").parse(shown)
    opened = next(i for i, token in enumerate(tokens) if token.type == "blockquote_open")
    text, bold, is_bold = "", None, False
    for token in tokens[opened + 2].children:
        if token.type in ("strong_open", "strong_close"):
            is_bold = token.type == "strong_open"
            bold = bold or ""
        else:
            assert token.type in ("text", "text_special")
            text += token.content
            bold = bold + token.content if is_bold else bold
    return text, bold


@pytest.mark.parametrize(
    ("text", "words", "bold"),
    [
        ("In 2021 Norway mediated.", "Norway", "Norway"),
        ("It rose by 5%, they say.", "5%", "5%"),
        ("(Norway) mediated.", "Norway", "Norway"),
        ("Norway", "Norway", "Norway"),
        ("The *end* of it.", "*end*", "*end*"),
        ("It is 2km long.", "2", "2"),
        ("मध्यस्थ नॉर्वे।", "नॉर्वे", "नॉर्वे"),
        ("a“Norway” b", "“Norway”", None),
        ("a(b)c", "(b)", None),
    ],
)
def test_markdown_makes_the_words_that_answer_bold_where_it_can(text, words, bold):
    start = text.index(words)
    shown = renderer("markdown")(answer(text, words=(start, start + len(words))), PIPE)
    assert rendered(shown) == (text, bold)


AWKWARD = st.one_of(
    st.sampled_from("a1 *_`\\.,(“”é\u0301\u200d😀#>-+!&<[]~$|。的\n"),
    st.characters(exclude_categories=["Cs"]),
)


@given(marked_texts(AWKWARD))
def test_markdown_with_marked_words_still_says_every_character(marked):
    text, start, end = marked
    said, bold = rendered(renderer("markdown")(answer(text, words=(start, end)), PIPE))
    assert said == printable(text)
    assert bold in (None, printable(text[start:end]))


# Whatever documents hold

BITS = ["<b>", "](x)", "![", "&amp;", "http://x.y", "```", "    ", "\n\n# ", "|-|", "\n- ", "1. "]
ODD = st.lists(
    st.one_of(
        st.sampled_from(
            "ab1 *_`\\.,#>-+!&<>[]()~$|=:/'\"@^{}\n\t\x1b\x7f\x00\u202e\u200b\u0301\U000e0041"
        ),
        st.sampled_from(BITS),
        st.characters(),
    ),
    max_size=30,
).map("".join)
SEEN = ODD.filter(printable)
PLACES = st.builds(Place, ODD, st.just(0), st.just(1), st.integers(1, 99))


@given(SEEN, SEEN, ODD, st.lists(PLACES, max_size=2), st.booleans())
def test_markdown_holds_nothing_of_a_document_but_text(text, path, title, copies, answered):
    told = answer(text, path=path, title=title, answered=answered, also_in=tuple(copies))
    told = replace(told, question=text, resolved_question=text)
    parser = MarkdownIt("commonmark").enable(["table", "strikethrough"])
    tokens = parser.parse(renderer("markdown")(told, PIPE))
    blocks = [token.type for token in tokens if token.type.endswith("_open")]
    told_first = [] if answered else ["paragraph_open"]
    rest = ["blockquote_open", "paragraph_open", "paragraph_open"]
    assert blocks == ["heading_open", *told_first, *rest]
    assert {token.type for token in tokens if not token.type.endswith(("_open", "_close"))} == {
        "inline"
    }
    heading, *_, quote, below = (token for token in tokens if token.type == "inline")
    assert said(heading) == said(quote) == printable(text)
    first, code, *others = (t for t in below.children if t.type != "text_special")
    assert code.type == "code_inline"
    assert code.content == f"{printable(path)}:7".replace("`", "'")
    assert all(token.type == "text" for token in (first, *others))
    shown = "".join(t.content for t in below.children if t is not code)
    assert shown == f"[1] {''.join(f' · {each}' for each in remarks(told, told.citations[0]))}"


def said(inline):
    """What a line says; no token but text is in it."""
    assert {token.type for token in inline.children} <= {"text", "text_special"}
    return "".join(token.content for token in inline.children)


@pytest.mark.parametrize("name", ["json", "jsonl"])
@given(ODD, ODD, ODD, st.lists(PLACES, max_size=2))
def test_json_is_the_answer_to_the_last_character(name, text, path, title, copies):
    text = f"{text}x"
    told = answer(text, path=path, title=title, also_in=tuple(copies), words=(0, len(text)))
    told = replace(told, question=text, resolved_question=text)
    shown = renderer(name)(told, PIPE)
    assert json.loads(shown) == told.to_dict()
    shown.encode("utf-8")
    assert not [c for c in shown if c != "\n" and steers(c)]
    if name == "jsonl":
        assert len(shown.splitlines()) == 1
