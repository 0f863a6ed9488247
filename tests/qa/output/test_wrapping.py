import pytest
from hypothesis import given
from hypothesis import strategies as st
from wcwidth import wcwidth

from qa.output.printable import printable
from qa.output.wrapping import columns, wrap


def lines(text, width):
    return [text[start:end] for start, end in wrap(text, width)]


def test_lines_are_filled_and_words_are_whole():
    assert lines("the cake needs three eggs", 10) == ["the cake", "needs", "three eggs"]


def test_a_line_may_be_as_wide_as_the_screen():
    assert lines("three eggs", 10) == ["three eggs"]


def test_an_empty_text_has_no_line():
    assert lines("", 10) == []


def test_chinese_fills_lines_and_begins_none_with_a_full_stop():
    assert lines("挪威主持了会谈。墨西哥", 16) == ["挪威主持了会谈。", "墨西哥"]
    assert lines("挪威主持了会谈。墨西哥", 14) == ["挪威主持了会", "谈。墨西哥"]


def test_chinese_goes_on_after_a_latin_word():
    assert lines("Norway 主持了会谈", 12) == ["Norway 主持", "了会谈"]


def test_korean_words_are_whole():
    assert lines("노르웨이가 회담을 중재했다", 16) == ["노르웨이가", "회담을 중재했다"]


def test_an_emoji_of_several_characters_stays_together():
    family = "\U0001f469\u200d\U0001f469\u200d\U0001f467"
    assert lines(f"{family}{family}", 8) == [family, family]


@pytest.mark.parametrize(
    ("path", "folded"),
    [
        ("notes/2021/talks/santo-domingo.txt:3", ["notes/2021/talks/", "santo-domingo.txt:3"]),
        ("/" + "n" * 24, ["/" + "n" * 19, "nnnnn"]),
        ("x" * 50, ["x" * 20, "x" * 20, "x" * 10]),
    ],
)
def test_what_is_wider_than_a_line_is_folded_after_a_slash_where_there_is_one(path, folded):
    assert lines(path, 20) == folded


TEXT = st.text(st.one_of(st.characters(), st.sampled_from("a b/東。😀\ufe0f\u200d\u0301한")))


@given(TEXT.map(printable), st.integers(4, 40))
def test_no_line_is_wider_than_the_screen_and_only_spaces_are_left_out(text, width):
    shown = lines(text, width)
    assert all(sum(max(wcwidth(c), 0) for c in line) <= width for line in shown)
    assert all(columns(line) <= width and line == line.strip(" ") for line in shown)
    assert "".join(shown).replace(" ", "") == text.replace(" ", "")
