import pytest

from index.structure import Kind
from tests.index.text.layout.samples import PROSE, kinds, leveled, of


def test_a_title_is_a_heading_and_the_date_below_it_a_paragraph():
    text = f"Council agrees on budget\n\n4 May 2021\n\n{PROSE}\n"
    assert [kind for kind, _ in kinds(text)] == [Kind.HEADING, Kind.PARAGRAPH, Kind.PARAGRAPH]
    assert leveled(text, Kind.HEADING) == [(1, "Council agrees on budget")]


@pytest.mark.parametrize(
    "first",
    [
        "The council agreed.",
        "Hi all,",
        "Date: 4 May 2021",
        "4 May 2021",
        "a line that begins small",
        " ".join(["Word"] * 16),
    ],
)
def test_a_first_line_that_is_no_title_is_no_heading(first):
    assert not of(f"{first}\n\n{PROSE}\n", Kind.HEADING)


@pytest.mark.parametrize("first", ["Hi all", "Hello John", "Hello, my dear John,"])
def test_the_greeting_of_a_letter_is_no_title(first):
    assert not of(f"{first}\n\n{PROSE}\n\nThanks\n\n{PROSE}\n\nAnn\n", Kind.HEADING)


def test_two_words_are_the_title_of_a_long_text():
    assert of("Town Hall\n\n" + f"{PROSE}\n\n" * 30, Kind.HEADING) == ["Town Hall"]


def test_a_line_that_ends_with_a_comma_is_no_title_of_a_long_text():
    assert not of("Dear Members,\n\n" + f"{PROSE}\n\n" * 30, Kind.HEADING)


@pytest.mark.parametrize(
    "heading",
    [
        "Install\n-------\n\n",
        "## Install\n\n",
        f"1. One\n\n{PROSE}\n\n2. Two\n\n{PROSE}\n\n3. Three\n\n",
        f"INSTALL\n\n{PROSE}\n\nUPGRADE\n\n",
    ],
)
def test_two_words_are_a_title_above_lines_that_are_clearly_headings(heading):
    text = f"Town Hall\n\n{PROSE}\n\n{heading}{PROSE}\n"
    assert leveled(text, Kind.HEADING)[0] == (1, "Town Hall")
