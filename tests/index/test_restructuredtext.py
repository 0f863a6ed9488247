import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.loaders import load
from index.loaders.rst.blocks import rst_blocks
from index.segmentation import locate_sentences
from tests.index.markup import assert_linear, assert_sound, describe, texts


def blocks(text):
    return describe(text, rst_blocks(text))


def read(text):
    (extract,) = load("a.rst", text.encode())
    return extract


# Headings


def test_the_levels_of_headings_follow_from_the_order_of_their_marks():
    text = "====\nFees\n====\n\nDue\n====\n\nEarly\n~~~~~\n\nLate\n====\n\nIt rained.\n"
    assert blocks(text) == [
        ("heading", 1, "Fees"),
        ("heading", 2, "Due"),
        ("heading", 3, "Early"),
        ("heading", 2, "Late"),
        ("paragraph", 0, "It rained."),
    ]


@pytest.mark.parametrize(
    "text", ["A long line of text\n---", "Two lines\nof text\n=======", "It rained\n\n-----"]
)
def test_a_line_of_marks_that_is_too_short_or_not_directly_below_makes_no_heading(text):
    assert blocks(text)[0][0] == "paragraph"


def test_a_transition_is_left_out():
    assert blocks("One.\n\n----\n\nTwo.") == [("paragraph", 0, "One."), ("paragraph", 0, "Two.")]


def test_a_rubric_is_a_heading_below_the_last_one():
    assert blocks("Fees\n====\n\n.. rubric:: Notes\n\nText.")[1] == ("heading", 2, "Notes")


# Lists


def test_an_item_begins_after_its_marker_and_holds_what_is_indented_below_it():
    text = "- one\n  more\n\n  own\n\n  1. inner\n  #. next\n\n     its own\n- two\n\nafter"
    assert blocks(text) == [
        ("item", 1, "one\n  more"),
        ("paragraph", 1, "own"),
        ("item", 2, "inner"),
        ("item", 2, "next"),
        ("paragraph", 2, "its own"),
        ("item", 1, "two"),
        ("paragraph", 0, "after"),
    ]


def test_an_initial_that_begins_a_wrapped_paragraph_is_no_marker():
    assert blocks("A. Smith wrote\nthe rules.") == [("paragraph", 0, "A. Smith wrote\nthe rules.")]


def test_a_term_is_described_by_what_is_indented_below_it():
    text = "fee\n    What is due.\n\n    More.\nfine : law\n    A penalty.\n\nafter"
    assert blocks(text) == [
        ("term", 0, "fee"),
        ("paragraph", 1, "What is due."),
        ("paragraph", 1, "More."),
        ("term", 0, "fine : law"),
        ("paragraph", 1, "A penalty."),
        ("paragraph", 0, "after"),
    ]


def test_a_long_line_above_one_that_is_indented_by_mistake_is_no_term():
    text = "The fees that are due in May have to be paid by the\n  end of the month."
    assert blocks(text) == [("paragraph", 0, text)]


def test_options_are_terms():
    text = "-a, --all  Take all.\n--file=FILE\n    Read it.\n-q  Be quiet,\n    at last."
    assert blocks(text) == [
        ("term", 0, "-a, --all"),
        ("paragraph", 1, "Take all."),
        ("term", 0, "--file=FILE"),
        ("paragraph", 1, "Read it."),
        ("term", 0, "-q"),
        ("paragraph", 1, "Be quiet,\n    at last."),
    ]


def test_fields_are_terms_and_roles_are_not():
    text = ":param str name: Who\n   pays.\n:raises:\n   Nothing.\n:flag:\n\n:ref:`fees` are due."
    assert blocks(text) == [
        ("term", 0, "param str name"),
        ("paragraph", 1, "Who\n   pays."),
        ("term", 0, "raises"),
        ("paragraph", 1, "Nothing."),
        ("item", 1, "flag"),
        ("paragraph", 0, ":ref:`fees` are due."),
    ]


def test_lines_with_bars_are_paragraphs():
    assert blocks("| one\n  more\n| two") == [
        ("paragraph", 0, "one\n  more"),
        ("paragraph", 0, "two"),
    ]


# Code and quotations


def test_what_a_double_colon_announces_is_code_until_the_indentation_ends():
    text = "Run::\n\n    a = 1\n\n    - b\n\nIt ran.\n\n::\n\n    c\n\nSaid::\n\n> d\n> e"
    assert blocks(text) == [
        ("paragraph", 0, "Run::"),
        ("code", 0, "a = 1\n\n    - b"),
        ("paragraph", 0, "It ran."),
        ("code", 0, "c"),
        ("paragraph", 0, "Said::"),
        ("code", 0, "> d\n> e"),
    ]


def test_code_directives_keep_their_lines_and_their_options_are_asides():
    text = ".. code-block:: python\n   :linenos:\n   :caption: One\n\n   a = 1\n\n.. math:: b\n"
    assert blocks(text) == [
        ("aside", 0, ":linenos:"),
        ("caption", 0, "One"),
        ("code", 0, "a = 1"),
        ("code", 0, "b"),
    ]


def test_a_session_of_an_interpreter_is_code():
    assert blocks(">>> 1 + 1\n2\n\nText.")[0] == ("code", 0, ">>> 1 + 1\n2")


def test_indented_text_is_a_quotation_if_it_says_of_whom():
    text = "They said:\n\n   It rained.\n\n   -- Ana\n\nThen:\n\n   It snowed.\n"
    assert blocks(text) == [
        ("paragraph", 0, "They said:"),
        ("quote", 0, "It rained."),
        ("caption", 0, "-- Ana"),
        ("paragraph", 0, "Then:"),
        ("paragraph", 0, "It snowed."),
    ]


# Directives


@pytest.mark.parametrize(
    "text", [".. note:: It rained.", ".. note::\n   :class: a\n\n   It rained."]
)
def test_what_stands_in_an_admonition_is_text(text):
    assert blocks(text)[-1] == ("paragraph", 0, "It rained.")


def test_a_change_of_a_version_says_which_in_one_block():
    text = ".. versionadded:: 3.4\n\n.. versionchanged:: 3.5\n\n   It takes more."
    assert blocks(text) == [
        ("paragraph", 0, "versionadded:: 3.4"),
        ("paragraph", 0, "versionchanged:: 3.5\n\n   It takes more."),
    ]


def test_objects_are_terms_that_may_share_a_description():
    text = (
        ".. option:: -a\n            --all\n\n   Take all.\n\n.. py:function:: f(x)\n   :async:\n\n"
        "   Waits.\n\n   .. describe:: inner\n\n      Deep.\n\n.. confval:: lone\n\nafter"
    )
    assert blocks(text) == [
        ("term", 0, "-a\n            --all"),
        ("paragraph", 1, "Take all."),
        ("term", 0, "f(x)"),
        ("aside", 0, ":async:"),
        ("paragraph", 1, "Waits."),
        ("term", 1, "inner"),
        ("paragraph", 2, "Deep."),
        ("item", 1, "lone"),
        ("paragraph", 0, "after"),
    ]


def test_lines_of_a_glossary_may_share_a_description():
    assert blocks(".. glossary::\n\n   fee\n   due\n      A sum.") == [
        ("term", 0, "fee\n   due"),
        ("paragraph", 1, "A sum."),
    ]


def test_the_first_paragraph_of_a_figure_is_its_caption():
    assert blocks(".. figure:: a.png\n   :alt: A\n\n   Fees.\n\n   They rose.") == [
        ("aside", 0, "a.png"),
        ("aside", 0, ":alt: A"),
        ("caption", 0, "Fees."),
        ("paragraph", 0, "They rose."),
    ]


@pytest.mark.parametrize(
    "text",
    [
        ".. a comment\n   of two lines\n\n   and more",
        "..\n   a comment",
        ".. _fees:",
        ".. _site: https://a.b/\n   c",
        "__ https://a.b/",
        ".. |logo| image:: a.png\n   :alt: Logo",
        ".. toctree::\n   :maxdepth: 2\n\n   fees\n   fines",
        ".. contents:: Contents",
        ".. image:: a.png",
        ":orphan:",
    ],
)
def test_comments_labels_contents_and_the_like_are_asides(text):
    assert blocks(text) == [("aside", 0, text)]
    assert blocks(f"{text}\n\nText.") == [("aside", 0, text), ("paragraph", 0, "Text.")]


def test_an_empty_comment_ends_before_what_is_indented_below_it():
    assert blocks("..\n\n   Text.")[-1] == ("paragraph", 0, "Text.")


def test_a_footnote_is_text():
    assert blocks(".. [1] It rained\n   all day.") == [
        ("aside", 0, "[1]"),
        ("paragraph", 0, "It rained\n   all day."),
    ]


def test_an_unknown_directive_with_a_body_is_a_term_over_it():
    assert blocks(".. tab:: Linux\n\n   Run it.") == [
        ("term", 0, "Linux"),
        ("paragraph", 1, "Run it."),
    ]


# Tables


def test_a_grid_is_rows_below_a_header():
    text = (
        "+---+---+\n| a | b |\n+===+===+\n| 1 | x |\n|   | y |\n+---+---+\n| 2 | z |\n+---+---+\n"
    )
    assert blocks(text) == [
        ("header", 0, "a | b"),
        ("row", 0, "1 | x |\n|   | y"),
        ("row", 0, "2 | z"),
    ]


def test_a_simple_table_has_a_row_where_its_first_column_has_text():
    text = "===  ===\na    b\n===  ===\n1    x\n     y\n\n2    z\n===  ===\n\nafter"
    assert blocks(text) == [
        ("header", 0, "a    b"),
        ("row", 0, "1    x\n     y"),
        ("row", 0, "2    z"),
        ("paragraph", 0, "after"),
    ]
    assert [kind for kind, _, _ in blocks("=== ===\n1   x\n2   y\n=== ===")] == ["row", "row"]


def test_a_table_that_never_ends_hides_nothing():
    assert blocks("=== ===\n1   x\n\nText.")[-1] == ("paragraph", 0, "Text.")


def test_tables_that_are_lists_or_csv_are_rows():
    text = (
        ".. list-table:: Fees\n   :header-rows: 1\n\n   * - a\n     - b\n   * - 1\n     - x\n\n"
        '.. csv-table::\n   :header: c, d\n\n   2, "y\n   z"\n   3, q'
    )
    assert blocks(text) == [
        ("caption", 0, "Fees"),
        ("aside", 0, ":header-rows: 1"),
        ("header", 0, "a\n     - b"),
        ("row", 0, "1\n     - x"),
        ("header", 0, "c, d"),
        ("row", 0, '2, "y\n   z"'),
        ("row", 0, "3, q"),
    ]


# Title and date


def test_the_first_heading_is_the_title_and_a_field_below_it_states_the_date():
    extract = read("Fees\n====\n\n:Author: Ana\n:Date: $Date: 2021/08/14 $\n\nText.\n")
    assert (extract.title, extract.date) == ("Fees", "2021-08-14")
    assert extract.text.endswith("Text.\n")


def test_a_field_below_text_states_no_date():
    assert read("Fees\n====\n\nText.\n\n:Date: 2021-08-14\n").date is None


def test_the_header_of_a_proposal_states_title_and_date():
    extract = read("PEP: 1\nTitle: Fees\nAuthor: Ana,\n        Bo\nCreated: 13-Jun-2000\n\nText.")
    assert (extract.title, extract.date) == ("Fees", "2000-06-13")


def test_a_sentence_is_shown_with_the_headings_and_terms_above_it():
    text = "Fees\n====\n\n.. option:: --due DAY\n\n   When they are due.\n"
    (last,) = [s for s in locate_sentences(text, rst_blocks(text)) if s.kind == "paragraph"]
    assert (last.text, last.section) == ("When they are due.", ("Fees", "--due DAY"))


# Any text


@pytest.mark.parametrize("newline", ["\n", "\r\n", "\r"])
def test_lines_may_end_in_any_way(newline):
    lines = ["Fees", "====", "", "- one", "  more", "", "Run::", "", "   a", "   b"]
    text = newline.join(lines)
    assert [kind for kind, _, _ in blocks(text)] == ["heading", "item", "paragraph", "code"]


def test_a_text_with_mixed_line_ends_is_read_like_any_other():
    assert [k for k, _, _ in blocks("Fees\r\n====\n\r- one\r\n- two\rtext")] == [
        *("heading", "item", "item", "paragraph"),
    ]


PLAIN = ["- ", "* ", "1. ", ":a: ", "-f  ", "    ", "  ", "\t", "::", "====", "--", "| ", "+--+--+"]
PLAIN += [
    "=== ===",
    "-- ",
    "a",
    "bc",
    "d e f",
    "é",
    "שלום",
    "(",
    ")",
    "\n",
    "\n",
    "\n\n",
    "\r\n",
    "\r",
]
MARKS = [
    ".. ",
    ".. note:: ",
    ".. a:: ",
    ".. code::",
    ".. list-table::",
    ".. csv-table::",
    '"',
    "_b:",
]
MARKS += [
    ".. figure:: ",
    ".. glossary::",
    ".. rubric:: ",
    ".. epigraph::",
    "   :b: ",
    "[1] ",
    ">>> ",
]
MARKS += ["|a|", "\\", "`", "__ ", "..", "PEP: ", "\u00a0", "\u2028", "\x0c", "\0", "\ud800", "7"]


@given(texts(PLAIN + MARKS))
def test_blocks_of_any_text_are_in_order_and_begin_and_end_with_a_word_or_mark(text):
    assert_sound(text, rst_blocks(text))


@given(texts(PLAIN))
def test_every_word_is_in_a_block(text):
    inside = " ".join(words for _, _, words in blocks(text))
    assert re.findall(r"[^\W\d_]+", inside) == re.findall(r"[^\W\d_]+", text)


@given(st.integers(0, 500))
def test_a_text_that_is_cut_anywhere_is_read(end):
    text = (
        "Fees\n====\n\n.. note::\n\n   - one::\n\n       code\n\n.. list-table::\n\n   * - a\n\n"
        "+--+--+\n|a |b |\n+--+--+\n\n=== ===\na   b\n=== ===\n\n:f: x\n\nt\n   d\n\n   -- Ana\n"
    )
    cut = text[: end % len(text)]
    assert_sound(cut, rst_blocks(cut))


# Size


def test_what_is_nested_a_thousand_deep_is_not_lost():
    deep = "".join("  " * depth + f"- item {depth}\n\n" for depth in range(1000))
    assert blocks(deep) == [("item", depth + 1, f"item {depth}") for depth in range(1000)]
    assert blocks("- " * 1000 + "end") == [("item", 1000, "end")]
    quoted = "".join(" " * depth + f"word{depth}\n\n" for depth in range(1000))
    assert len(blocks(quoted)) == 1000


@pytest.mark.parametrize(
    "text",
    [
        "====\n" * 100_000,
        "a\n=\n" * 50_000,
        "=== ===\n" * 60_000,
        "=== ===\na\n\n" * 40_000,
        "+--+--+\nfoo\n" * 40_000,
        "+--+--+\n| a\n" * 40_000,
        "- " * 150_000 + "a",
        "- a\n" * 80_000,
        "a\n b\n" * 60_000,
        ":a: " * 60_000,
        ":orphan:\n" * 60_000,
        ":a:b" * 60_000,
        ".. note:: " * 30_000,
        ".. note::\n" * 60_000,
        ".. a::\n   :b: c\n" * 30_000,
        ".. a::\n\n   .. option:: b\n\n" * 15_000,
        ".. glossary::\n\n" + "   a\n" * 60_000,
        ".. csv-table::\n\n" + '   "a\n' * 60_000,
        ".. list-table::\n\n" + "   * - a\n" * 60_000,
        ".. option:: a\n\n" * 40_000,
        "..\n" * 100_000,
        ".. |a" * 60_000,
        ".. [1] " * 40_000,
        "a::\n\n  b\n" * 40_000,
        "a::\n" * 80_000,
        "a::\n\n>b\n" * 40_000,
        "  a\n\n  -- b\n\n" * 30_000,
        "-a, " * 60_000,
        "-a <" * 60_000,
        "| a\n" * 80_000,
        ">>> a\n" * 80_000,
        "\t" * 50_000 + "a\n" + "\t" * 50_000 + " b",
        "word " * 60_000,
        "a\n" * 400_000,
    ],
    ids=lambda text: repr(text[:14]),
)
def test_no_text_takes_more_than_linear_time(text):
    assert_linear(text, rst_blocks)
