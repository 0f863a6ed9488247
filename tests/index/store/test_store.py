import sqlite3
from dataclasses import replace
from datetime import UTC, datetime
from secrets import token_hex

import pytest

from index import Selection, sync
from index.errors import Action, ModelError, StoreError
from index.loaders import Abilities
from index.sources.corpus import Root
from index.store.manifest import Manifest, StoredModel
from index.store.store import Store
from index.store.writer import SQLiteWriter

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


def named(store):
    return [root.named for root in store.manifest().roots]


def name(store, *names):
    """Writes which corpus the index is of."""
    roots = tuple(Root(f"/{each}", each) for each in names)
    store.set_manifest(replace(store.manifest(), roots=roots))


def test_a_new_store_is_empty_and_says_nothing_of_itself(tmp_path):
    with Store.write(tmp_path) as store:
        assert store.documents() == {}
        assert store.manifest() == Manifest()


def test_the_whole_manifest_is_kept_and_replaced(tmp_path):
    manifest = Manifest(
        "an identity",
        StoredModel("a model", "f" * 64, 384),
        (Root("/z", "z"), Root("/a", "../a"), Root("/m", "m ünï")),
        Selection(include=("*.md",), hidden=True),
        Abilities(3, ("one", "pypdfium2"), "a digest"),
        datetime(2021, 8, 14, 12, 30, tzinfo=UTC),
    )
    with Store.write(tmp_path) as store:
        name(store, "old")
        store.set_manifest(manifest)
    with Store.read(tmp_path) as store:
        assert store.manifest() == manifest


def test_documents_come_in_the_order_of_their_paths(index):
    with Store.read(index) as store:
        assert names(store) == ["day.txt", "month.txt", "undated.txt", "year.txt"]
        assert all(number == document.id for number, document in store.documents().items())


def fail_in_transaction(store, error):
    with store.transaction():
        with store.transaction():
            name(store, "b")
        raise error


@pytest.mark.parametrize("error", [KeyboardInterrupt, ValueError])
def test_a_transaction_that_fails_leaves_nothing(tmp_path, error):
    with Store.write(tmp_path) as store:
        name(store, "a")
        with pytest.raises(error):
            fail_in_transaction(store, error)
        assert named(store) == ["a"]


def test_a_transaction_in_another_is_part_of_it(tmp_path):
    with Store.write(tmp_path) as store, store.transaction(), store.transaction():
        name(store, "c")
    with Store.read(tmp_path) as store:
        assert named(store) == ["c"]


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
    with Store.read(index) as reader, SQLiteWriter.write(index) as writer:
        seen = [reader.version()]
        name(writer, "elsewhere")
        assert reader.version() == seen[0]
        for change in (
            lambda: writer.remove([next(iter(writer.files().values())).id]),
            lambda: writer.set_manifest(replace(writer.manifest(), identity=token_hex(16))),
            writer.clear,
        ):
            with writer.transaction():
                change()
                assert reader.version() == seen[-1]
            assert reader.version() not in seen
            assert reader.version() == writer.version()
            seen.append(reader.version())


def test_a_store_opened_to_read_cannot_be_written(index):
    with Store.read(index) as store, pytest.raises(sqlite3.OperationalError, match="readonly"):
        name(store, "a")


def test_a_closed_store_lets_go_of_its_file(index):
    with Store.read(index) as store:
        pass
    with pytest.raises(sqlite3.ProgrammingError, match="closed"):
        store.documents()


def test_the_model_of_the_index_is_accepted_and_another_refused(index, embedder, other_embedder):
    with Store.read(index) as store:
        manifest = store.manifest()
    manifest.require_model(embedder, "/index")
    with pytest.raises(ModelError, match="/index was built with model 'bag-of-words'") as caught:
        manifest.require_model(other_embedder, "/index")
    remedy = caught.value.remedy
    assert remedy.action is Action.REBUILD
    assert (remedy.index, remedy.model) == ("/index", other_embedder.name)
    assert remedy.corpus == tuple(root.named for root in manifest.roots)


def test_an_index_without_a_document_takes_any_model(embedder):
    Manifest().require_model(embedder, "/index")


def test_a_corpus_that_shares_a_path_with_the_index_is_its_own():
    Manifest().require_corpus([Root("/anything", "anything")], "/index")
    manifest = Manifest(roots=(Root("/a", "a"), Root("/b", "b")))
    manifest.require_corpus([Root("/b", "elsewhere"), Root("/c", "c")], "/index")
    manifest.require_corpus([], "/index")
    with pytest.raises(StoreError, match=r"/index is of 'a', 'b', not of 'c'") as caught:
        manifest.require_corpus([Root("/c", "c")], "/index")
    assert caught.value.remedy.action is Action.ANOTHER_DIRECTORY
