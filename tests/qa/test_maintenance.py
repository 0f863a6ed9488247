import json
import shutil
import sqlite3

import pytest

from index.store import database


@pytest.fixture
def notes(home):
    folder = home / "notes"
    folder.mkdir()
    (folder / "ferry.md").write_text("# Ferry\n\nThe ferry to Skye was built in 1934.\n")
    (folder / "cake.txt").write_text("The cake needs three eggs. Bake it for an hour.\n")
    (folder / "scan.txt").write_bytes(b"\0\1")
    return folder


@pytest.fixture
def index(qa, notes, home):
    """The directory of the index of the notes."""
    assert qa("sync", notes).status == 0
    (directory,) = (home / "data" / "cited-qa" / "indexes").iterdir()
    return directory


def damage(index, statement):
    with sqlite3.connect(index / database.FILE_NAME) as db:
        db.execute(statement)
    db.close()


def test_status_says_what_is_indexed_where_and_by_which_model(qa, notes, index):
    outcome = qa("status", notes)
    assert outcome.status == 0
    lines = dict(line.split(None, 1) for line in outcome.out.splitlines())
    assert lines["corpus"] == str(notes)
    assert lines["index"].startswith(f"{index} (")
    assert "last changed" in lines["index"]
    assert lines["model"] == "all-MiniLM-L6-v2 (384 dimensions)"
    assert lines["documents"] == "2 in 2 files"
    assert lines["sentences"] == "4 in 2 passages"
    assert lines["skipped"] == f"{notes}/scan.txt: a binary file"


def test_status_of_one_thing_says_so(qa, home):
    (home / "cake.txt").write_text("The cake needs three eggs.")
    assert "1 sentence\n" in qa("sync", home / "cake.txt").err
    out = qa("status", home / "cake.txt").out
    assert "documents   1 in 1 file\n" in out
    assert "sentences   1 in 1 passage\n" in out


def test_status_says_what_the_next_sync_will_do_and_does_it_not(qa, notes, index):
    assert "up to date  yes" in qa("status", notes).out
    (notes / "new.txt").write_text("New.")
    (notes / "cake.txt").write_text("The cake needs four eggs.")
    (notes / "ferry.md").unlink()
    for _ in range(2):
        out = qa("status", notes).out
        assert f"new         {notes}/new.txt" in out
        assert f"changed     {notes}/cake.txt" in out
        assert f"gone        {notes}/ferry.md" in out
        assert "up to date" not in out


def test_status_as_json_holds_the_same(qa, notes, index):
    found = json.loads(qa("status", notes, "--json").out)
    assert found["documents"] == 2
    assert found["directory"] == str(index)
    assert found["skipped"] == [{"path": f"{notes}/scan.txt", "text": "a binary file"}]
    assert found["model"]["dimension"] == 384


def test_status_of_many_skipped_files_counts_them_by_their_suffixes(qa, notes, index):
    for i in range(5):
        (notes / f"{i}.log").write_bytes(b"\0")
    (notes / "x.ini").write_bytes(b"\0")
    assert qa("sync", notes).status == 0
    out = qa("status", notes).out
    assert "7 files (5 .log, 1 .txt, 1 .ini): a binary file" in out


def test_status_without_an_index_says_how_to_make_one(qa, notes):
    outcome = qa("status", notes)
    assert outcome.status == 2
    assert "no index at" in outcome.err
    assert outcome.err.count("\n") == 1


def test_status_without_a_corpus_is_of_the_one_used_last(qa, notes, index):
    assert f"corpus      {notes}" in qa("status").out


def test_doctor_finds_a_sound_index_sound(qa, notes, index):
    outcome = qa("doctor", notes)
    assert outcome.status == 0
    assert [line.split()[:2] for line in outcome.out.splitlines()] == [
        ["ok", name]
        for name in ("database", "manifest", "rows", "words", "vectors", "files", "model")
    ]


def test_a_damaged_index_is_said_in_one_line_that_names_the_cure(qa, notes, index):
    damage(index, "UPDATE sentence SET text = 'The ferry to Skye was sunk in 1934.' WHERE id = 4")
    outcome = qa(notes, "-q", "when was the ferry to Skye built?", "--no-sync")
    assert outcome.status == 2
    assert outcome.out == ""
    assert outcome.err.count("\n") == 1
    assert f"qa doctor --repair --index {index}" in outcome.err


def test_doctor_says_what_is_damaged_and_mends_it_when_told_to(qa, notes, index):
    damage(index, "UPDATE sentence SET text = 'Sunk.' WHERE text LIKE 'The ferry%'")
    outcome = qa("doctor", notes)
    assert outcome.status == 2
    assert "damaged   rows" in outcome.out
    assert f"{notes}/ferry.md" in outcome.out
    assert "qa doctor --repair" in outcome.err
    outcome = qa("doctor", "--repair", "--index", index)
    assert outcome.status == 0
    assert "mended" in outcome.out
    assert "built in 1934" in qa(notes, "-q", "when was the ferry to Skye built?").out


@pytest.mark.parametrize("content", [b"", b"garbage" * 1_000, None])
def test_doctor_makes_an_index_again_that_cannot_be_opened(qa, notes, index, content):
    path = index / database.FILE_NAME
    path.write_bytes(path.read_bytes()[:9_000] if content is None else content)
    assert qa("doctor", notes).status == 2
    outcome = qa("doctor", "--repair", notes)
    assert outcome.status == 0, outcome
    assert "built in 1934" in qa(notes, "-q", "when was the ferry to Skye built?").out


def test_doctor_asks_for_the_corpus_of_an_index_that_this_user_never_synced(qa, notes, index, home):
    shutil.rmtree(home / "state")
    (index / database.FILE_NAME).write_bytes(b"garbage" * 1_000)
    outcome = qa("doctor", "--repair", "--index", index)
    assert outcome.status == 2
    assert "name it: qa doctor --repair CORPUS" in outcome.err
    assert qa("doctor", "--repair", notes, "--index", index).status == 0
