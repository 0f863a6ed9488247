from index.structure import Kind
from tests.index.text.layout.samples import PROSE, kinds


def test_what_is_indented_after_two_colons_is_code():
    text = f"{PROSE} For example::\n\n    make all of it.\n\n    and then some.\n\n{PROSE}\n"
    assert [kind for kind, _ in kinds(text)] == [
        Kind.PARAGRAPH,
        Kind.CODE,
        Kind.CODE,
        Kind.PARAGRAPH,
    ]
