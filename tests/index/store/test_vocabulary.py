import pytest

from index import StoreError, sync
from index.store.vocabulary import vocabulary


@pytest.fixture
def words(write, embedder, tmp_path):
    def words(files):
        sync([write(files)], tmp_path / "index", model=embedder)
        return vocabulary(tmp_path / "index")

    return words


def test_names_and_words_come_spelt_as_they_are_the_most_frequent_first(words):
    text = "The talks began. Talks in Santo Domingo ended. The talks of Santo Domingo failed."
    found = words({"a.txt": text})
    assert found[:2] == ["talks", "Santo"]
    assert {"Santo Domingo", "Domingo", "began", "failed"} <= set(found)
    assert not {"The", "in", "of", "Talks", "The talks"} & set(found)


def test_an_index_of_nothing_has_no_words(write, embedder, tmp_path):
    folder = write({"a.txt": "Words.", "b.txt": "Other words."})
    sync([folder], tmp_path / "index", model=embedder)
    (folder / "a.txt").write_text("1 2 3")
    (folder / "b.txt").write_text("4 5 6")
    sync([folder], tmp_path / "index", model=embedder)
    assert vocabulary(tmp_path / "index") == []


def test_a_place_without_an_index_is_an_error(tmp_path):
    with pytest.raises(StoreError, match="no index at"):
        vocabulary(tmp_path)
