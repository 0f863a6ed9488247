import shutil
import subprocess
from pathlib import Path

import pytest

from qa.cli import manual
from qa.cli.subcommands import SUBCOMMANDS, ask
from qa.cli.usage import options
from qa.commands import COMMANDS

PAGE = Path(__file__).parents[3] / "qa" / "qa.1"


def test_the_page_that_is_shipped_is_that_of_the_help():
    """Else make it again: python -m qa.cli.manual > qa/qa.1"""
    assert PAGE.read_text(encoding="utf-8") == manual.page()


def rendered():
    """The page as plain text, without the overstrikes that make it bold."""
    done = subprocess.run(
        ["mandoc", "-T", "ascii", "-W", "error", str(PAGE)], capture_output=True, text=True
    )
    assert (done.returncode, done.stderr) == (0, "")
    return subprocess.run(["col", "-b"], input=done.stdout, capture_output=True, text=True).stdout


@pytest.mark.skipif(not shutil.which("mandoc"), reason="mandoc is not installed")
def test_the_page_names_every_option_subcommand_status_and_variable():
    shown = " ".join(rendered().split())
    for command in (ask, *SUBCOMMANDS.values()):
        for option in options(command):
            assert option.names[-1] in shown
            assert " ".join(option.help.split()) in shown
    for name in SUBCOMMANDS:
        assert f"qa {name}" in shown
    for usage in (command.usage for command in COMMANDS.values()):
        assert usage in shown
    for said in ("130 Ctrl-C.", "0 Answered.", "QA_EDITOR_URI", "NO_COLOR", "cited-qa/history"):
        assert said in shown
    for said in ("2 if one could not be asked, else 0", "yesterday, last week", ":q alone on a"):
        assert said in shown


@pytest.mark.skipif(not shutil.which("man"), reason="man is not installed")
def test_man_shows_the_page_without_a_warning():
    done = subprocess.run(
        ["man", "--warnings", "-P", "cat", "-l", str(PAGE)], capture_output=True, text=True
    )
    assert (done.returncode, done.stderr) == (0, "")
    assert "Ask files and folders a question" in " ".join(done.stdout.split())


def test_a_line_of_help_that_begins_like_a_request_is_text():
    assert manual._escape(".gitignore \\ -k") == r"\&.gitignore \e \-k"
