import pytest

from index.structure import Kind
from tests.index.text.layout.samples import PROSE, WRAPPED, kinds, leveled, of


def test_underlined_lines_are_headings_and_the_marks_rank_in_their_order():
    text = f"Guide\n=====\n\n{PROSE}\n\nInstall\n-------\n{PROSE}\n\nUse it\n------\n\n{PROSE}\n"
    assert leveled(text, Kind.HEADING) == [(1, "Guide"), (2, "Install"), (2, "Use it")]
    assert "=" not in "".join(found for _, found in kinds(text))


def test_a_line_between_two_rules_is_a_heading():
    text = f"=======\n Guide\n=======\n\n{PROSE}\n\nParts\n=====\n\n{PROSE}\n"
    assert leveled(text, Kind.HEADING) == [(1, "Guide"), (2, "Parts")]


def test_a_rule_below_a_sentence_makes_no_heading():
    assert not of(f"{PROSE}\n\nThis is over.\n-------------\n\n{PROSE}\n", Kind.HEADING)


@pytest.mark.parametrize("mark", ["=", "#"])
def test_marked_headings_have_as_many_levels_as_marks(mark):
    text = f"{mark} Guide\n\n{PROSE}\n\n{mark * 2} Parts\n\n{PROSE}\n"
    assert leveled(text, Kind.HEADING) == [(1, f"{mark} Guide"), (2, f"{mark * 2} Parts")]


def test_a_comment_within_a_file_of_settings_is_no_heading():
    assert not of("# the port to listen on\nport = 80\n# its name\nname = x\n", Kind.HEADING)


def test_short_lines_left_of_the_text_are_headings():
    text = f"Abstract\n\n{WRAPPED}\nScope of This Memo\n\n{WRAPPED}"
    assert {found for _, found in leveled(text, Kind.HEADING)} == {"Abstract", "Scope of This Memo"}


def test_a_manual_page_has_headings_of_two_levels():
    text = (
        "NAME\n       tool - does one thing and does it well for all of us\n\n"
        "SYNOPSIS\n       tool does its work on all of the files of a folder\n\n"
        "OPTIONS\n   Options of output\n       These options change what is written to the screen\n"
    )
    found = leveled(text, Kind.HEADING)
    assert found[-1] == (2, "Options of output")
    assert {"SYNOPSIS", "OPTIONS"} <= {heading for _, heading in found}


def test_one_short_line_between_paragraphs_is_no_heading_but_several_are():
    one = f"{PROSE}\n\nWhat came next\n\n{PROSE}\n\n{PROSE}\n"
    assert not of(one, Kind.HEADING)
    several = "".join(
        f"{PROSE}\n\n{PROSE}\n\nWhat came {w}\n\n{PROSE}\n\n" for w in ("then", "on", "in")
    )
    assert of(several, Kind.HEADING) == ["What came then", "What came on", "What came in"]


def test_dialogue_between_paragraphs_is_no_heading():
    text = "".join(f"{PROSE}\n\n“Who is there?”\n\n{PROSE}\n\n" for _ in range(5))
    assert not of(text, Kind.HEADING)


def test_lines_of_a_poem_are_no_headings():
    text = "The moon is up\nThe night is long\n\nThe road is dark\nThe wind is strong\n"
    assert not of(text, Kind.HEADING)
