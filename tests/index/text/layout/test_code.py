from index.structure import Kind
from tests.index.text.layout.samples import WRAPPED, kinds, of


def test_a_figure_is_code_and_the_line_below_it_a_caption():
    figure = "      +-+-+-----+\n      |A|B| Data |\n      +-+-+-----+\n"
    text = f"{WRAPPED}\n{figure}\n           Figure 1: Three boxes\n\n{WRAPPED}"
    assert [kind for kind, _ in kinds(text)] == [
        Kind.PARAGRAPH,
        Kind.CODE,
        Kind.CAPTION,
        Kind.PARAGRAPH,
    ]


def test_a_grammar_is_code():
    text = f"{WRAPPED}\n      year  = 4DIGIT ; with the century\n      month = 2DIGIT\n\n{WRAPPED}"
    assert len(of(text, Kind.CODE)) == 1


def test_columns_without_a_rule_are_code():
    text = "apples     red      3\npears      green    12\nplums      blue     4\n"
    assert kinds(text) == [(Kind.CODE, text.strip())]
