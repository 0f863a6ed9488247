from index.structure import Kind
from index.text.layout.structure import plain_blocks
from tests.index.text.layout.samples import WRAPPED, kinds, of


def test_an_option_is_a_term_with_its_description_below():
    text = "   -x, --exclude=PATTERN\n          Skip what matches the pattern.\n\n"
    text += "          May be repeated.\n"
    assert [(b.kind, b.level) for b in plain_blocks(text)] == [
        (Kind.TERM, 0),
        (Kind.PARAGRAPH, 1),
        (Kind.PARAGRAPH, 1),
    ]
    assert of(text, Kind.TERM) == ["-x, --exclude=PATTERN"]


def test_a_term_on_the_line_of_its_description_is_cut_from_it():
    text = "   Octet   A group of eight bits that is sent as\n           one unit.\n"
    assert kinds(text) == [
        (Kind.TERM, "Octet"),
        (Kind.PARAGRAPH, text[text.index("A group") :].strip()),
    ]


def test_the_names_of_a_grammar_are_no_terms():
    text = (
        f"{WRAPPED}\n      year\n            = 4DIGIT\n\n      month      = 2DIGIT  ; from 01 on\n"
    )
    assert not of(text, Kind.TERM)
