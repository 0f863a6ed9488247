import io

import pytest
from prompt_toolkit.history import FileHistory, InMemoryHistory
from prompt_toolkit.input import create_pipe_input
from prompt_toolkit.output import DummyOutput

from qa.commands import COMMANDS
from qa.repl import converse
from qa.session import Session
from qa.settings import Settings

CTRL_C, CTRL_D = "\x03", "\x04"


@pytest.fixture
def talk(retriever):
    """Types keys at the prompt and returns what was shown until it ended."""

    def run(keys, history=None, form="plain"):
        settings = Settings(corpus=("seeds",), index="", format=form)
        out = io.StringIO()
        with create_pipe_input() as keyboard:
            keyboard.send_text(keys)
            converse(
                Session(settings, retriever),
                out,
                history=history or InMemoryHistory(),
                keyboard=keyboard,
                screen=DummyOutput(),
            )
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
    talk(f"who led the opposition?\r{CTRL_D}", FileHistory(str(path)))
    assert "who led the opposition?" in path.read_text()


def test_help_lists_every_command(talk):
    shown = talk(f"/help\r{CTRL_D}")
    for name, command in COMMANDS.items():
        assert command.usage in shown
        assert command.usage.startswith(f"/{name}")


def test_quit_leaves(talk):
    assert "[1]" not in talk("/quit\rwho led the opposition team in Mexico?\r")


def test_sources_lists_the_documents_with_their_dates_and_titles(talk):
    shown = " ".join(talk(f"/sources\r{CTRL_D}").split())
    assert "003_75ba1bb73bf4a75d.txt · 16 sentences · 2021-08-14" in shown
    assert "Venezuelan officials, opposition leaders negotiate in Mexico" in shown
    assert "5 documents" in shown


@pytest.mark.parametrize("argument", ["1", "[1]"])
def test_open_shows_a_citation_in_its_surroundings(talk, argument):
    shown = talk(f"who led the opposition team in Mexico?\r/open {argument}\r{CTRL_D}")
    opened = " ".join(shown.split("Gerardo Blyde", 1)[1].split())
    assert "> 27 The opposition team was led by" in opened
    assert "Price told reporters" in opened
    assert "needs and deserves a solution" in opened


@pytest.mark.parametrize("argument", ["", "0", "6", "x", "-1"])
def test_open_of_no_citation_says_which_there_are(talk, argument):
    shown = talk(f"who led the opposition team in Mexico?\r/open {argument}\r{CTRL_D}")
    assert "/open 1 to /open 5" in shown


def test_open_before_a_question_asks_for_one(talk):
    assert "ask a question first" in talk(f"/open 1\r{CTRL_D}")


def test_an_unknown_command_is_answered_with_the_nearest(talk):
    assert "no command /opne; did you mean /open?" in talk(f"/opne 1\r{CTRL_D}")
    assert "no command /xyzzy; see /help" in talk(f"/xyzzy\r{CTRL_D}")


def test_what_is_typed_is_shown_without_its_control_characters(talk):
    assert "\x1b" not in talk(f"/\x16\x1b]0;x\r{CTRL_D}")
