import io

import pytest

from qa.terminal import pager


class Terminal(io.StringIO):
    def isatty(self):
        return True


@pytest.fixture
def shown(monkeypatch, tmp_path):
    """What the pager got and what was written past it, on a screen of 10 lines of 20 columns."""
    monkeypatch.setenv("LINES", "10")
    monkeypatch.setenv("COLUMNS", "20")
    monkeypatch.setenv("PAGER", f"tee {tmp_path}/paged")

    def shown(text, out=None, **choices):
        out = out or Terminal()
        (tmp_path / "paged").unlink(missing_ok=True)
        pager.show(text, out, **choices)
        paged = (tmp_path / "paged").read_text() if (tmp_path / "paged").exists() else ""
        return paged, out.getvalue()

    return shown


def test_what_is_taller_than_the_screen_goes_through_the_pager(shown):
    assert shown("a\n" * 10) == ("a\n" * 10, "")
    assert shown("a" * 190 + "\n") == ("a" * 190 + "\n", "")


def test_what_fits_is_written_as_it_is(shown):
    assert shown("a\n" * 9) == ("", "a\n" * 9)
    assert shown("\x1b[1m\x1b[4maaaaaaaa\x1b[0m\n" * 9)[0] == ""


def test_off_a_terminal_and_where_it_is_not_wanted_there_is_no_pager(shown):
    assert shown("a\n" * 99, io.StringIO()) == ("", "a\n" * 99)
    assert shown("a\n" * 99, is_wanted=False) == ("", "a\n" * 99)


@pytest.mark.parametrize("command", ["/no/such/pager", '"', " ", "sh -c 'exit 127'"])
def test_without_a_pager_that_runs_it_is_written_as_it_is(shown, monkeypatch, command):
    monkeypatch.setenv("PAGER", command)
    assert shown("a\n" * 99) == ("", "a\n" * 99)


def test_a_pager_left_early_ends_nothing(shown, monkeypatch):
    monkeypatch.setenv("PAGER", "true")
    assert shown("a\n" * 99_999) == ("", "")
