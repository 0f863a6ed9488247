from index.structure import Kind
from tests.index.text.layout.samples import PROSE, leveled, of


def test_numbered_headings_have_the_level_of_their_number():
    text = f"1. Scope\n\n{PROSE}\n\n1.1. Words Used\n\n{PROSE}\n\n2. Method\n\n{PROSE}\n"
    assert leveled(text, Kind.HEADING) == [
        (1, "1. Scope"),
        (2, "1.1. Words Used"),
        (1, "2. Method"),
    ]


def test_a_numbered_list_with_blank_lines_is_no_row_of_headings():
    text = f"{PROSE}\n\n1. Milk\n\n2. Bread\n\n3. Salt\n\n{PROSE}\n"
    assert of(text, Kind.ITEM) == ["1. Milk", "2. Bread", "3. Salt"]
    assert not of(text, Kind.HEADING)


def test_numbers_that_do_not_follow_each_other_make_no_headings():
    text = "".join(f"{number}. Title Words\n\n{PROSE}\n\n" for number in (40, 7, 90))
    assert not of(text, Kind.HEADING)


def test_a_full_stop_ends_a_numbered_heading_between_headings():
    titles = ["1. Scope.", "2. Terms", "2.1 Words.", "2.2 Signs.", "3. Method", "4. Result"]
    text = "".join(f"{title}\n\n{PROSE}\n\n" for title in titles)
    assert of(text, Kind.HEADING) == titles


def test_numbered_lines_with_a_full_stop_are_no_headings_by_themselves():
    text = "".join(f"{n}. The council agreed.\n\n{PROSE}\n\n" for n in range(1, 6))
    assert not of(text, Kind.HEADING)


def test_a_full_stop_ends_no_heading_whose_number_is_out_of_place():
    titles = ["1. Scope", "7. We met.", "2. Terms", "1. We left.", "3. Method", "4. We won."]
    text = "".join(f"{title}\n\n{PROSE}\n\n" for title in titles)
    assert of(text, Kind.HEADING) == ["1. Scope", "2. Terms", "3. Method"]
