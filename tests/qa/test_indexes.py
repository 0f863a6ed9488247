import json
import shutil
import sqlite3
import stat

import pytest

from index import SearchError, Selection
from index.store import checksums, database
from qa.indexes import index_directory, is_ours, last_index, remember


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


# Whose an index is


SKYE = "when was the ferry to Skye built?"


@pytest.fixture
def notes(home):
    folder = home / "notes"
    folder.mkdir()
    (folder / "ferry.md").write_text("# Ferry\n\nThe ferry to Skye was built in 1934.\n")
    return folder


@pytest.fixture
def secrets(home):
    """A folder that an attacker would like to have indexed where he can read it."""
    folder = home / "secrets"
    folder.mkdir()
    (folder / "key.txt").write_text("The password of the vault is swordfish.")
    return folder


@pytest.fixture
def index(qa, notes, home):
    """An index that a user made."""
    assert qa("sync", notes, "--index", home / "index").status == 0
    return home / "index"


@pytest.fixture
def foreign(index, home):
    """The same, made by somebody else: nothing in the user's state directory knows of it."""
    shutil.rmtree(home / "state")
    return index


def change(index, *statements):
    with sqlite3.connect(index / database.FILE_NAME) as db:
        db.create_function("crc", 8, lambda n, *row: checksums.of_sentence(n, row[:4], *row[4:]))
        for statement in statements:
            db.execute(statement)
    db.close()


def names_secrets(index, secrets):
    change(
        index,
        f"UPDATE root SET path = '{secrets}', named = '{secrets}'",
        "UPDATE sentence SET text = 'Sunk.', checksum = checksum + 1",
    )


def texts(index):
    with sqlite3.connect(index / database.FILE_NAME) as db:
        found = [text for (text,) in db.execute("SELECT text FROM sentence")]
    db.close()
    return found


@pytest.mark.parametrize("command", [["doctor", "--repair"], ["sync"]])
def test_what_an_index_of_somebody_else_names_is_never_read(qa, foreign, secrets, command):
    names_secrets(foreign, secrets)
    outcome = qa(*command, "--index", foreign)
    assert outcome.status == 2
    assert "name it: qa " in outcome.err
    assert "swordfish" not in str(texts(foreign))


def test_the_index_used_last_is_synced_with_what_it_was_synced_with(qa, index, notes, secrets):
    change(index, f"INSERT INTO root (path, named, position) VALUES ('{secrets}', '{secrets}', 9)")
    outcome = qa("-q", SKYE)
    assert outcome.status == 0
    assert f"corpus: {notes}\n" in outcome.err
    assert "swordfish" not in str(texts(index))
    change(index, "DELETE FROM root", f"INSERT INTO root VALUES ('{secrets}', '{secrets}', 0)")
    outcome = qa("-q", SKYE)
    assert outcome.status == 2
    assert "swordfish" not in str(texts(index))


def test_no_file_is_read_because_an_index_of_somebody_else_names_it(qa, foreign, notes):
    outcome = qa("-q", SKYE, "--index", foreign, "--json")
    assert outcome.status == 0
    assert "its files are not read" in outcome.err
    (citation,) = [c for c in json.loads(outcome.out)["citations"] if "1934" in c["text"]]
    assert (citation["verified"], citation["stale"]) == (None, False)
    assert "not known: name the corpus" in qa("status", "--index", foreign).out
    outcome = qa("doctor", "--index", foreign)
    assert "ok        files" not in outcome.out
    assert "files are not compared" in outcome.err


INVENTED = """
UPDATE sentence SET text = replace(text, '1934', '1935'),
checksum = crc(document_id, start, end, line, page, kind, section, replace(text, '1934', '1935'))
"""


def test_a_sentence_that_its_file_does_not_hold_is_marked(qa, index, notes):
    """With checksums that are right: nothing but the file can tell."""
    question = [notes, "-q", SKYE, "--index", index]
    assert json.loads(qa(*question, "--json").out)["citations"][0]["verified"] is True
    change(index, INVENTED)
    outcome = qa(*question)
    assert "1935" in outcome.out
    assert "NOT in its file" in outcome.out
    assert "likely the answer" not in outcome.out
    assert json.loads(qa(*question, "--json").out)["citations"][0]["verified"] is False


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE sentence SET line = line + 1, checksum ="
        " crc(document_id, start, end, line + 1, page, kind, section, text)",
        "UPDATE sentence SET text = 'Ferries!', checksum ="
        " crc(document_id, start, end, line, page, kind, section, 'Ferries!')"
        " WHERE text LIKE '%Ferry'",
    ],
)
def test_a_citation_with_a_false_line_or_neighbour_is_marked(qa, index, notes, statement):
    change(index, statement)
    citations = json.loads(qa(notes, "-q", SKYE, "--index", index, "--json").out)["citations"]
    assert [c["verified"] for c in citations if "1934" in c["text"]] == [False]


def test_files_of_foreign_formats_are_compared_where_somebody_else_made_the_index(
    qa, notes, home, index
):
    (notes / "ferry.md").unlink()
    (notes / "ferry.html").write_text("<html><p>The ferry to Skye was built in 1934.</p></html>")
    question = [notes, "-q", SKYE, "--index", index, "--json"]
    assert json.loads(qa(*question).out)["citations"][0]["verified"] is None
    shutil.rmtree(home / "state")
    assert json.loads(qa(*question).out)["citations"][0]["verified"] is True
    change(index, INVENTED)
    assert json.loads(qa(*question).out)["citations"][0]["verified"] is False


def test_an_index_is_for_its_owner_alone(index):
    assert stat.S_IMODE(index.stat().st_mode) == 0o700
    assert {stat.S_IMODE(path.stat().st_mode) for path in index.iterdir()} == {0o600}


def test_an_index_that_others_can_write_is_said_and_not_followed(qa, index, notes):
    assert is_ours(str(index))
    index.chmod(0o777)
    assert not is_ours(str(index))
    outcome = qa("-q", SKYE)
    assert "others can write the index" in outcome.err
    assert "its files are not read" in outcome.err
    assert qa("sync").status == 2


def test_an_index_put_in_the_place_of_ours_is_not_ours(qa, index, notes, home):
    (home / "others").mkdir()
    (home / "others" / "a.md").write_text("Other.")
    assert qa("sync", home / "others", "--index", home / "other").status == 0
    shutil.copy(home / "other" / database.FILE_NAME, index / database.FILE_NAME)
    assert not is_ours(str(index))


def test_an_index_built_anew_is_ours(qa, foreign, notes):
    assert qa(notes, "-q", SKYE, "--index", foreign).status == 0
    assert not is_ours(str(foreign))
    assert qa("sync", notes, "--index", foreign, "--rebuild").status == 0
    assert is_ours(str(foreign))


def test_a_record_that_cannot_be_read_is_none(qa, index, notes, home):
    (record,) = (home / "state" / "cited-qa" / "indexes").iterdir()
    for content in (b"", b"{}", b"[1]", b'{"index": 5}', b"\xff"):
        record.write_bytes(content)
        assert not is_ours(str(index))
        assert qa("sync").status == 2
