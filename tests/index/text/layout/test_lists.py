from index.structure import Kind
from index.text.layout.structure import plain_blocks
from tests.index.text.layout.samples import WRAPPED, kinds, leveled, of


def test_an_item_keeps_its_wrapped_lines_and_its_second_paragraph_is_nested():
    text = "   o  The first point is\n      rather long.\n\n      It goes on.\n\n"
    text += "   o  The second.\n\n   Done.\n"
    assert [(b.kind, b.level) for b in plain_blocks(text)] == [
        (Kind.ITEM, 1),
        (Kind.PARAGRAPH, 1),
        (Kind.ITEM, 1),
        (Kind.PARAGRAPH, 0),
    ]
    assert of(text, Kind.ITEM)[0].endswith("rather long.")


def test_an_item_of_a_list_within_an_item_is_one_level_deeper():
    text = "- outer\n  - inner\n    - innermost\n- outer again\n"
    assert [level for level, _ in leveled(text, Kind.ITEM)] == [1, 2, 3, 1]


def test_fields_and_asciidoc_terms_are_terms():
    assert kinds(":Author: Jane Doe\n") == [(Kind.TERM, "Author"), (Kind.PARAGRAPH, "Jane Doe")]
    assert kinds("CPU:: The brain\n") == [(Kind.TERM, "CPU"), (Kind.PARAGRAPH, "The brain")]


def test_a_wrapped_paragraph_is_one_block():
    assert kinds(WRAPPED) == [(Kind.PARAGRAPH, WRAPPED.strip())]
