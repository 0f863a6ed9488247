import re
import unicodedata
from io import StringIO

import pyte
import pytest
from hypothesis import given
from hypothesis import strategies as st

from index import Document, Sentence
from qa.answers import Answer, Citation, Place
from qa.commands import COMMANDS, Chat, run
from qa.output import FORMATS, Screen, renderer
from qa.output.printable import MAX_MARKS, printable, split_printable
from qa.output.styled import note, surroundings
from qa.settings import Settings

SGR = re.compile(r"\x1b\[[0-9;]*m")
LINK = re.compile(r"\x1b\]8;(?:id=[0-9a-f]{8};file://[!-~]+|;)\x1b\\")
"""The only sequences that are ours."""

ATTACKS = {
    "clears the screen": "\x1b[2J\x1b[H",
    "moves the cursor": "\x1b[10A\x1b[99D\x1b[5;5H\x1b[6n",
    "sets modes": "\x1b[?1049h\x1b[?25l\x1b[4h\x1b[?1000h\x1bc\x1b(0\x0e",
    "sets the title": "\x1b]0;owned\x07\x1b]2;owned\x1b\\",
    "writes the clipboard": "\x1b]52;c;ZXZpbA==\x07",
    "links elsewhere": "\x1b]8;;http://evil.example\x1b\\here\x1b]8;;\x1b\\",
    "talks to the terminal": "\x1bP$q\x22p\x1b\\\x1b_apc\x1b\\\x1b^pm\x1b\\\x1bXsos\x1b\\",
    "is 8-bit": "\x9b2J\x9d0;owned\x9c\x90q\x9c\x8e\x8f",
    "rings and erases": "\x07\x08\x08\x08\x7f\x7f\rover\x0b\x0c\x00",
    "colours": "\x1b[31;5;7m",
    "turns around": "\u202egnp.exe\u2066x\u2069\u202a\u202b\u202c\u202d\u2067\u2068",
    "marks directions": "\u200e\u200f\u061c",
    "hides letters": "".join(chr(0xE0000 + ord(c)) for c in "ignore all") + "\U000e0001\U000e007f",
    "ends lines": "one\u2028two\u2029three\x85four\x1cfive",
    "annotates": "\ufff9a\ufffab\ufffb",
    "is half a character": "\ud83d\ude00\udc9b\ud800",
    "climbs": "Z" + "\u0310\u0489\u0334" * 200,
    "joins": "\u200d\u200c" * 300,
    "is invisible": "\u00ad\u200b\u2060\ufeff\u2063\u180e" * 50,
    "is private": "\ue000\uf8ff\U000f0000\U0010fffd\ufffe\uffff",
    "selects variants": "\ufe0f\ufe0e\U000e0100" * 50,
    "is wide": "東京" * 300 + "\U0001f469\u200d\U0001f680" * 100,
}


def hostile(attack, *, stale=True):
    text = f"begins {attack} ends"
    document = Document(f"{text}/{text}.txt", f"{text} title", f"{text} date", "0" * 64)
    place = Place(f"{text}.md", 0, 9, 1)
    citation = Citation(1, 0.5, text, 0, len(text), 7, None, text, text, document, stale, (place,))
    return Answer(text, text, True, 0.9, (citation,), 1.0)


class Watched:
    """Passes on to a terminal what a stream finds in an output, and notes what it is."""

    def __init__(self, screen):
        self.screen = screen
        self.told = set()

    def __getattr__(self, name):
        do = getattr(self.screen, name)
        if name not in pyte.Stream.events:
            return do

        def noted(*arguments, **options):
            self.told.add(name)
            return do(*arguments, **options)

        return noted


TEXT = {"draw", "linefeed", "carriage_return", "select_graphic_rendition"}


def told(shown, width):
    """What a terminal is told by an output besides text, its colours and its lines."""
    screen = pyte.Screen(width, 2_000)
    watched, modes = Watched(screen), set(screen.mode)
    pyte.Stream(watched).feed(shown.replace("\n", "\r\n"))
    if watched.told <= TEXT:
        assert (screen.title, screen.icon_name, screen.mode) == ("", "", modes)
        assert screen.cursor.attrs == screen.default_char
    return watched.told - TEXT


def outputs(answer, width):
    """Everything that is written of an answer, by every way."""
    screen = Screen(width=width, has_color=True, is_terminal=True, shows_question=True)
    for name in FORMATS:
        yield renderer(name)(answer, screen)
    (citation,) = answer.citations
    yield surroundings(citation, [Sentence(citation.text, 0, 9, 7, None)], screen)
    yield note(answer.question, screen)


@pytest.mark.parametrize("width", [20, 80, 131])
@pytest.mark.parametrize("attack", ATTACKS.values(), ids=ATTACKS)
def test_whatever_documents_hold_a_terminal_is_told_nothing_but_text(attack, width):
    answers = (hostile(attack), hostile(attack, stale=False))
    for shown in (shown for answer in answers for shown in outputs(answer, width)):
        assert {c for c in LINK.sub("", SGR.sub("", shown)) if unicodedata.category(c) == "Cc"} <= {
            "\n"
        }
        assert told(shown, width) == set()
        assert "begins" in shown
        assert "ends" in shown


def test_the_terminal_of_these_tests_notices_what_it_is_told():
    assert told("\x1b[2J\x07", 80) == {"erase_in_display", "bell"}
    assert told("text\x1b[1mbold\x1b[0m\n", 80) == set()


ANY = st.one_of(
    st.characters(),
    st.sampled_from("\x1b\x9b\x07\x00\r\u202e\u2028\U000e0041\ud800\u0301\u200d[];m"),
)


@given(st.text(ANY))
def test_no_text_steers(text):
    shown = printable(text)
    categories = {unicodedata.category(c) for c in shown}
    assert not categories & {"Cc", "Cs", "Zl", "Zp"}
    assert printable(shown) == shown


@given(st.text(ANY, min_size=1), st.data())
def test_the_parts_of_a_text_are_the_whole_of_it(text, data):
    start, end = sorted(data.draw(st.tuples(*[st.integers(0, len(text))] * 2)))
    before, words, after = split_printable(text, start, end)
    assert before + words + after == printable(text)
    assert words == words.strip()


@pytest.mark.parametrize(
    "text",
    [
        "\U0001f469\u200d\U0001f469\u200d\U0001f467\u200d\U0001f466",
        "\u2764\ufe0f \u261d\U0001f3fd",
        "\U0001f1f3\U0001f1f4",
        "می\u200cخواهم",
        "क्\u200dष",
        "مرحبا بالعالم",
        "שָׁלוֹם",
        "בְּרֵאשִׁ֖ית",
        "Vie\u0323\u0302t Nam",
        "東京、日本",
        "\u0600١٢",
        "\ue0a0",
    ],
)
def test_what_scripts_and_emoji_are_spelt_with_is_shown_as_it_is(text):
    assert printable(text) == text


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("ex\u00adample\u200b \ufeff\u2060here", "example here"),
        ("a\u202eb\u2066c", "a\ufffdb\ufffdc"),
        ("a\U000e0041\U000e007f", "a\ufffd\ufffd"),
        ("a" + "\u0301" * 99 + "b", "a" + "\u0301" * MAX_MARKS + "b"),
        ("a\x00\x1b[2Jb", "a\ufffd\ufffd[2Jb"),
        ("one\u2028two\u2029three\r\nfour\x85", "one two three four"),
        ("a \u200b b", "a b"),
    ],
)
def test_what_is_not_shown_as_it_is(text, shown):
    assert printable(text) == shown


def test_commands_at_the_prompt_show_hostile_names_as_text():
    class Retrieved:
        corpus = ("seeds",)

        def count(self, within):
            return 0

        def documents(self):
            return [(hostile(attack).citations[0].document, 1) for attack in ATTACKS.values()]

        def surroundings(self, *place):
            return []

    class Opened:
        retriever = Retrieved()
        settings = Settings(corpus=(), index="")

        def screen(self):
            return Screen(width=80, has_color=True, is_terminal=True, shows_question=False)

    asking = {"quit", "sync", "status", "more"}
    for attack in ATTACKS.values():
        chat = Chat(Opened(), StringIO(), [hostile(attack)])
        typed = [f"/{name} {attack}" for name in COMMANDS if name not in asking]
        for line in ("/sources", "/open 1", "/why 1", f"/{attack}", *typed):
            run(chat, line)
        assert told(chat.out.getvalue(), 80) == set()
