import sqlite3

import pytest

from index import sync
from index.errors import ModelError, StoreError
from index.sources.corpus import Root
from index.store import writing
from index.store.store import Store, StoredModel

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


def test_the_version_is_another_where_the_vectors_are_and_the_same_on_every_connection(index):
    with Store.read(index) as reader, Store.write(index) as writer:
        seen = [reader.version()]
        writer.set_roots([])
        assert reader.version() == seen[0]
        for change in (
            lambda: writing.take(writer.db, [next(iter(writer.files().values())).id]),
            lambda: writer.set_model(writer.model()),
            lambda: writing.clear(writer.db),
        ):
            with writer.transaction():
                change()
                assert reader.version() == seen[-1]
            assert reader.version() not in seen
            assert reader.version() == writer.version()
            seen.append(reader.version())


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
