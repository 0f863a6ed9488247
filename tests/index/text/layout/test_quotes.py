from index.structure import Kind
from tests.index.text.layout.samples import PROSE, kinds


def test_quoted_lines_and_the_line_that_introduces_them_are_quotes():
    text = f"On Monday, 4 May 2021, Ann wrote:\n> {PROSE}\n> I agree.\n>\n> Bye.\n\nSo do I.\n"
    assert [kind for kind, _ in kinds(text)] == [Kind.QUOTE] * 3 + [Kind.PARAGRAPH]
