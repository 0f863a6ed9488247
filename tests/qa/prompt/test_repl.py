import io
from concurrent.futures import ThreadPoolExecutor
from threading import Lock

import pyte
import pytest
from prompt_toolkit.data_structures import Size
from prompt_toolkit.history import InMemoryHistory
from prompt_toolkit.input import create_pipe_input
from prompt_toolkit.output.vt100 import Vt100_Output

from qa.commands import Chat
from qa.prompt.completion import CorpusCompleter
from qa.prompt.history import SharedHistory
from qa.prompt.repl import converse
from qa.session import Session
from qa.settings import Settings

CTRL_A, CTRL_C, CTRL_D, CTRL_E, CTRL_R, CTRL_X = "\x01", "\x03", "\x04", "\x05", "\x12", "\x18"
ESC, ALT_ENTER, UP, RIGHT = "\x1b", "\x1b\r", "\x1b[A", "\x1b[C"


class Display(io.StringIO):
    """The screen of a terminal, which looks as what is written to it makes it look."""

    def __init__(self):
        super().__init__()
        self.screen = pyte.Screen(80, 40)
        self._stream = pyte.Stream(self.screen)
        self._lock = Lock()

    def write(self, text):
        with self._lock:
            self._stream.feed(text)
        return len(text)

    def shows(self, line):
        with self._lock:
            return line in [shown.rstrip() for shown in self.screen.display]


class LoadedHistory(InMemoryHistory):
    """Tells when the prompt knows all of its lines, which nobody sees."""

    is_loaded = False

    async def load(self):
        async for line in super().load():
            yield line
        self.is_loaded = True


@pytest.fixture
def talk(retriever, seeds_index, wait_for):
    """Types keys at the prompt; what was shown.

    `then`: more keys, each with what is waited for before: a line on the screen, or a function of
    the Display.
    """

    def type_on(keyboard, display, then):
        try:
            for awaited, keys in then:
                line = awaited if isinstance(awaited, str) else None
                wait_for(lambda: display.shows(line) if line else awaited(display))  # noqa: B023
                keyboard.send_text(keys)
        except AssertionError:
            keyboard.send_text(f"{CTRL_C}{CTRL_D}")
            raise

    def run(keys, history=None, form="plain", then=(), has_color=True):
        settings = Settings(corpus=("seeds",), index="", format=form, has_color=has_color)
        out, display = io.StringIO(), Display()
        with create_pipe_input() as keyboard, ThreadPoolExecutor(1) as pool:
            keyboard.send_text(keys)
            chat = Chat(Session(settings, retriever), out)
            chat.count()
            completer = CorpusCompleter(chat)
            completer.learn(str(seeds_index), retriever)
            later = pool.submit(type_on, keyboard, display, then)
            converse(
                chat,
                completer,
                history=history or InMemoryHistory(),
                keyboard=keyboard,
                screen=Vt100_Output(display, lambda: Size(40, 80), enable_cpr=False),
            )
            later.result()
        return out.getvalue()

    return run


def test_a_line_is_a_question_and_is_answered(talk):
    shown = talk(f"who led the opposition team in Mexico?\r{CTRL_D}")
    assert "[1] The opposition team was led by politician and lawyer Gerardo Blyde" in shown


def test_the_greeting_says_what_is_asked(talk):
    shown = " ".join(talk(CTRL_D).split())  # a long path wraps the line
    assert shown.startswith("5 documents in ")
    assert "Ask a question, or type /help." in shown


def test_ctrl_c_clears_the_line_and_stays(talk):
    shown = talk(f"who led{CTRL_C}which country offered to host the next round?\r{CTRL_D}")
    assert "[1] Just this week, Peru offered to host" in shown
    assert shown.count("[1]") == 1


def test_an_empty_line_asks_nothing(talk):
    assert "[1]" not in talk(f"\r   \r{CTRL_D}")


def test_a_question_without_a_word_is_said_and_the_prompt_stays(talk):
    shown = talk(f"?!\rwhat did Trump call Maduro?\r{CTRL_D}")
    assert "holds no word" in shown
    assert "a bad leader who dreams" in shown


def test_a_pasted_question_of_several_lines_is_one_question(talk):
    pasted = "\x1b[200~who led the opposition\nteam in Mexico?\x1b[201~"
    shown = talk(f"{pasted}\r{CTRL_D}")
    assert shown.count("[1]") == 1
    assert "Gerardo Blyde" in shown


def test_questions_are_kept_in_the_history_file(talk, tmp_path):
    path = tmp_path / "history"
    talk(f"who led the opposition?\r{CTRL_D}", SharedHistory(path, pytest.fail))
    assert path.read_text() == '"who led the opposition?"\n'


def test_quit_leaves(talk):
    assert "[1]" not in talk("/quit\rwho led the opposition team in Mexico?\r")


@pytest.mark.parametrize("word", ["exit", "quit", "QUIT", ":q"])
def test_a_bare_word_of_leaving_leaves(talk, word):
    assert "[1]" not in talk(f"{word}\rwho led the opposition team in Mexico?\r{CTRL_D}")


def test_help_without_a_slash_is_the_help(talk):
    shown = talk(f" Help \r{CTRL_D}")
    assert "/open N" in shown
    assert "[1]" not in shown


def test_a_question_that_begins_with_such_a_word_is_a_question(talk):
    assert "[1]" in talk(f"help for the opposition in Mexico?\r{CTRL_D}")


def test_what_is_typed_is_shown_without_its_control_characters(talk):
    assert "\x1b" not in talk(f"/\x16\x1b]0;x\r{CTRL_D}")


def test_alt_enter_begins_a_new_line_of_the_question(talk):
    shown = talk(f"who led the opposition{ALT_ENTER}team in Mexico?\r{CTRL_D}")
    assert shown.count("[1]") == 1
    assert "Gerardo Blyde" in shown


def test_the_question_is_written_in_the_editor(talk, monkeypatch):
    monkeypatch.setenv("EDITOR", "sed -i s/Peru/Mexico/")
    monkeypatch.delenv("VISUAL", raising=False)
    history = InMemoryHistory()
    talk(f"/Peru{CTRL_X}{CTRL_E}", history, then=[("? /Mexico", f"\r{CTRL_D}")])
    assert history.get_strings() == ["/Mexico"]


@pytest.mark.parametrize(
    ("keys", "shown", "then", "chosen"),
    [
        (UP, "? /status", "", "/status"),
        (f"{UP}{UP}", "? /sources", "", "/sources"),
        (f"/h{UP}", "? /history", "", "/history"),
        (f"{CTRL_R}ist\r", "? /history", "", "/history"),
        ("/hi", "? /history", RIGHT, "/history"),
        ("/hi", "? /history", "", "/hi"),
    ],
)
def test_earlier_lines_are_found_again(talk, keys, shown, then, chosen):
    history = LoadedHistory(["/history", "/sources", "/status"])
    loaded = (lambda display: history.is_loaded, keys)
    talk("", history, then=[loaded, (shown, f"{then}\r/quit\r")])
    assert history.get_strings()[-2] == chosen


def test_without_colour_nothing_is_suggested(talk):
    history = LoadedHistory(["/history", "/sources"])
    loaded = (lambda display: history.is_loaded, "/hi")
    talk("", history, then=[loaded, ("? /hi", f"{RIGHT}\r/quit\r")], has_color=False)
    assert history.get_strings()[-2] == "/hi"


@pytest.mark.parametrize(
    ("typed", "completed"),
    [
        ("/hist", "/history"),
        ("/ope", "/open "),
        ("/xyz", None),
        ("who is Gerardo Bl", "who is Gerardo Blyde"),
    ],
)
def test_tab_completes(talk, typed, completed):
    history = InMemoryHistory()
    shown = f"? {completed or typed}".rstrip()
    talk(f"{typed}\t", history, then=[(shown, f"{CTRL_A}/{CTRL_E}\r/quit\r")])
    assert history.get_strings()[0] == f"/{completed or typed}"


def test_the_keys_of_vi_are_taken_when_they_are_set(talk):
    history = InMemoryHistory()
    # Escape moves the cursor onto the last letter, once no key has come after it for a while.
    is_on_c = lambda display: display.screen.cursor.x == len("? /sour")  # noqa: E731
    keys = [("? /sourc", ESC), (is_on_c, f"0x\r{CTRL_D}")]
    talk("/set vi on\r/sourc", history, then=keys)
    assert history.get_strings()[1] == "sourc"
