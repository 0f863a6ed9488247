import os
import shutil
import sqlite3
import stat
import time
from contextlib import closing, suppress
from itertools import product

import pytest

from index import Retriever, sync
from index.errors import Action, Remedy, SearchError, StoreError
from index.files import CorpusFiles
from index.store import checksums, database
from index.store.pool import Pool
from index.store.store import Store

TEXT = "Date: 2021\n\n" + "Norway mediated the talks. They began in Mexico. " * 200


@pytest.fixture
def index(write, embedder, tmp_path):
    """The directory of an index of one document."""
    sync([write({"a.txt": TEXT})], tmp_path / "index", model=embedder)
    return tmp_path / "index"


def file(index):
    return index / database.FILE_NAME


def refused(index, match):
    for connect in (database.connect, database.connect_for_writing):
        with pytest.raises(StoreError, match=match) as caught:
            connect(str(index))
        assert str(index) in str(caught.value)
    return caught.value


# What is no index


def test_where_there_is_no_index_the_way_to_make_one_is_named(tmp_path):
    for directory in (tmp_path, tmp_path / "missing"):
        with pytest.raises(StoreError, match="no index at") as caught:
            database.connect(str(directory))
        assert caught.value.remedy == Remedy(Action.SYNC, index=str(directory))
        assert not database.exists(str(directory))
    assert list(tmp_path.iterdir()) == []


def test_a_directory_with_other_things_in_it_is_left_alone(tmp_path):
    (tmp_path / "thesis.odt").write_text("years of work")
    for begin in (database.prepare, database.connect_for_writing):
        with pytest.raises(StoreError, match=r"is not an index: it holds 'thesis\.odt'"):
            begin(str(tmp_path))
    assert [path.name for path in tmp_path.iterdir()] == ["thesis.odt"]


def test_a_file_where_the_directory_should_be_is_an_error(tmp_path):
    (tmp_path / "file").write_text("")
    for directory in (tmp_path / "file", tmp_path / "file" / "below"):
        with pytest.raises(StoreError, match="cannot make the index directory"):
            database.prepare(str(directory))


def test_a_file_of_another_program_is_refused(tmp_path):
    with closing(sqlite3.connect(file(tmp_path))) as connection:
        connection.execute("CREATE TABLE recipes (name)")
    before = file(tmp_path).read_bytes()
    refused(tmp_path, "was not made by cited-qa")
    assert file(tmp_path).read_bytes() == before


def test_an_empty_file_is_refused(tmp_path):
    file(tmp_path).touch()
    refused(tmp_path, "was not made by cited-qa")


@pytest.mark.parametrize(
    "data", [b"garbage", b"garbage" * 10_000, b"SQLite format 3\0" + b"x" * 84]
)
def test_a_file_that_is_no_database_is_refused(tmp_path, data):
    file(tmp_path).write_bytes(data)
    refused(tmp_path, "damaged")
    assert file(tmp_path).read_bytes() == data


def test_a_newer_format_asks_for_a_newer_program(index):
    with closing(sqlite3.connect(file(index))) as connection:
        connection.execute(f"PRAGMA user_version = {database.FORMAT_VERSION + 1}")
    refused(index, f"has format {database.FORMAT_VERSION + 1}.*upgrade cited-qa")


def test_an_older_format_says_to_index_again(index):
    with closing(sqlite3.connect(file(index))) as connection:
        connection.execute("PRAGMA user_version = 1")
    assert refused(index, "has format 1, .*").remedy == Remedy(Action.SYNC_AGAIN, index=str(index))


def test_a_folder_of_the_index_files_name_is_no_index(tmp_path):
    file(tmp_path).mkdir()
    assert not database.exists(str(tmp_path))
    with pytest.raises(StoreError):
        database.connect(str(tmp_path))
    with pytest.raises(StoreError):
        database.connect_for_writing(str(tmp_path))


@pytest.mark.parametrize("left", [100, 1_000, 4_096, 5_000, 20_000, 0.5, 0.9])
def test_a_database_cut_off_is_damaged_and_the_way_out_is_named(index, embedder, write, left):
    data = file(index).read_bytes()
    size = left if left > 1 else int(len(data) * left)
    assert size < len(data)
    file(index).write_bytes(data[:size])

    def ask():
        with Retriever.open(index, model=embedder) as retriever:
            retriever.retrieve("who mediated the talks?", k=1_000)

    def write_more():
        sync([write({"a.txt": "Other text. " * 1_000})], index, model=embedder)

    for use in (ask, write_more):
        with pytest.raises(StoreError) as caught:
            use()
        assert str(index) in str(caught.value)
        assert "damaged" in str(caught.value)
        assert caught.value.remedy.action is Action.REPAIR


NUMBER = "9000000000000000000"
SKETCHES = [
    "UPDATE sentence_sketches SET data = x'0102'",
    "UPDATE passage_sketches SET data = 'text'",
    "UPDATE sentence_sketches SET data = 5",
    f"UPDATE sentence_sketches SET number = {NUMBER}",
    "UPDATE sentence_sketches SET number = -1",
]


CHANGES = [
    "UPDATE sentence_vector SET data = x'0102'",
    "UPDATE sentence_vector SET data = substr(data, 2) WHERE id % 7 = 0",
    "UPDATE sentence_vector SET data = 5",
    "UPDATE sentence_vector SET data = 'text'",
    f"UPDATE sentence_vector SET id = id + {NUMBER}",
    "DELETE FROM sentence_vector",
    "DELETE FROM passage_vector WHERE id = 1",
    "UPDATE level SET vectors = 'many'",
    "UPDATE level SET vectors = -1",
    "DELETE FROM level",
    "UPDATE meta SET value = '-64' WHERE key = 'dimension'",
    "UPDATE meta SET value = '0' WHERE key = 'dimension'",
    "UPDATE meta SET value = '32' WHERE key = 'dimension'",
    f"UPDATE meta SET value = '{NUMBER}' WHERE key = 'dimension'",
    "UPDATE meta SET value = 'many' WHERE key = 'dimension'",
    "DELETE FROM meta WHERE key = 'dimension'",
    f"UPDATE passage SET last_sentence = {NUMBER}",
    "UPDATE passage SET last_sentence = first_sentence - 1",
    "UPDATE passage SET first_sentence = first_sentence + 10000, last_sentence = 10001",
    "DELETE FROM document",
    "DELETE FROM sentence WHERE id % 2",
    "UPDATE document SET last_sentence = 'text'",
]


@pytest.mark.parametrize(
    ("crossover", "change"),
    [*product([0, 10_000], CHANGES), *product([0], SKETCHES)],
)
def test_what_no_version_has_written_is_damage(index, embedder, crossover, change):
    with closing(sqlite3.connect(file(index))) as connection:
        connection.executescript(change)

    def ask():
        pool = Pool(Store.read(index), crossover)
        files = CorpusFiles((), ())
        with Retriever(pool, embedder, None, files, pytest.fail) as retriever:
            retriever.retrieve("who mediated the talks?", k=1_000, since="2000")
            retriever.retrieve("who mediated the talks?", k=1_000)

    with pytest.raises(StoreError, match="damaged") as caught:
        ask()
    assert caught.value.remedy == Remedy(Action.REPAIR, index=str(index))
    assert len(str(caught.value).splitlines()) == 1


def test_a_sentence_of_no_document_is_damage_where_a_time_is_asked_of(write, tmp_path, embedder):
    """As one flipped bit made it: a KeyError."""
    sync([write({"a.txt": "It rained in 2021. Norway mediated."})], tmp_path / "x", model=embedder)
    with closing(sqlite3.connect(tmp_path / "x" / database.FILE_NAME)) as connection:
        connection.execute("UPDATE sentence SET document_id = 99 WHERE id = 2")
        connection.commit()
    with (
        Retriever.open(tmp_path / "x", model=embedder, reader=None) as retriever,
        pytest.raises(StoreError, match="damaged"),
    ):
        retriever.retrieve("who mediated in 2021?")


# An index made by somebody else


def change(index, script):
    with closing(sqlite3.connect(file(index))) as connection:
        connection.create_function("sentence_sum", 6, checksums.of_sentence)
        connection.create_function("document_sum", 5, checksums.of_document)
        connection.executescript(script)


SCHEMA_CHANGES = [
    "CREATE TABLE more (a)",
    "CREATE VIEW more AS SELECT * FROM meta",
    "CREATE INDEX more ON sentence (text)",
    "CREATE TRIGGER more AFTER INSERT ON document BEGIN DELETE FROM sentence; END",
    "ALTER TABLE sentence ADD COLUMN more CHECK (abs(line))",
    "ALTER TABLE sentence RENAME COLUMN text TO said",
    "DROP INDEX sentence_document",
    "DROP TABLE root; CREATE VIEW root AS SELECT '/etc' AS path, 'etc' AS named, 1 AS position",
    "DROP TABLE sentence_words;"
    " CREATE VIRTUAL TABLE sentence_words USING fts5 (text, content = 'meta')",
]


@pytest.mark.parametrize("script", SCHEMA_CHANGES)
def test_a_schema_that_is_not_ours_is_refused_before_anything_of_it_runs(index, script):
    change(index, script)
    refused(index, "was not made by cited-qa")


def test_the_schema_of_an_index_is_checked_in_no_time(index):
    database.connect(str(index)).close()
    began = time.process_time()
    for _ in range(20):
        database.connect(str(index)).close()
    assert (time.process_time() - began) / 20 < 0.05


@pytest.mark.parametrize("suffix", ["", "-wal", "-shm", "-journal"])
def test_a_link_in_the_place_of_a_file_of_the_index_is_not_followed(index, tmp_path, suffix):
    path = file(index).with_name(f"{database.FILE_NAME}{suffix}")
    elsewhere = tmp_path / "elsewhere"
    if path.exists():
        path.rename(elsewhere)
    else:
        elsewhere.write_bytes(b"years of work")
    before = elsewhere.read_bytes()
    path.symlink_to(elsewhere)
    refused(index, "was not made by cited-qa: it is a symbolic link")
    assert elsewhere.read_bytes() == before


def test_a_link_in_the_place_of_the_lock_is_not_followed(index, embedder, write, tmp_path):
    lock = index / f"{database.FILE_NAME}.lock"
    lock.unlink(missing_ok=True)
    (tmp_path / "work").write_text("years of work")
    lock.symlink_to(tmp_path / "work")
    with pytest.raises(StoreError, match="it is a symbolic link"):
        sync([write({"a.txt": "Other text."})], index, model=embedder)
    assert (tmp_path / "work").read_text() == "years of work"


def test_an_index_directory_may_be_a_link(index, embedder, tmp_path):
    (tmp_path / "link").symlink_to(index)
    with Retriever.open(tmp_path / "link", model=embedder, reader=None) as retriever:
        assert retriever.retrieve("who mediated the talks?")


# The columns that hold what is shown or looked up, with checksums made to fit.
COLUMNS = [
    "meta.value",
    "root.path",
    "root.named",
    "file.path",
    "file.size",
    "file.sha256",
    "file.reason",
    "document.file_id",
    "document.record",
    "document.title",
    "document.date",
    "document.first_sentence",
    "document.last_passage",
    "sentence.document_id",
    "sentence.start",
    "sentence.line",
    "sentence.page",
    "sentence.text",
    "passage.first_sentence",
    "passage.last_sentence",
    "passage.digest",
    "level.vectors",
]
VALUES = ["x'00ff'", "'text'", "'1) OR (1'", "-1", NUMBER, "1.5", "''", "'a' || char(0)"]
SUMS = """
UPDATE OR IGNORE sentence SET checksum =
    sentence_sum(document_id, start, "end", line, page, text);
UPDATE OR IGNORE document SET checksum = document_sum(
    (SELECT path FROM file WHERE id = file_id), (SELECT sha256 FROM file WHERE id = file_id),
    record, title, date);
"""


@pytest.mark.parametrize("value", VALUES)
@pytest.mark.parametrize("column", COLUMNS)
def test_no_value_in_an_index_is_more_than_one_line_of_error(index, embedder, write, column, value):
    table, name = column.split(".")
    with suppress(sqlite3.Error):
        change(index, f"UPDATE {table} SET {name} = {value}; {SUMS}")

    def ask():
        with Retriever.open(index, model=embedder, reader=None) as retriever:
            retriever.documents()
            for hit in retriever.retrieve("who mediated the talks?", since="2000")[:1]:
                retriever.surroundings(hit.document, hit.start, 2)

    def write_more():
        sync([write({"a.txt": f"{TEXT} More."})], index, model=embedder)

    for use in (ask, write_more):
        try:
            use()
        except SearchError as error:
            assert len(str(error).splitlines()) == 1  # noqa: PT017


def test_a_value_too_large_for_the_memory_is_damage(index, embedder):
    change(index, "UPDATE sentence SET text = zeroblob(300000000) WHERE id = 3")
    with (
        pytest.raises(StoreError, match="damaged"),
        Retriever.open(index, model=embedder, reader=None) as retriever,
    ):
        retriever.retrieve("who mediated the talks?", k=1_000)


# Making one


def test_an_index_is_its_owners_alone(tmp_path):
    database.prepare(str(tmp_path / "deep" / "index"))
    assert (tmp_path / "deep" / "index").stat().st_mode & 0o077 == 0


def test_a_beginning_that_was_killed_is_begun_again(tmp_path):
    beginning = tmp_path / f"{database.FILE_NAME}.new"
    beginning.write_bytes(b"half a header")
    (tmp_path / f"{database.FILE_NAME}.lock").touch()
    database.prepare(str(tmp_path))
    database.connect_for_writing(str(tmp_path)).close()
    database.connect(str(tmp_path)).close()
    assert not beginning.exists()


def test_odd_names_of_directories_are_only_names(tmp_path):
    for name in ("a b", "a?mode=memory", "a#b", "a%41", "é"):
        directory = str(tmp_path / name)
        database.prepare(directory)
        database.connect_for_writing(directory).close()
        database.connect(directory).close()
        assert database.exists(directory)
    assert sorted(os.listdir(tmp_path)) == sorted(["a b", "a?mode=memory", "a#b", "a%41", "é"])


def test_what_a_connection_for_reading_writes_is_refused(index):
    with (
        closing(database.connect(str(index))) as connection,
        pytest.raises(sqlite3.OperationalError, match="readonly"),
    ):
        connection.execute("DELETE FROM document")


# Rights


def share(place):
    """Lets everyone read an index, and nobody write to its directory."""
    for path in place.iterdir():
        path.chmod(0o644)
    place.chmod(0o555)


def test_an_index_is_written_and_read_by_its_owner_alone(index):
    assert {stat.S_IMODE(path.stat().st_mode) for path in index.iterdir()} == {0o600}
    assert not database.may_be_written_by_others(str(index))
    for path in (index, file(index)):
        for mode in (0o722, 0o702):
            path.chmod(mode)
            assert database.may_be_written_by_others(str(index))
        path.chmod(0o700)


@pytest.mark.parametrize("readers_before", [0, 1])
def test_an_index_that_cannot_be_written_can_be_read(
    index, open_path, unprivileged, embedder, readers_before
):
    """A reader leaves files beside the index that it cannot take away."""
    for _ in range(readers_before):
        Retriever.open(index, model=embedder).close()
    place = open_path / "index"
    shutil.copytree(index, place)
    share(place)
    with unprivileged():
        with Retriever.open(place, model=embedder, reader=None) as retriever:
            assert retriever.retrieve("who mediated the talks?")
        with pytest.raises(StoreError, match="cannot be written"):
            database.connect_for_writing(str(place))


def test_an_index_that_cannot_be_written_is_read_while_its_owner_writes(
    index, open_path, unprivileged, embedder
):
    place = open_path / "index"
    shutil.copytree(index, place)
    with closing(database.connect_for_writing(str(place))) as writer:
        writer.execute("DELETE FROM document")
        share(place)
        with unprivileged(), Retriever.open(place, model=embedder, reader=None) as retriever:
            assert retriever.documents() == []


def test_an_index_that_cannot_be_read_is_an_error(index, open_path, unprivileged):
    place = open_path / "index"
    shutil.copytree(index, place)
    place.chmod(0o755)
    file(place).chmod(0)
    with unprivileged(), pytest.raises(StoreError) as caught:
        database.connect(str(place))
    assert str(place) in str(caught.value)


@pytest.mark.parametrize("mode", [0o000, 0o555])
def test_a_directory_that_cannot_be_used_is_an_error(open_path, unprivileged, mode):
    place = open_path / "index"
    place.mkdir()
    place.chmod(mode)
    with unprivileged():
        for directory in (place, place / "below"):
            with pytest.raises(StoreError) as caught:
                database.prepare(str(directory))
            assert str(directory) in str(caught.value)


# What SQLite says


def test_what_sqlite_says_is_reported_with_the_place():
    unusable, damaged = "the index at /x cannot be used: busy", "the index at /x is damaged"
    busy = sqlite3.OperationalError("busy")
    busy.sqlite_errorcode = sqlite3.SQLITE_BUSY
    with pytest.raises(StoreError, match=unusable), database.translate_errors("/x"):
        raise busy
    with pytest.raises(StoreError, match=damaged), database.translate_errors("/x"):
        raise sqlite3.OperationalError("Could not decode to UTF-8 column 'text'")
    with pytest.raises(StoreError, match=damaged), database.translate_errors("/x"):
        raise sqlite3.DatabaseError("malformed")


@pytest.mark.parametrize("mistake", [sqlite3.IntegrityError, sqlite3.ProgrammingError])
def test_a_mistake_of_ours_is_not_blamed_on_the_index(mistake):
    with pytest.raises(mistake), database.translate_errors("/x"):
        raise mistake("what SQLite says")


def test_damage_that_sqlite_shows_on_several_lines_is_said_on_one():
    said = r"damaged \(near a b: syntax error\)"
    with pytest.raises(StoreError, match=said), database.translate_errors("/x"):
        raise sqlite3.OperationalError("near a\n b: syntax error")
