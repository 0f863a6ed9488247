import sqlite3

import numpy as np
import pytest

from index import sync
from index.corpus import Root
from index.errors import ModelError, StoreError
from index.store import Store, StoredModel

FILES = {
    "year.txt": "Year\n2021-\n\nDate: 2021\n\nText.",
    "month.txt": "Date: August 2021\n\nText.",
    "day.txt": "Date: 14 August 2021\n\nText.",
    "undated.txt": "Text without a date.",
}


@pytest.fixture
def index(write, embedder, tmp_path):
    sync([write(FILES)], tmp_path / "index", model=embedder)
    return tmp_path / "index"


def names(store):
    return [document.path.rsplit("/", 1)[1] for document in store.documents().values()]


def dated(store, since, until):
    """The names of the documents whose sentences, and none other's, are found; and passages."""
    found = store.dated(since, until)
    names = [
        {
            path.rsplit("/", 1)[1]
            for number, path in store.db.execute(
                f"SELECT {level}.id, path FROM {level} JOIN document ON document.id = document_id"
                " JOIN file ON file.id = file_id"
            )
            if ranges.mask(np.array([number])).item()
        }
        for level, ranges in (("sentence", found.sentences), ("passage", found.passages))
    ]
    assert names[0] == names[1]
    return sorted(names[0])


def test_a_new_store_is_empty_and_of_no_model(tmp_path):
    with Store.write(tmp_path) as store:
        assert store.documents() == {}
        assert store.model() is None
        assert store.roots() == ()


def test_the_model_is_kept(tmp_path):
    model = StoredModel("a model", "f" * 64, 384)
    with Store.write(tmp_path) as store:
        store.set_model(model)
    with Store.read(tmp_path) as store:
        assert store.model() == model


def test_roots_are_kept_in_their_order(tmp_path):
    corpus = [Root("/z", "z"), Root("/a", "../a"), Root("/m", "m ünï")]
    with Store.write(tmp_path) as store:
        store.set_roots([Root("/old", "old")])
        store.set_roots(corpus)
    with Store.read(tmp_path) as store:
        assert store.roots() == tuple(corpus)


def test_documents_come_in_the_order_of_their_paths(index):
    with Store.read(index) as store:
        assert names(store) == ["day.txt", "month.txt", "undated.txt", "year.txt"]
        assert all(number == document.id for number, document in store.documents().items())


def test_a_date_may_lie_anywhere_in_what_it_states(index):
    with Store.read(index) as store:
        assert dated(store, "2021-08-14", "2021-08-14") == ["day.txt", "month.txt", "year.txt"]
        assert dated(store, "2021-08-15", None) == ["month.txt", "year.txt"]
        assert dated(store, None, "2021-07-31") == ["year.txt"]
        assert dated(store, "2022-01-01", None) == []
        assert dated(store, None, "2020-12-31") == []
        assert dated(store, None, None) == ["day.txt", "month.txt", "year.txt"]


def fail_in_transaction(store, error):
    with store.transaction():
        with store.transaction():
            store.set_roots([Root("/b", "b")])
        raise error


@pytest.mark.parametrize("error", [KeyboardInterrupt, ValueError])
def test_a_transaction_that_fails_leaves_nothing(tmp_path, error):
    with Store.write(tmp_path) as store:
        store.set_roots([Root("/a", "a")])
        with pytest.raises(error):
            fail_in_transaction(store, error)
        assert store.roots() == (Root("/a", "a"),)


def test_a_transaction_in_another_is_part_of_it(tmp_path):
    with Store.write(tmp_path) as store, store.transaction(), store.transaction():
        store.set_roots([Root("/c", "c")])
    with Store.read(tmp_path) as store:
        assert store.roots() == (Root("/c", "c"),)


def test_a_snapshot_does_not_see_what_others_write_meanwhile(index):
    with Store.read(index) as reader, Store.write(index) as writer:
        with reader.snapshot():
            before = names(reader)
            writer.db.execute("DELETE FROM document")
            assert names(reader) == before
        assert names(reader) == []


def test_what_is_half_written_is_not_seen(index):
    with Store.read(index) as reader, Store.write(index) as writer:
        before = names(reader)
        with writer.transaction():
            writer.db.execute("DELETE FROM document")
            assert names(reader) == before
        assert names(reader) == []


def test_the_version_changes_when_another_writes_and_only_then(index):
    with Store.read(index) as reader, Store.write(index) as writer:
        version = reader.version()
        names(reader)
        assert reader.version() == version
        writer.set_roots([])
        assert reader.version() != version


def test_a_store_opened_to_read_cannot_be_written(index):
    with Store.read(index) as store, pytest.raises(sqlite3.OperationalError, match="readonly"):
        store.set_roots([])


def test_a_closed_store_lets_go_of_its_file(index):
    with Store.read(index) as store:
        pass
    with pytest.raises(sqlite3.ProgrammingError, match="closed"):
        store.documents()


def test_the_model_of_the_index_is_accepted_and_another_refused(index, embedder, other_embedder):
    with Store.read(index) as store:
        store.require_model(embedder)
        with pytest.raises(ModelError, match="built with model 'bag-of-words'"):
            store.require_model(other_embedder)


def test_a_store_without_a_document_takes_any_model(tmp_path, embedder):
    with Store.write(tmp_path) as store:
        store.require_model(embedder)


def test_a_corpus_that_shares_a_path_with_the_index_is_its_own(tmp_path):
    with Store.write(tmp_path) as store:
        store.require_corpus([Root("/anything", "anything")])
        store.set_roots([Root("/a", "a"), Root("/b", "b")])
        store.require_corpus([Root("/b", "elsewhere"), Root("/c", "c")])
        store.require_corpus([])
        with pytest.raises(StoreError, match=r"is of 'a', 'b', not of 'c'.*--index"):
            store.require_corpus([Root("/c", "c")])


def test_files_and_folders_bound_what_is_asked_alone_and_with_a_period(write, embedder, tmp_path):
    files = {"a/x.txt": "Date: 2021\n\nText.", "a/y.txt": "Text.", "a0.txt": "Text.", "b.txt": "T."}
    folder = write(files)
    sync([folder], tmp_path / "index", model=embedder)
    a, x, b = (str(folder / name) for name in ("a", "a/x.txt", "b.txt"))
    with Store.read(tmp_path / "index") as store:
        assert [store.count(paths) for paths in (None, [a], [x, b], [str(folder)], [])] == [
            *(4, 2, 2, 4, 0)
        ]
        everything = [number for (number,) in store.db.execute("SELECT id FROM sentence")]
        for found, wanted in ((store.placed([a]), 3), (store.placed([a], "2021-01-01"), 2)):
            assert found.sentences.mask(np.array(everything)).sum() == wanted
