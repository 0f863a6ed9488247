import shutil
import sqlite3

import pytest

from index import Retriever, sync
from index.errors import StoreError
from index.store import checksums, database
from index.store.repair import mend, read_model
from index.store.store import Store
from index.store.verification import verify

FILES = {
    "a.txt": "Date: 2021\n\nNorway mediated the talks. They began in Mexico.",
    "b.md": "# Bridges\n\nThe old bridge spans the river.",
    "c.txt": "Cakes need three eggs. " * 40,
}
NAMES = ["database", "manifest", "rows", "words", "vectors", "files", "model"]


@pytest.fixture
def folder(write):
    return write(FILES)


@pytest.fixture
def index(folder, tiny_model, tmp_path):
    sync([folder], tmp_path / "index", model=str(tiny_model))
    return tmp_path / "index"


def checked(index):
    """The faults found, by the name of the check, and the damage."""
    found = {}
    damage = verify(index, lambda check: found.update({check.name: check.faults}))
    assert damage.is_found == any(found.values())
    return {name: faults for name, faults in found.items() if faults}, damage


def change(index, *statements):
    with sqlite3.connect(index / database.FILE_NAME) as db:
        for statement in statements:
            db.execute(statement)
    db.close()


def mended(index, folder):
    _, damage = checked(index)
    mend(index, damage.files)
    sync([folder], index)


DAMAGE = {
    "a sentence says something else": (
        "UPDATE sentence SET text = 'Sweden mediated the talks.' WHERE text LIKE 'Norway%'",
        "rows",
    ),
    "a sentence is said to stand elsewhere": ("UPDATE sentence SET start = start - 1", "rows"),
    "a sentence is missing": ("DELETE FROM sentence WHERE text LIKE 'They%'", "rows"),
    "a document has another date": ("UPDATE document SET date = '1999'", "rows"),
    "a document is of another file": ("UPDATE file SET path = path || 'x' WHERE id = 1", "rows"),
    "a document is missing": ("DELETE FROM document WHERE id = 1", "rows"),
    "a passage is missing": ("DELETE FROM passage WHERE id = 1", "rows"),
    "a passage ends elsewhere, and the next begins there": (
        "UPDATE passage SET last_sentence = last_sentence - 1 WHERE id = 1",
        "rows",
    ),
    "a passage ends elsewhere": (
        "UPDATE passage SET last_sentence = first_sentence WHERE id = 1",
        "rows",
    ),
    "words are missing": (
        "INSERT INTO sentence_words (sentence_words) VALUES ('delete-all')",
        "words",
    ),
    "words are of another sentence": (
        "INSERT INTO sentence_words (sentence_words, rowid, text) VALUES ('delete', 1, 'date')",
        "words",
    ),
    "a vector is missing": ("DELETE FROM sentence_vector WHERE id = 2", "vectors"),
    "a vector is another": (
        "UPDATE sentence_vector SET data = (SELECT data FROM sentence_vector WHERE id = 3)"
        " WHERE id = 2",
        "vectors",
    ),
    "a passage's vector is cut short": (
        "UPDATE passage_vector SET data = substr(data, 2) WHERE id = 1",
        "vectors",
    ),
    "a vector is of no sentence": (
        "INSERT INTO sentence_vector SELECT 9999, data FROM sentence_vector WHERE id = 1",
        "vectors",
    ),
    "vectors are miscounted": ("UPDATE level SET vectors = vectors + 1", "vectors"),
    "sketches are missing": ("DELETE FROM sentence_sketches", "vectors"),
    "sketches are of other vectors": (
        "UPDATE passage_sketches SET data = zeroblob(length(data))",
        "vectors",
    ),
}


def test_a_sound_index_passes_every_check(index):
    names = []
    damage = verify(index, lambda check: names.append(check.name))
    assert names == NAMES
    assert not damage.is_found
    assert damage.files == set()


def test_what_was_found_is_said(index):
    said = {}
    verify(index, lambda check: said.update({check.name: check.said}))
    assert said["rows"].startswith("3 documents, 4")
    assert said["files"] == "3 compared with what is stored of them"


@pytest.mark.parametrize(("statement", "name"), DAMAGE.values(), ids=DAMAGE)
def test_damage_is_found_and_mended(index, folder, statement, name):
    change(index, statement)
    faults, damage = checked(index)
    assert name in faults
    assert not damage.is_deep
    mended(index, folder)
    assert checked(index)[0] == {}
    with Retriever.open(index, reader=None) as retriever:
        texts = {hit.text for hit in retriever.retrieve("Norway talks Mexico", k=50)}
    assert {"Norway mediated the talks.", "They began in Mexico."} <= texts


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE meta SET value = 'many' WHERE key = 'dimension'",
        "UPDATE meta SET value = 'yesterday' WHERE key = 'synced'",
        "UPDATE meta SET value = '{' WHERE key = 'selection'",
        "UPDATE root SET path = 'nowhere'",
    ],
)
def test_an_index_that_does_not_know_what_it_is_of_has_to_be_made_again(index, statement):
    change(index, statement)
    faults, damage = checked(index)
    assert list(faults) == ["manifest"]
    assert damage.is_deep


def test_only_what_is_damaged_is_read_again(index, folder):
    change(index, "UPDATE sentence SET text = 'x' WHERE text LIKE 'Norway%'")
    _, damage = checked(index)
    mend(index, damage.files)
    report = sync([folder], index)
    assert (report.added, len(report.unchanged)) == ((f"{folder}/a.txt",), 2)


def test_a_file_that_says_something_else_than_is_stored_is_found(index, folder):
    """As where a loader of another version made the text."""
    change(
        index,
        "UPDATE sentence SET text = 'Sweden.' WHERE text LIKE 'Norway%'",
    )
    with Store.write(index) as store:
        row = store.db.execute(
            "SELECT document_id, start, end, line, page, kind, section, text FROM sentence"
            " WHERE text = 'Sweden.'"
        ).fetchone()
        store.db.execute(
            "UPDATE sentence SET checksum = ? WHERE text = 'Sweden.'",
            (checksums.of_sentence(row[0], row[1:5], *row[5:]),),
        )
    faults, _ = checked(index)
    assert "a.txt: its sentences are not those stored" in faults["files"][0]


def test_files_that_changed_since_are_no_damage(index, folder):
    (folder / "a.txt").write_text("Edited.")
    (folder / "b.md").unlink()
    said = {}
    assert not verify(index, lambda check: said.update({check.name: check.said})).is_found
    assert said["files"] == "1 compared with what is stored of them, 2 changed or gone since"


def test_a_model_that_is_not_there_any_more_is_a_fault(index, tiny_model, tmp_path):
    change(index, "UPDATE meta SET value = '/no/such/model' WHERE key = 'model'")
    faults, _ = checked(index)
    assert "/no/such/model" in faults["model"][0]


def test_vectors_of_another_model_are_a_fault(index):
    """Each with the seal that goes with it."""
    with Store.write(index) as store:
        numbers = [number for (number,) in store.db.execute("SELECT id FROM sentence_vector")]
        rows = [(checksums.seal(number, b"\1" * 32), number) for number in numbers]
        store.db.executemany("UPDATE sentence_vector SET data = ? WHERE id = ?", rows)
    assert "have other vectors" in checked(index)[0]["model"][0]


def test_no_vector_may_differ_in_a_bit(index):
    with Store.write(index) as store:
        store.db.execute("UPDATE sentence_vector SET data = zeroblob(length(data)) WHERE id = 2")
    faults, damage = checked(index)
    assert "a vector is not as it was written" in faults["vectors"][0]
    assert len(damage.files) == 1
    with (
        Retriever.open(index, reader=None) as retriever,
        pytest.raises(StoreError, match="a vector is not as it was written"),
    ):
        retriever.retrieve("Norway")


def test_a_damaged_vector_that_no_file_has_yet_is_found_and_mended(index, folder):
    change(index, "INSERT INTO embedded VALUES (x'00', zeroblob(36))")
    assert "not written yet" in checked(index)[0]["vectors"][0]
    mended(index, folder)
    assert checked(index)[0] == {}


@pytest.mark.parametrize("part", [0.0, 0.3, 0.6, 0.9])
def test_a_file_cut_short_is_deep_damage_and_the_model_may_still_be_known(index, tiny_model, part):
    path = index / database.FILE_NAME
    path.write_bytes(path.read_bytes()[: 100 + int(part * path.stat().st_size)])
    faults, damage = checked(index)
    assert damage.is_deep
    assert list(faults) == ["database"]
    assert read_model(index) in (None, str(tiny_model))


def test_where_there_is_no_index_there_is_nothing_to_check(tmp_path):
    with pytest.raises(StoreError, match="no index at"):
        verify(tmp_path, print)


def test_an_index_is_the_same_after_being_mended_for_nothing(index):
    def dump():
        with sqlite3.connect(index / database.FILE_NAME) as db:
            return [
                db.execute(f"SELECT * FROM {table} ORDER BY 1").fetchall()
                for table in ("file", "document", "sentence", "passage", "sentence_vector")
            ]

    before = dump()
    mend(index, ())
    assert dump() == before
    assert checked(index)[0] == {}


def test_a_copy_of_an_index_passes(index, tmp_path):
    shutil.copytree(index, tmp_path / "copy")
    assert checked(tmp_path / "copy")[0] == {}
