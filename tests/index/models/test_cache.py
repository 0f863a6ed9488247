import pytest

from index.models import cache


@pytest.fixture(autouse=True)
def home(tmp_path, monkeypatch):
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    return tmp_path / "cited-qa"


def make(name, text):
    with cache.new_entry(name) as directory:
        (directory / "file").write_text(text)


def test_an_entry_is_there_whole_once_it_is_made(home):
    with cache.new_entry("entry") as directory:
        (directory / "file").write_text("new")
        assert not cache.path("entry").exists()
    assert [path.name for path in home.iterdir()] == ["entry"]
    assert cache.path("entry").joinpath("file").read_text() == "new"


def test_an_entry_takes_the_place_of_the_one_before(home):
    make("entry", "old")
    make("entry", "new")
    assert cache.path("entry").joinpath("file").read_text() == "new"
    assert [path.name for path in home.iterdir()] == ["entry"]


def test_an_error_leaves_the_entry_as_it_was(home):
    make("entry", "old")
    with pytest.raises(UnicodeEncodeError):
        make("entry", "half a character: \ud800")
    assert cache.path("entry").joinpath("file").read_text() == "old"
    assert [path.name for path in home.iterdir()] == ["entry"]


def test_two_makers_of_one_entry_both_succeed(home):
    with cache.new_entry("entry") as slower:
        (slower / "file").write_text("slower")
        make("entry", "quicker")
    assert cache.path("entry").joinpath("file").read_text() == "slower"
    assert [path.name for path in home.iterdir()] == ["entry"]


def test_what_is_remembered_is_there_the_next_time():
    assert cache.recall("note.json") is None
    cache.remember("note.json", {"a": [1, 2]})
    assert cache.recall("note.json") == {"a": [1, 2]}


def test_a_damaged_note_is_as_good_as_none():
    cache.remember("note.json", [1])
    cache.path("note.json").write_text("[1")
    assert cache.recall("note.json") is None


def test_a_cache_that_cannot_be_written_remembers_nothing_and_says_nothing(monkeypatch):
    monkeypatch.setenv("XDG_CACHE_HOME", "/dev/null")
    cache.remember("note.json", [1])
    assert cache.recall("note.json") is None
