import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.structure import Kind
from index.text.blocks import blocks
from index.text.layout.structure import plain_blocks
from tests.index.text.layout.samples import PROSE, kinds, of


def test_an_article_of_one_line_a_paragraph_keeps_its_paragraphs():
    text = f"{PROSE}\n{PROSE}\n\n{PROSE} Nobody objected.\n"
    assert [(b.start, b.end) for b in plain_blocks(text)] == list(blocks(text))
    assert {kind for kind, _ in kinds(text)} == {Kind.PARAGRAPH}


def test_a_paragraph_in_another_script_is_a_paragraph():
    text = "委员会在旧市政厅开会，并就来年的预算达成一致。\n\nاجتمعت اللجنة في المبنى القديم.\n"
    assert {kind for kind, _ in kinds(text)} == {Kind.PARAGRAPH}


def test_text_without_letters_has_no_blocks():
    assert plain_blocks("") == []
    assert plain_blocks(" \n\n \f\n") == []
    assert plain_blocks("----\n\n====\n") == []


def assert_sound(text):
    place = 0
    for block in plain_blocks(text):
        assert place <= block.start < block.end <= len(text)
        assert not text[block.start].isspace()
        assert not text[block.end - 1].isspace()
        assert not any(map(str.isalnum, text[place : block.start]))
        assert block.level >= (block.kind is Kind.HEADING)
        place = block.end
    assert not any(map(str.isalnum, text[place:]))


MARKS = [
    *("a", "Word", "WORD", "the word", PROSE, "1. ", "1.2. Title", "(a) ", "- ", "o  ", "* ", "--"),
    *("> ", ">>> ", "===", "---", "== ", "# ", "::", ":a: b", "x:: y", ".. note::", "```", "~~~"),
    *(
        "+---+---+",
        "+===+===+",
        "| a | b |",
        "|---|---|",
        "==  ==",
        "--  --",
        " . . . 3",
        "[Page 4]",
    ),
    *(
        "term  text",
        "-x",
        "a = b",
        "\f",
        "\n",
        "\n\n",
        "\r\n",
        "\t",
        "  ",
        "      ",
        "\u2028",
        "____",
    ),
    *("שלום", "漢字。", "é", "\x85", "\u3000"),
]


@given(st.lists(st.sampled_from(MARKS), max_size=60).map("".join))
def test_blocks_of_any_text_are_in_order_and_hold_every_letter(text):
    assert_sound(text)


@given(st.lists(st.sampled_from(MARKS), max_size=40).map("\n".join))
def test_blocks_of_any_lines_are_in_order_and_hold_every_letter(text):
    assert_sound(text)


@given(st.text())
def test_blocks_of_any_characters_are_in_order_and_hold_every_letter(text):
    assert_sound(text)


@pytest.mark.parametrize(
    "part",
    [
        f"Title\n=====\n\n{PROSE}\n\n",
        "-x\n",
        "> a\n",
        "```x\n\n",
        "term  text of it\n      more\n",
        "+---+---+\n| a | b |\n",
        "a ..... 3\n",
        "+---",
        "- ",
        "a  b  ",
        ".. x::\n  :a: b\n",
        "\f1\n",
    ],
)
def test_the_time_is_linear_in_the_length(part):
    def seconds(size):
        text = part * (size // len(part))
        begin = time.process_time()
        plain_blocks(text)
        return time.process_time() - begin

    # Quadratic work would take 64 times as long for 8 times the text.
    assert seconds(200_000) < 40 * max(seconds(25_000), 0.02)


def test_deep_lists_and_wide_tables_are_read():
    deep = "".join(" " * depth + "- item\n" for depth in range(1000))
    assert len(of(deep, Kind.ITEM)) == 1000
    wide = "  ".join(["ab"] * 10_000)
    assert_sound(f"{wide}\n{'  '.join(['--'] * 10_000)}\n{wide}\n")
