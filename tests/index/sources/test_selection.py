import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.errors import DamageError
from index.sources.selection import DEFAULT_SELECTION, Choice, Selection, decoded, encoded

GLOBS = st.lists(st.text(st.characters(codec="utf-8"), min_size=1, max_size=9).map(
    lambda text: f"a{text}".replace("*", "").replace("[", "").replace("\\", "")
)).map(tuple)  # fmt: skip


@given(GLOBS, GLOBS, st.booleans(), st.booleans())
def test_a_selection_survives_being_written(include, exclude, hidden, ignored):
    selection = Selection(include, exclude, hidden, ignored)
    assert decoded(encoded(selection)) == selection
    assert encoded(decoded(encoded(selection))) == encoded(selection)


def test_the_order_of_globs_and_a_glob_given_twice_make_no_other_selection():
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
def test_what_no_version_has_written_is_damage(text):
    with pytest.raises(DamageError):
        decoded(text)


def test_without_globs_everything_is_included_and_nothing_excluded():
    choice = Choice(DEFAULT_SELECTION)
    assert choice.includes("a/b.txt")
    assert not choice.excludes("a/b.txt")
