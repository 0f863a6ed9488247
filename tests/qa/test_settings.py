import os
import stat

import pytest

from index import SearchError, Selection
from qa.settings import history_file, index_directory, last_index, remember


def test_an_index_is_kept_by_where_its_corpus_is_not_how_it_is_named(home, monkeypatch):
    (home / "papers").mkdir()
    (home / "link").symlink_to("papers")
    named = index_directory([str(home / "papers")])
    monkeypatch.chdir(home / "papers")
    assert index_directory(["."]) == index_directory([str(home / "link")]) == named
    assert named.startswith(str(home / "data"))


def test_the_order_of_a_corpus_makes_no_other_index(home):
    assert index_directory(["a", "b"]) == index_directory(["b", "a", "b"])
    assert index_directory(["a", "b"]) != index_directory(["a"])


def test_the_index_used_last_is_remembered(home):
    (home / "index").mkdir()
    remember(str(home / "index"))
    assert last_index() == str(home / "index")


def test_without_an_index_used_before_one_is_told_to_name_a_corpus(home):
    with pytest.raises(SearchError, match="qa FOLDER"):
        last_index()


def test_an_index_since_deleted_is_not_the_one_used_last(home):
    remember(str(home / "gone"))
    with pytest.raises(SearchError, match="name one"):
        last_index()


def test_a_state_directory_that_cannot_be_made_is_no_reason_to_fail(home, monkeypatch):
    (home / "file").write_text("")
    monkeypatch.setenv("XDG_STATE_HOME", str(home / "file"))
    remember(str(home))


def test_questions_are_kept_for_their_owner_alone(home):
    old = os.umask(0)
    try:
        path = history_file()
    finally:
        os.umask(old)
    assert path.is_relative_to(home / "state")
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700


def test_a_selection_that_is_not_as_ever_has_another_directory(home):
    named = index_directory(["a"])
    assert index_directory(["a"], Selection()) == named
    assert index_directory(["a"], Selection(hidden=True)) != named
    only = Selection(include=("x", "y"))
    assert index_directory(["a"], only) == index_directory(["a"], Selection(include=("y", "x")))
    assert index_directory(["a"], only) != index_directory(["a"], Selection(exclude=("x", "y")))


def test_the_directory_of_a_corpus_stays_where_it_was(home, monkeypatch):
    """Else every index of a user would be made again."""
    monkeypatch.setenv("XDG_DATA_HOME", "/data")
    assert index_directory(["/srv/papers"]) == "/data/cited-qa/indexes/papers-55511fd603ded643"


@pytest.mark.parametrize("name", ["a\rb", "a\nb ", "\udce9", "\x1b[2J", "é"])
def test_an_index_of_any_name_is_remembered(home, name):
    (home / name).mkdir()
    remember(str(home / name))
    assert last_index() == str(home / name)
