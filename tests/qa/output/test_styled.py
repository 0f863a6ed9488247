"""What answers look like on the screen of a terminal."""

import re
from dataclasses import replace

import pyte
import pytest
from wcwidth import wcswidth

from index import Document, Sentence, Span
from qa.answers import Answer, Citation, Place
from qa.output import Screen, renderer
from qa.output.styled import listing, note, surroundings

TEXTS = {
    "english": "Instead, both sides signed a document launching the debate, which Norway mediates.",
    "chinese": "委内瑞拉政府与反对派于八月十三日在墨西哥城开始谈判，会谈由挪威主持。",
    "japanese": "ベネズエラ政府と野党は、ノルウェーの仲介により、メキシコシティで対話を始めた。",
    "korean": "베네수엘라 정부와 야당은 노르웨이의 중재로 멕시코시티에서 협상을 시작했다고 한다.",
    "emoji": "The 👩🏽‍🚀 went to 🇳🇴 with ❤️ and 🎉🎉🎉, " * 4 + "they say.",
    "one word": "x" * 300,
}
PATHS = ["a.txt", "notes/2021/negotiations/caracas-mexico-city/the-first-round-of-talks.txt"]
WIDTHS = [20, 40, 80, 200]
every_width = pytest.mark.parametrize("width", WIDTHS)


def citation(rank, text, path="notes/a.txt", words=None, **fields):
    start = text.index(words) if words else 0
    document = Document(path, fields.pop("title", ""), fields.pop("date", None), "0" * 64)
    return Citation(
        rank=rank,
        score=0.5,
        text=text,
        start=0,
        end=len(text),
        line=7,
        answer=Span(words, start, start + len(words)) if words else None,
        before="",
        after="",
        document=document,
        stale=fields.pop("stale", False),
        also_in=fields.pop("also_in", ()),
    )


def answer(*citations, confidence=0.9, answered=True):
    question = "who mediated the talks?"
    return Answer(question, question, answered, confidence, citations, 1.0)


def screen(width, *, has_color=True, editor_uri="", is_terminal=True):
    return Screen(width, has_color, is_terminal, shows_question=True, editor_uri=editor_uri)


FULL = answer(
    *(
        citation(
            rank,
            text,
            PATHS[rank % 2],
            title="The talks, 会谈, in Mexico City and after",
            date="2021-08-14",
            also_in=(Place(f"copies/{PATHS[1]}", 0, 9, 3),),
        )
        for rank, text in enumerate([*TEXTS.values()] * 2, 1)
    )
)


def displayed(shown, width):
    """The lines of a terminal that was sent this, in the columns they stand in."""
    terminal = pyte.Screen(width, 500)
    pyte.Stream(terminal).feed(shown.replace("\n", "\r\n"))
    return [line.rstrip() for line in terminal.display]


def unstyled(shown):
    return re.sub(r"\x1b\[[0-9;]*m|\x1b\]8;[^\x1b]*\x1b\\", "", shown)


@every_width
def test_no_line_is_wider_than_the_screen_nor_ends_in_a_space(width):
    for line in unstyled(renderer("rich")(FULL, screen(width))).splitlines():
        assert wcswidth(line) <= min(width, 100)
        assert line == line.rstrip()


@every_width
def test_a_terminal_shows_the_lines_as_they_were_laid(width):
    """No line is broken by the terminal, so everything stands below its label."""
    shown = renderer("rich")(FULL, screen(width))
    lines = displayed(shown, width)
    assert len("\n".join(lines).rstrip().splitlines()) == len(shown.rstrip().splitlines())
    starts = {re.match(r"\[\d+\] +|     |\? |$|w|t", line) is not None for line in lines}
    assert starts == {True}


@every_width
def test_words_and_places_are_whole_where_they_fit(width):
    lines = unstyled(renderer("rich")(FULL, screen(width))).splitlines()
    for word in ("Instead,", "document", "mediates.", "노르웨이의", "a.txt:7", "2021-08-14"):
        assert any(word in line for line in lines)


def test_a_path_that_does_not_fit_is_folded_at_a_slash():
    lines = unstyled(renderer("rich")(answer(citation(1, "Yes.", PATHS[1])), screen(40)))
    assert "    notes/2021/negotiations/\n" in lines
    assert "    the-first-round-of-talks.txt:7\n" in lines


def test_what_is_said_of_a_place_is_not_torn_apart_where_it_fits_on_a_line():
    told = answer(citation(1, "Yes.", "seeds/003_75ba1bb73bf4a75d.txt", date="2021-08-14"))
    assert unstyled(renderer("rich")(told, screen(40))) == (
        "? who mediated the talks?\n\n"
        "[1] Yes.\n"
        "    seeds/003_75ba1bb73bf4a75d.txt:7\n"
        "    2021-08-14 · likely the answer\n\n"
    )


def test_the_words_that_answer_are_marked_in_the_right_cells_beside_wide_characters():
    told = answer(citation(1, TEXTS["chinese"], words="挪威"))
    terminal = pyte.Screen(40, 30)
    pyte.Stream(terminal).feed(renderer("rich")(told, screen(40)).replace("\n", "\r\n"))
    marked = [
        cell.data
        for row in terminal.buffer.values()
        for cell in row.values()
        if cell.fg == "magenta"
    ]
    assert "".join(marked) == "挪威"


# Links

LINK = re.compile(r"\x1b\]8;id=([0-9a-f]+);([!-~]+)\x1b\\(.*?)\x1b\]8;;\x1b\\")


@every_width
def test_only_a_place_is_a_link_and_all_its_lines_are_the_same_one(width):
    told = answer(citation(1, "See http://evil.example/x now.", PATHS[1]))
    shown = renderer("rich")(told, screen(width))
    links = LINK.findall(shown)
    assert unstyled("".join(text for _, _, text in links)) == f"{PATHS[1]}:7"
    assert len({(name, link) for name, link, _ in links}) == 1
    assert links[0][1].startswith("file://")
    assert links[0][1].endswith(f"/{PATHS[1]}")
    assert shown.count("\x1b]8;") == 2 * len(links)


def test_a_link_leads_to_the_editor_that_was_asked_for():
    shown = renderer("rich")(FULL, screen(80, editor_uri="vscode://file/{path}:{line}"))
    assert all(link.startswith("vscode://file/") for _, link, _ in LINK.findall(shown))
    assert all(link.endswith(":7") for _, link, _ in LINK.findall(shown))


def test_a_citation_opened_in_its_surroundings_is_a_link_too():
    told = citation(1, "Yes.")
    assert LINK.search(surroundings(told, [Sentence("Yes.", 0, 4, 7, None)], screen(80)))


@pytest.mark.parametrize("name", ["plain", "markdown", "json", "jsonl"])
def test_no_other_format_holds_an_escape_code(name):
    assert "\x1b" not in renderer(name)(FULL, screen(80))


def test_off_a_terminal_there_is_no_link():
    assert "\x1b" not in renderer("rich")(FULL, screen(80, has_color=False, is_terminal=False))


# Colours

NAMED = re.compile(r"\x1b\[([0-9;]*)m")


def codes(shown):
    return {int(code) for found in NAMED.findall(shown) for code in found.split(";")}


def test_the_one_colour_is_read_on_light_and_on_dark():
    told = answer(citation(1, TEXTS["english"], words="Norway"), answered=True)
    unsure = answer(citation(1, TEXTS["english"], words="Norway"), answered=False)
    for shown in (renderer("rich")(told, screen(80)), renderer("rich")(unsure, screen(80))):
        assert codes(shown) <= {0, 1, 2, 4, 35}
    assert 35 in codes(renderer("rich")(told, screen(80)))


def test_without_colour_bold_underline_and_links_stay():
    told = answer(citation(1, TEXTS["english"], words="Norway"))
    shown = renderer("rich")(told, screen(80, has_color=False))
    assert codes(shown) == {0, 1, 2, 4}
    assert LINK.search(shown)


# Confidence


@pytest.mark.parametrize(
    ("confidence", "said"), [(0.95, "likely the answer"), (0.3, "perhaps the answer")]
)
@pytest.mark.parametrize("name", ["plain", "rich", "markdown"])
def test_how_sure_one_may_be_of_the_first_citation_is_said_once(name, confidence, said):
    told = replace(FULL, confidence=confidence)
    assert " ".join(unstyled(renderer(name)(told, screen(80))).split()).count(said) == 1


@pytest.mark.parametrize("name", ["plain", "rich", "markdown"])
def test_of_nearest_sentences_nothing_of_the_kind_is_said(name):
    told = replace(FULL, answered=False, confidence=0.1)
    assert "the answer" not in renderer(name)(told, screen(80))


# Read aloud


def test_plain_draws_nothing_and_gives_each_place_a_line_of_its_own():
    shown = renderer("plain")(FULL, screen(80))
    assert not re.search("[\u2500-\u259f\u2800-\u28ff]", shown)
    lines = shown.splitlines()
    assert lines[1] == f"[1] {TEXTS['english']}"
    assert lines[2].startswith(f"    {PATHS[1]}:7 · 2021-08-14 · ")


# What the prompt says

ROWS = [("/open N", "citation N among the sentences around it"), ("/quit", "leave")]


def test_a_listing_has_what_is_said_beside_the_names():
    assert unstyled(listing(ROWS, screen(80))) == (
        "/open N  citation N among the sentences around it\n/quit    leave\n"
    )
    assert unstyled(listing(ROWS, screen(30))) == (
        "/open N  citation N among the\n         sentences around it\n/quit    leave\n"
    )


@every_width
def test_notes_listings_and_surroundings_stay_within_the_screen(width):
    rows = [("name" * 6, TEXTS["chinese"]), ("n", TEXTS["emoji"])]
    near = [
        Sentence(text, start, start + 1, start, None) for start, text in enumerate(TEXTS.values())
    ]
    told = citation(1, TEXTS["english"], PATHS[1])
    for shown in (
        note(TEXTS["emoji"], screen(width)),
        listing(rows, screen(width)),
        surroundings(told, near, screen(width)),
    ):
        for line in unstyled(shown).splitlines():
            assert wcswidth(line) <= width
            assert line == line.rstrip()
