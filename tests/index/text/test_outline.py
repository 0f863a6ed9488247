from index.structure import Block, Kind
from index.text.outline import label, outline


def paths(*blocks):
    """The path of each block, given as (kind, level, text)."""
    text, found = "", []
    for kind, level, said in blocks:
        found.append(Block(len(text), len(text) + len(said), kind, level))
        text += said + "\n"
    return [path for _, path in outline(text, found)]


def test_a_heading_stands_above_what_follows_until_the_next_of_its_level():
    assert paths(
        (Kind.HEADING, 1, "tar"),
        (Kind.HEADING, 2, "OPTIONS"),
        (Kind.PARAGRAPH, 0, "It has many."),
        (Kind.HEADING, 2, "BUGS"),
        (Kind.PARAGRAPH, 0, "None."),
    ) == [(), ("tar",), ("tar", "OPTIONS"), ("tar",), ("tar", "BUGS")]


def test_a_term_stands_above_its_description_and_not_above_the_next_term():
    assert paths(
        (Kind.TERM, 0, "--exclude"),
        (Kind.PARAGRAPH, 1, "Leaves out."),
        (Kind.TERM, 0, "--verbose"),
        (Kind.PARAGRAPH, 1, "Lists."),
        (Kind.PARAGRAPH, 0, "That is all."),
    ) == [(), ("--exclude",), (), ("--verbose",), ()]


def test_a_line_with_a_colon_stands_above_the_list_or_code_that_it_introduces():
    lead = "Run it. There are two ways:"
    assert paths(
        (Kind.PARAGRAPH, 0, lead),
        (Kind.ITEM, 1, "One way."),
        (Kind.ITEM, 1, "The other."),
        (Kind.PARAGRAPH, 0, "Choose one:"),
        (Kind.CODE, 0, "run --one"),
        (Kind.PARAGRAPH, 0, "Done."),
    ) == [
        *((), ("There are two ways:",), ("There are two ways:",)),
        *((), ("Choose one:",), ()),
    ]


def test_a_short_item_stands_above_its_paragraphs_and_what_is_nested_in_it():
    assert paths(
        (Kind.ITEM, 1, "`bodyLimit`"),
        (Kind.PARAGRAPH, 1, "The largest body."),
        (Kind.ITEM, 2, "Default: 1 MiB"),
        (Kind.ITEM, 1, "`logger`"),
        (Kind.PARAGRAPH, 1, "Writes a log."),
    ) == [(), ("bodyLimit",), ("bodyLimit",), (), ("logger",)]


def test_a_header_stands_above_the_rows_of_its_table_only():
    assert paths(
        (Kind.HEADER, 0, "| Name | Size |"),
        (Kind.ROW, 0, "| a | 1 |"),
        (Kind.ROW, 0, "| b | 2 |"),
        (Kind.PARAGRAPH, 0, "That is all."),
    ) == [(), ("| Name | Size |",), ("| Name | Size |",), ()]


def test_what_is_aside_stands_above_nothing_and_below_nothing():
    assert paths(
        (Kind.HEADING, 1, "Title"), (Kind.ASIDE, 0, "Menu:"), (Kind.ITEM, 1, "An item.")
    ) == [(), (), ("Title",)]


def test_a_label_is_one_line_without_marks():
    assert label('## The\n  `size` <a id="x"></a>of [it](#size)') == "## The size of it"


def test_a_path_has_an_end_however_deep_it_is():
    blocks = [(Kind.HEADING, level, f"Level {level}") for level in range(1, 300)]
    assert len(paths(*blocks, (Kind.PARAGRAPH, 0, "Text."))[-1]) == 12
