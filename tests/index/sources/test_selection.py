import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.errors import DamageError
from index.sources.selection import (
    DEFAULT_SELECTION,
    Choice,
    Selection,
    dump_selection,
    parse_selection,
)

GLOBS = st.lists(st.text(st.characters(codec="utf-8"), min_size=1, max_size=9).map(
    lambda text: f"a{text}".replace("*", "").replace("[", "").replace("\\", "")
)).map(tuple)  # fmt: skip


@given(GLOBS, GLOBS, st.booleans(), st.booleans())
def test_a_selection_survives_being_written(include, exclude, hidden, ignored):
    selection = Selection(include, exclude, hidden, ignored)
    assert parse_selection(dump_selection(selection)) == selection
    assert dump_selection(parse_selection(dump_selection(selection))) == dump_selection(selection)


def test_selections_are_equal_whatever_the_order_and_number_of_equal_globs():
    assert Selection(include=("b", "a", "b")) == Selection(include=("a", "b"))


@pytest.mark.parametrize("field", ["include", "exclude"])
@pytest.mark.parametrize("glob", ["!", "!a", "", "x" * 2_000, "a/**/**/**/b", "[z-a]"])
def test_a_glob_that_cannot_be_used_is_a_mistake_that_is_named(field, glob):
    with pytest.raises(ValueError, match=f"{field}: .* is no glob") as caught:
        Selection(**{field: ("good", glob)})
    assert len(str(caught.value)) < 200


@pytest.mark.parametrize(
    "text",
    [
        "",
        "5",
        "null",
        "[]",
        "{}",
        '{"include": "a", "exclude": [], "hidden": false, "ignored": false}',
        '{"include": [1], "exclude": [], "hidden": false, "ignored": false}',
        '{"include": ["!"], "exclude": [], "hidden": false, "ignored": false}',
        '{"include": [], "exclude": [], "hidden": false, "ignored": false, "more": 1}',
        "[" * 100_000,
    ],
)
def test_text_that_no_version_writes_is_damage(text):
    with pytest.raises(DamageError):
        parse_selection(text)


def test_without_globs_everything_is_included_and_nothing_excluded():
    choice = Choice(DEFAULT_SELECTION)
    assert choice.includes("a/b.txt")
    assert not choice.excludes("a/b.txt")
