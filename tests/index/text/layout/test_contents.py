from index.structure import Kind
from tests.index.text.layout.samples import WRAPPED, kinds, of


def test_contents_are_an_aside_below_a_heading():
    text = (
        "Overview\n\n   1.  Scope . . . . . . . . . . . .  1\n   1.1.  Words  . . . . . . . .  2\n"
        f"   2.  Method  . . . . . . .  14\n\nText of it\n\n{WRAPPED}\n{WRAPPED}"
    )
    assert kinds(text)[:2] == [
        (Kind.HEADING, "Overview"),
        (Kind.ASIDE, text[text.index("1.") : text.index("14") + 2]),
    ]


def test_a_table_with_numbers_at_the_end_is_no_table_of_contents():
    text = "Apples     red      30\nPears      green    12\nPlums      blue      4\n"
    assert not of(text, Kind.ASIDE)
