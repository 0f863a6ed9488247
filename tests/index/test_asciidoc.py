import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.loaders import load
from index.loaders.adoc.blocks import adoc_blocks
from index.segmentation import locate_sentences
from tests.index.markup import assert_linear, assert_sound, describe, texts


def blocks(text):
    return describe(text, adoc_blocks(text))


def read(text):
    (extract,) = load("a.adoc", text.encode())
    return extract


# Headings and the header


@pytest.mark.parametrize(
    ("text", "level"),
    [
        ("= Fees", 1),
        ("=== Fees ===", 3),
        ("## Fees", 2),
        ("Fees\n====", 1),
        ("Fees\n-----", 2),
        ("Fees\n~~~", 3),
    ],
)
def test_a_heading_is_its_words_without_its_marks(text, level):
    assert blocks(f"{text}\n\nText.") == [("heading", level, "Fees"), ("paragraph", 0, "Text.")]


def test_a_line_below_text_of_another_length_starts_code():
    assert blocks("Run this:\n----\na\n----") == [("paragraph", 0, "Run this:"), ("code", 0, "a")]


def test_the_header_states_author_and_date_as_asides():
    text = (
        "// note\n= Fees\nAna Li <a@b.c>\nv1.2, 14 August 2021: Draft\n"
        ":toc: left \\\n  wide\n\nText."
    )
    assert blocks(text) == [
        ("aside", 0, "// note"),
        ("heading", 1, "Fees"),
        ("aside", 0, "Ana Li <a@b.c>"),
        ("aside", 0, "v1.2, 14 August 2021: Draft"),
        ("aside", 0, ":toc: left \\\n  wide"),
        ("paragraph", 0, "Text."),
    ]
    extract = read(text)
    assert (extract.title, extract.date, extract.text) == ("Fees", "2021-08-14", text)


@pytest.mark.parametrize("line", ["2021-08-14", ":revdate: 2021-08-14", ":date: August 14, 2021"])
def test_a_date_may_stand_alone_or_in_an_attribute(line):
    head = "= Fees\nAna\n" if line[0] != ":" else "= Fees\n"
    assert read(f"{head}{line}\n\nText.").date == "2021-08-14"


def test_a_sentence_below_the_title_is_no_author():
    assert blocks("= Fees\nFees are due in May, as they say.\n")[1][0] == "paragraph"


def test_front_matter_is_an_aside():
    assert blocks("---\ntitle: a\n---\n= Fees\n")[0] == ("aside", 0, "---\ntitle: a\n---")


# Lists


def test_items_nest_by_their_marks():
    text = "* one\n  more\n** inner\n. step\n* two\n\n- [x] three\n\n\n1. four\n\nafter"
    assert blocks(text) == [
        ("item", 1, "one\n  more"),
        ("item", 2, "inner"),
        ("item", 3, "step"),
        ("item", 1, "two"),
        ("item", 2, "three"),
        ("item", 3, "four"),
        ("paragraph", 0, "after"),
    ]


def test_marks_in_a_paragraph_start_no_list():
    assert blocks("It cost\n* 5 at most.") == [("paragraph", 0, "It cost\n* 5 at most.")]


def test_a_term_is_described_by_what_stands_beside_or_below_it():
    text = "fee:: What is due.\nfine::\n\n  A penalty.\n-a::\n--all::\n\tTake all.\n\nafter"
    assert blocks(text) == [
        ("term", 0, "fee"),
        ("paragraph", 1, "What is due."),
        ("term", 0, "fine"),
        ("paragraph", 1, "A penalty."),
        ("term", 0, "-a::\n--all"),
        ("paragraph", 1, "Take all."),
        ("paragraph", 0, "after"),
    ]


def test_anchors_before_items_and_terms_are_left_out():
    assert blocks("[[fee]]fee:: Due.\n\n- [[[one]]] One.") == [
        ("term", 0, "fee"),
        ("paragraph", 1, "Due."),
        ("item", 2, "One."),
    ]


def test_terms_and_items_nest_in_descriptions():
    text = "fee::\n* one\nfine::: inner\n* two\ndue:: outer"
    assert blocks(text) == [
        ("term", 0, "fee"),
        ("item", 2, "one"),
        ("term", 2, "fine"),
        ("paragraph", 3, "inner"),
        ("item", 2, "two"),
        ("term", 0, "due"),
        ("paragraph", 1, "outer"),
    ]


def test_a_plus_sign_attaches_what_follows_to_the_item():
    text = "* one\n+\nown\n+\n----\na\n----\n** inner\n\n+\nback\n\nafter"
    assert blocks(text) == [
        ("item", 1, "one"),
        ("paragraph", 1, "own"),
        ("code", 1, "a"),
        ("item", 2, "inner"),
        ("paragraph", 1, "back"),
        ("paragraph", 0, "after"),
    ]


def test_an_open_block_in_an_item_has_lists_of_its_own():
    text = "fee::\n+\n--\nIt is due.\n\n* one\n\nMore.\n--\n+\nlast\n"
    assert blocks(text) == [
        ("term", 0, "fee"),
        ("paragraph", 1, "It is due."),
        ("item", 2, "one"),
        ("paragraph", 1, "More."),
        ("paragraph", 1, "last"),
    ]


def test_conditions_do_not_end_a_description():
    text = "fee::\n\tWhat is due\nifdef::x[]\n\tin May.\nendif::x[]\nfine:: More."
    assert [each for each in blocks(text) if each[0] != "aside"] == [
        ("term", 0, "fee"),
        ("paragraph", 1, "What is due"),
        ("paragraph", 1, "in May."),
        ("term", 0, "fine"),
        ("paragraph", 1, "More."),
    ]


# Delimited blocks


@pytest.mark.parametrize(
    "text",
    [
        "[source,python]\n----\na = 1\n\n* b\n----",
        "....\na = 1\n\n* b\n....",
        "```python\na = 1\n\n* b\n```",
        "[listing]\n--\na = 1\n\n* b\n--",
        "----\na = 1\n\n* b",
    ],
)
def test_listings_and_literal_blocks_are_code(text):
    assert blocks(text)[-1] == ("code", 0, "a = 1\n\n* b")


def test_an_indented_paragraph_is_code():
    assert blocks("Run it:\n\n  a = 1\n  b\n\nText.")[1] == ("code", 0, "a = 1\n  b")


@pytest.mark.parametrize(
    "text", ["NOTE: It rained.", "[NOTE]\n====\nIt rained.\n====", "****\nIt rained."]
)
def test_what_stands_in_an_admonition_or_a_box_is_text(text):
    kind, level, words = blocks(text)[-1]
    assert (kind, level) == ("paragraph", 0)
    assert words.endswith("It rained.")


@pytest.mark.parametrize(
    "text",
    [
        "____\nIt rained.\n____",
        "[quote, Ana]\nIt rained.",
        "[quote]\n--\nIt rained.\n--",
        "[verse, Ana]\n____\nIt rained.\n____",
    ],
)
def test_quotations_are_quotes(text):
    assert blocks(f"{text}\n\nText.")[-2:] == [
        ("quote", 0, "It rained."),
        ("paragraph", 0, "Text."),
    ]


def test_a_quoted_paragraph_has_its_author_as_caption():
    assert blocks('"It rained."\n-- Ana') == [
        ("quote", 0, '"It rained."'),
        ("caption", 0, "-- Ana"),
    ]


def test_the_end_of_a_block_ends_the_blocks_in_it():
    assert blocks("====\n****\nIt rained.\n====\n\n____\nSaid.\n") == [
        ("paragraph", 0, "It rained."),
        ("quote", 0, "Said."),
    ]


def test_a_title_of_a_block_is_a_caption():
    assert blocks(".Fees\n* one\n\n. step") == [
        ("caption", 0, "Fees"),
        ("item", 1, "one"),
        ("item", 2, "step"),
    ]


@pytest.mark.parametrize(
    "text",
    [
        "// a comment",
        ":name: value",
        "[#fees.big]",
        "[[fees]]",
        "include::a.adoc[]",
        "ifdef::a[]",
        "image::a.png[A chart]",
        "toc::[]",
    ],
)
def test_comments_attributes_anchors_and_includes_are_asides(text):
    assert blocks(f"{text}\nText.") == [("aside", 0, text), ("paragraph", 0, "Text.")]


def test_a_comment_of_several_lines_is_an_aside_and_hides_nothing_if_it_never_ends():
    assert blocks("////\nNo.\n\nNo.\n////\nText.")[0] == ("aside", 0, "No.\n\nNo.")
    assert blocks("////\nIt rained.") == [("paragraph", 0, "It rained.")]


# Tables


def test_a_table_is_rows_below_a_header():
    text = ".Costs\n|===\n|a |b\n\n|1 |x \\| y\n|2\n|z\n|===\nText."
    assert blocks(text) == [
        ("caption", 0, "Costs"),
        ("header", 0, "a |b"),
        ("row", 0, "1 |x \\| y"),
        ("row", 0, "2\n|z"),
        ("paragraph", 0, "Text."),
    ]


def test_columns_options_and_spans_decide_what_a_row_is():
    text = (
        '[cols="1,2*",options="header"]\n|===\n|a\n|b\n|c\n2+|wide |x\n.2+|tall |y |z\n|p |q\n|==='
    )
    assert blocks(text)[1:] == [
        ("header", 0, "a\n|b\n|c"),
        ("row", 0, "wide |x"),
        ("row", 0, "tall |y |z"),
        ("row", 0, "p |q"),
    ]


def test_a_table_of_csv_has_a_row_a_line():
    assert blocks("[%header]\n,===\na,b\n1,x\n,===")[1:] == [
        ("header", 0, "a,b"),
        ("row", 0, "1,x"),
    ]


# Sentences


def test_a_sentence_is_shown_with_the_headings_and_terms_above_it():
    text = "git-fee(1)\n==========\n\nOPTIONS\n-------\n--due::\n\tWhen they are due.\n"
    (last,) = [s for s in locate_sentences(text, adoc_blocks(text)) if s.kind == "paragraph"]
    assert (last.text, last.section) == ("When they are due.", ("git-fee(1)", "OPTIONS", "--due"))


# Any text


@pytest.mark.parametrize("newline", ["\n", "\r\n", "\r"])
def test_lines_may_end_in_any_way(newline):
    text = newline.join(["= Fees", "", "* one", "  more", "", "----", "a", "----"])
    assert [kind for kind, _, _ in blocks(text)] == ["heading", "item", "code"]


PLAIN = ["* ", "** ", ". ", "- ", "a:: ", ";; ", "+", "  ", "\t", "= ", "== ", "====", "--", "----"]
PLAIN += ["____", "|===", "|", "NOTE: ", '"', "-- ", "a", "bc", "d e f", "é", "שלום", "<<<"]
PLAIN += ["\n", "\n", "\n", "\n\n", "\r\n", "\r"]
MARKS = ["[source]", "[verse,a]", "[[a]]", "[%header]", '[cols="2*"]', "//", "////", ":a: b", "7+|"]
MARKS += [
    "include::a[]",
    "ifdef::a[]",
    ".b",
    "```",
    ",===",
    "!===",
    "!",
    "\\",
    "---\n",
    "****",
    "~~~~",
]
MARKS += [
    "'''",
    "+++",
    "....",
    "\u00a0",
    "\u2028",
    "\x0c",
    "\0",
    "\ud800",
    "7",
    "<1> ",
    "x::[",
    "]",
]


@given(texts(PLAIN + MARKS))
def test_blocks_of_any_text_are_in_order_and_begin_and_end_with_a_word_or_mark(text):
    assert_sound(text, adoc_blocks(text))


@given(texts(PLAIN))
def test_every_word_is_in_a_block(text):
    inside = " ".join(words for _, _, words in blocks(text))
    assert re.findall(r"[^\W\d_]+", inside) == re.findall(r"[^\W\d_]+", text)


@given(st.integers(0, 500))
def test_a_text_that_is_cut_anywhere_is_read(end):
    text = (
        "= Fees\nAna\nv1, 2021\n\n[source,c]\n----\na\n----\n\n|===\n|a |b\n\n2+|c\n|===\n\n"
        "fee::\n+\n--\n* one\n+\n====\ntwo\n====\n--\n\n////\nno\n////\n\n____\nsaid\n____\n"
    )
    cut = text[: end % len(text)]
    assert_sound(cut, adoc_blocks(cut))


# Size


def test_what_is_nested_deep_is_not_lost():
    lines = ["=" * (4 + depth) for depth in range(1000)]
    assert blocks("\n".join([*lines, "end", *reversed(lines)])) == [("paragraph", 0, "end")]
    opened = "".join(f"* item\n+\n{'=' * (4 + depth)}\n" for depth in range(1000))
    assert blocks(opened) == [("item", depth + 1, "item") for depth in range(1000)]


@pytest.mark.parametrize(
    "text",
    [
        "====\n" * 100_000,
        "----\n" * 100_000,
        "____\na\n****\n" * 30_000,
        "////\n" * 99_999,
        "////\na\n" * 59_999,
        "= a\n\n" * 50_000,
        ":a: b\n" * 60_000 + "= a\n" * 50_000,
        ":a: b \\\n" * 60_000,
        "[a]\n" * 80_000,
        "[[" * 150_000 + "]]",
        "x::" + "[" * 300_000 + "]]",
        "ifdef::" + "[" * 300_000,
        "= a" + " " * 300_000 + "b =",
        "* a\n" * 80_000,
        "* a\n+\n" * 50_000,
        "a:: " * 60_000,
        "a::\n" * 80_000,
        "a::\n+\n--\n" * 30_000,
        "|===\n" + "|a" * 150_000,
        "|===\n" + ".999+|a\n" * 40_000 + "|===",
        "|===\n" + "999+|a\n" * 40_000 + "|===",
        ",===\n" + '"a\n' * 60_000 + ",===",
        "|===\n|a\n" * 40_000,
        '"a\n-- b\n\n' * 30_000,
        "a" * 100 + ";" * 200_000,
        "```\na\n" * 50_000,
        ".a\n" * 80_000,
        "Ana " * 60_000,
        "a\n" * 400_000,
    ],
    ids=lambda text: repr(text[:14]),
)
def test_no_text_takes_more_than_linear_time(text):
    assert_linear(text, adoc_blocks)
