import io
from threading import Thread
from time import sleep

import pytest
from prompt_toolkit.history import InMemoryHistory
from prompt_toolkit.input import create_pipe_input
from prompt_toolkit.output import DummyOutput

from qa.commands import Chat
from qa.prompt.completion import CorpusCompleter
from qa.prompt.history import SharedHistory
from qa.prompt.repl import converse
from qa.session import Session
from qa.settings import Settings

CTRL_A, CTRL_C, CTRL_D, CTRL_E, CTRL_R, CTRL_X = "\x01", "\x03", "\x04", "\x05", "\x12", "\x18"
ESC, ALT_ENTER, UP, RIGHT = "\x1b", "\x1b\r", "\x1b[A", "\x1b[C"


PAUSE_S = 0.7
"""In which history is read, or something completed, suggested or edited."""


def type_on(keyboard, then):
    for keys in then:
        sleep(PAUSE_S)
        keyboard.send_text(keys)


@pytest.fixture
def talk(retriever, seeds_index):
    """Types keys at the prompt, `then` others, with a pause before each; what was shown."""

    def run(keys, history=None, form="plain", then=(), has_color=True):
        settings = Settings(corpus=("seeds",), index="", format=form, has_color=has_color)
        out = io.StringIO()
        with create_pipe_input() as keyboard:
            keyboard.send_text(keys)
            chat = Chat(Session(settings, retriever), out)
            chat.count()
            completer = CorpusCompleter(chat)
            completer.learn(str(seeds_index), retriever)
            later = Thread(target=type_on, args=(keyboard, then))
            later.start()
            converse(
                chat,
                completer,
                history=history or InMemoryHistory(),
                keyboard=keyboard,
                screen=DummyOutput(),
            )
            later.join()
        return out.getvalue()

    return run


def test_a_line_is_a_question_and_is_answered(talk):
    shown = talk(f"who led the opposition team in Mexico?\r{CTRL_D}")
    assert "[1] The opposition team was led by politician and lawyer Gerardo Blyde" in shown


def test_the_greeting_says_what_is_asked(talk):
    first = talk(CTRL_D).splitlines()[0]
    assert first.startswith("5 documents in ")
    assert "/help" in first


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
    talk(f"/Peru{CTRL_X}{CTRL_E}", history, then=["", f"\r{CTRL_D}"])
    assert history.get_strings() == ["/Mexico"]


@pytest.mark.parametrize(
    ("keys", "chosen"),
    [
        ([UP], "/status"),
        ([f"{UP}{UP}"], "/sources"),
        ([f"/h{UP}"], "/history"),
        ([f"{CTRL_R}ist\r"], "/history"),
        (["/hi", RIGHT], "/history"),
        (["/hi"], "/hi"),
    ],
)
def test_earlier_lines_are_found_again(talk, keys, chosen):
    history = InMemoryHistory(["/history", "/sources", "/status"])
    talk("", history, then=[*keys, "\r/quit\r"])
    assert history.get_strings()[-2] == chosen


def test_without_colour_nothing_is_suggested(talk):
    history = InMemoryHistory(["/history", "/sources"])
    talk("", history, then=["/hi", RIGHT, "\r/quit\r"], has_color=False)
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
    talk(f"{typed}\t", history, then=[f"{CTRL_A}/{CTRL_E}\r/quit\r"])
    assert history.get_strings()[0] == f"/{completed or typed}"


def test_the_keys_of_vi_are_taken_when_they_are_set(talk):
    history = InMemoryHistory()
    talk(f"/set vi on\r/sourc{ESC}", history, then=[f"0x\r{CTRL_D}"])
    assert history.get_strings()[1] == "sourc"
