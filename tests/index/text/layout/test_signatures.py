from index.structure import Kind
from tests.index.text.layout.samples import PROSE, kinds, of


def test_a_signature_is_an_aside():
    text = f"{PROSE}\n\n-- \nAnn Smith\nThe Town Hall\n"
    assert kinds(text)[1:] == [(Kind.ASIDE, "Ann Smith\nThe Town Hall")]


def test_two_dashes_in_the_middle_of_a_text_begin_no_signature():
    text = f"{PROSE}\n--\n" + f"{PROSE}\n" * 40
    assert not of(text, Kind.ASIDE)
