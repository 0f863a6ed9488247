import os
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path
from threading import Event, Thread

import pytest

from index import Retriever, Selection, SyncProgress, sync
from index.errors import (
    Action,
    CorpusError,
    ModelError,
    OldFormatError,
    Remedy,
    StoreError,
    UnfinishedError,
)
from index.loaders import EXTRACTION, abilities, formats, isolation
from index.store.changes import MAX_TRIES
from index.store.database import FILE_NAME, FORMAT_VERSION
from index.store.status import status
from index.store.store import Store
from index.store.vector_table import VectorTable
from index.store.vectors import open_vectors
from index.vectors import LEVELS

ROOT = Path(__file__).parents[2]
CONFTEST = Path(__file__).parents[1] / "conftest.py"

FILES = {
    "a.txt": "Norway mediated the talks. They began in Mexico.",
    "b.md": "# Bridges\n\nThe old bridge spans the river.",
    "sub/c.txt": "Cakes need three eggs.",
}

# A document is a batch of its own where it has as many sentences as one.
LONG = "".join(f"Fact {i} stands here. " for i in range(2_000))
TREES = ["ash", "birch", "cedar", "elm"]
CEDAR, EGGS = "The cedar is first.", "Cakes need three eggs."


@pytest.fixture
def index(tmp_path):
    return tmp_path / "index"


def sentences(index):
    """What is in an index: the sentences of each document by its path."""
    with Store.read(index) as store:
        rows = store.db.execute(
            "SELECT path, text FROM sentence JOIN document ON document.id = document_id"
            " JOIN file ON file.id = file_id"
            " ORDER BY sentence.id"
        )
        found = {}
        for path, text in rows:
            found.setdefault(os.path.basename(path), []).append(text)
        return found


def names(paths):
    return sorted(os.path.basename(path) for path in paths)


def reasons(report):
    return {os.path.basename(remark.path): remark.text for remark in report.skipped}


def texts_found(index, embedder, question, **options):
    with Retriever.open(index, model=embedder) as retriever:
        return [hit.text for hit in retriever.retrieve(question, **options)]


def assert_whole(index):
    """Every sentence has its words and its vector, every passage its vector, none is left over."""
    with Store.read(index) as store:
        counts = {
            table: store.db.execute(f"SELECT count(*) FROM {table}").fetchone()[0]
            for table in ("sentence", "passage", "sentence_words")
        }
        assert counts["sentence"] == counts["sentence_words"]
        for level in ("sentence", "passage"):
            alone = f"SELECT id FROM {level} EXCEPT SELECT id FROM {level}_vector"
            left_over = f"SELECT id FROM {level}_vector EXCEPT SELECT id FROM {level}"
            assert store.db.execute(f"{alone} UNION {left_over}").fetchall() == []
            held = open_vectors(store.db, level, store.manifest().model.dimension)
            assert len(held) == counts[level]
        assert store.db.execute("PRAGMA foreign_key_check").fetchall() == []
        assert store.db.execute("PRAGMA integrity_check").fetchall() == [("ok",)]


# What a sync does


def test_the_first_sync_adds_every_document(write, index, embedder):
    folder = write(FILES)
    report = sync([folder], index, model=embedder)
    assert report.added == (f"{folder}/a.txt", f"{folder}/b.md", f"{folder}/sub/c.txt")
    assert report.embedded == 5
    assert report.updated == report.removed == report.unchanged == report.skipped == ()
    assert sentences(index)["a.txt"] == ["Norway mediated the talks.", "They began in Mexico."]
    assert_whole(index)


def test_the_second_sync_embeds_and_writes_nothing(write, index, embedder):
    folder = write(FILES)
    first = sync([folder], index, model=embedder)
    before = (index / "cited-qa.sqlite").read_bytes()
    embedder.embedded.clear()
    report = sync([folder], index, model=embedder)
    assert report.unchanged == first.added
    assert report.added == report.updated == report.removed == ()
    assert report.embedded == len(embedder.embedded) == 0
    assert (index / "cited-qa.sqlite").read_bytes() == before


def test_a_file_only_touched_is_unchanged(write, index, embedder):
    folder = write(FILES)
    sync([folder], index, model=embedder)
    os.utime(folder / "a.txt", (1, 1))
    assert len(sync([folder], index, model=embedder).unchanged) == 3


def test_an_edited_file_alone_is_embedded_again(write, index, embedder):
    folder = write(FILES)
    sync([folder], index, model=embedder)
    embedder.embedded.clear()
    write({"a.txt": "Sweden mediated the talks."})
    report = sync([folder], index, model=embedder)
    assert report.updated == (f"{folder}/a.txt",)
    assert len(report.unchanged) == 2
    assert set(embedder.embedded) == {"Sweden mediated the talks."}
    assert sentences(index)["a.txt"] == ["Sweden mediated the talks."]
    assert texts_found(index, embedder, "Norway Mexico", k=50).count("They began in Mexico.") == 0
    assert_whole(index)


def test_an_edit_that_keeps_size_and_time_is_seen(write, index, embedder):
    folder = write({"a.txt": "Norway."})
    os.utime(folder / "a.txt", (1, 1))
    sync([folder], index, model=embedder)
    write({"a.txt": "Sweden."})
    os.utime(folder / "a.txt", (1, 1))
    assert names(sync([folder], index, model=embedder).updated) == ["a.txt"]


def test_a_deleted_file_is_removed(write, index, embedder):
    folder = write(FILES)
    sync([folder], index, model=embedder)
    (folder / "a.txt").unlink()
    report = sync([folder], index, model=embedder)
    assert report.removed == (f"{folder}/a.txt",)
    assert "a.txt" not in sentences(index)
    assert not any("Norway" in text for text in texts_found(index, embedder, "Norway", k=50))
    assert_whole(index)


def test_a_new_file_is_added_to_the_others(write, index, embedder):
    folder = write(FILES)
    sync([folder], index, model=embedder)
    write({"d.txt": "A new one."})
    report = sync([folder], index, model=embedder)
    assert (names(report.added), len(report.unchanged), report.embedded) == (["d.txt"], 3, 1)


def test_a_renamed_file_is_found_under_its_new_name_only(write, index, embedder):
    folder = write(FILES)
    sync([folder], index, model=embedder)
    (folder / "a.txt").rename(folder / "z.txt")
    report = sync([folder], index, model=embedder)
    assert (names(report.added), names(report.removed)) == (["z.txt"], ["a.txt"])
    assert set(sentences(index)) == {"b.md", "c.txt", "z.txt"}


def test_a_renamed_file_keeps_its_vectors(write, index, embedder):
    folder = write(FILES)
    sync([folder], index, model=embedder)
    before = texts_found(index, embedder, "Who mediated the talks?")
    embedder.embedded.clear()
    (folder / "a.txt").rename(folder / "z.txt")
    report = sync([folder], index, model=embedder)
    assert report.embedded == len(embedder.embedded) == 0
    assert texts_found(index, embedder, "Who mediated the talks?") == before
    assert_whole(index)


def test_a_copy_of_a_file_needs_no_embedding(write, index, embedder):
    folder = write(FILES)
    sync([folder], index, model=embedder)
    embedder.embedded.clear()
    write({"copy.txt": FILES["a.txt"]})
    assert sync([folder], index, model=embedder).embedded == len(embedder.embedded) == 0
    assert sentences(index)["copy.txt"] == sentences(index)["a.txt"]


def test_of_a_log_that_grew_only_the_tail_is_embedded(write, index, embedder):
    log = "".join(f"Step {i} of the long run was done well. " for i in range(400))
    folder = write({"run.log.txt": log})
    sync([folder], index, model=embedder)
    embedder.embedded.clear()
    write({"run.log.txt": log + "The run has ended."})
    report = sync([folder], index, model=embedder)
    assert (names(report.updated), report.embedded) == (["run.log.txt"], 1)
    assert "The run has ended." in embedder.embedded
    assert len(embedder.embedded) < 40
    assert_whole(index)


def test_an_update_has_the_vectors_of_an_index_made_at_once(write, index, embedder, tmp_path):
    folder = write({"a.txt": LONG})
    sync([folder], index, model=embedder)
    write({"a.txt": "A new beginning. " + LONG.replace("Fact 700 ", "Truth 700 ")})
    sync([folder], index, model=embedder)
    sync([folder], tmp_path / "other", model=embedder)

    def vectors(place):
        with Store.read(place) as store:
            tables = [VectorTable(store.db, level, embedder.dimension) for level in LEVELS]
            return [table.everything()[1].tolist() for table in tables]

    assert vectors(index) == vectors(tmp_path / "other")
    assert_whole(index)


def test_a_kill_in_a_long_document_costs_little_of_it(write, index, embedder):
    folder = write({"long.txt": LONG})
    with pytest.raises(KeyboardInterrupt):
        sync(
            [folder],
            index,
            model=Interrupted(embedder, "Fact 1999 stands here.", KeyboardInterrupt()),
        )
    assert sentences(index) == {}
    done = len(embedder.embedded)
    embedder.embedded.clear()
    sync([folder], index, model=embedder)
    assert done > 1_500
    assert done + len(embedder.embedded) < 1.3 * done
    assert len(sentences(index)["long.txt"]) == 2_000
    with Store.read(index) as store:
        assert store.db.execute("SELECT count(*) FROM embedded").fetchone() == (0,)
    assert_whole(index)


def test_a_refused_file_is_not_read_again_until_it_changes(write, index, embedder):
    folder = write({**FILES, "bad.txt": b"\0"})
    os.utime(folder / "bad.txt", (1, 1))
    for _ in range(2):
        assert reasons(sync([folder], index, model=embedder)) == {"bad.txt": "a binary file"}
    write({"bad.txt": "Good."})
    report = sync([folder], index, model=embedder)
    assert (names(report.added), reasons(report)) == (["bad.txt"], {})


def test_what_could_not_be_read_is_tried_again_where_more_can_be_read(write, index, embedder):
    folder = write({**FILES, "bad.txt": b"\0"})
    sync([folder], index, model=embedder)
    with Store.write(index) as store:
        number = store.files()[str(folder / "bad.txt")].id
        store.set_manifest(
            replace(
                store.manifest(),
                abilities=replace(abilities(), libraries=("a library that was there",)),
            )
        )
    sync([folder], index, model=embedder)
    with Store.read(index) as store:
        assert store.files()[str(folder / "bad.txt")].id > number
        assert store.manifest().abilities == abilities()


def test_a_format_that_is_added_is_noticed(write, index, embedder, monkeypatch):
    """One that needs no library: the files of that name stayed "no reader for .odt files"."""
    folder = write({**FILES, "a.odt": b"\1\2\3\4 The bridge is old."})
    assert "a.odt" in reasons(sync([folder], index, model=embedder))
    monkeypatch.setitem(formats.SUFFIXES, ".odt", formats.TEXT)
    assert names(sync([folder], index, model=embedder).added) == ["a.odt"]


def test_an_index_shrinks_with_its_corpus(write, index, embedder):
    """It kept 16 MB for 0.4 MB of text after nine tenths of the files were removed."""
    text = "".join(f"Fact {i} stands here with word{i * 7919}. " for i in range(20))
    folder = write({f"{i}.txt": f"File {i}. {text}" for i in range(400)})
    sync([folder], index, model=embedder)

    before = (index / FILE_NAME).stat().st_size
    for i in range(40, 400):
        (folder / f"{i}.txt").unlink()
    assert len(sync([folder], index, model=embedder).removed) == 360
    assert (index / FILE_NAME).stat().st_size < 0.25 * before
    assert_whole(index)


def test_all_is_read_again_where_the_same_bytes_make_another_text(write, index, embedder):
    folder = write(FILES)
    sync([folder], index, model=embedder)
    with Store.write(index) as store:
        store.set_manifest(
            replace(store.manifest(), abilities=replace(abilities(), extraction=EXTRACTION - 1))
        )
    report = sync([folder], index, model=embedder)
    assert (len(report.updated), report.embedded) == (3, 0)
    assert len(sync([folder], index, model=embedder).unchanged) == 3


def test_an_index_of_an_earlier_version_is_made_again(write, index, embedder):
    folder = write(FILES)
    sync([folder], index, model=embedder)
    with Store.write(index) as store:
        store.db.execute(f"PRAGMA user_version = {FORMAT_VERSION - 1}")
    with pytest.raises(OldFormatError, match="make it again"):
        Retriever.open(index, model=embedder)
    said = []
    assert len(sync([folder], index, model=embedder, on_notice=said.append).added) == 3
    assert said == ["the index was made by an earlier version of cited-qa; indexing again"]
    assert_whole(index)


def test_a_file_that_became_unreadable_text_is_removed_and_said_to_be(write, index, embedder):
    folder = write(FILES)
    sync([folder], index, model=embedder)
    write({"a.txt": b"\0\1\2"})
    report = sync([folder], index, model=embedder)
    assert names(report.removed) == ["a.txt"]
    assert reasons(report) == {"a.txt": "a binary file"}
    assert "a.txt" not in sentences(index)


def test_a_corpus_may_be_one_file(write, index, embedder):
    folder = write(FILES)
    report = sync([folder / "a.txt"], index, model=embedder)
    assert report.added == (f"{folder}/a.txt",)
    assert set(sentences(index)) == {"a.txt"}


def test_paths_are_reported_as_the_corpus_was_named(write, index, embedder, monkeypatch):
    folder = write(FILES)
    monkeypatch.chdir(folder.parent)
    assert sync(["docs"], index, model=embedder).added == (
        "docs/a.txt",
        "docs/b.md",
        "docs/sub/c.txt",
    )
    report = sync(["./docs/"], index, model=embedder)
    assert report.unchanged == ("./docs/a.txt", "./docs/b.md", "./docs/sub/c.txt")
    (folder / "a.txt").unlink()
    assert sync(["docs"], index, model=embedder).removed == ("docs/a.txt",)


def test_roots_that_overlap_hold_each_document_once(write, index, embedder):
    folder = write(FILES)
    report = sync([folder / "sub", folder, folder / "a.txt"], index, model=embedder)
    assert names(report.added) == ["a.txt", "b.md", "c.txt"]
    assert_whole(index)


def test_a_root_no_longer_named_is_removed_and_a_new_one_added(write, index, embedder):
    one, two, three = (write({f"{n}.txt": f"Text {n}."}, n) for n in ("one", "two", "three"))
    sync([one, two], index, model=embedder)
    report = sync([two, three], index, model=embedder)
    assert (names(report.added), names(report.removed)) == (["three.txt"], ["one.txt"])
    assert report.removed == (f"{one}/one.txt",)
    with Store.read(index) as store:
        assert [root.named for root in store.manifest().roots] == [str(two), str(three)]


def test_equal_documents_are_two_documents(write, index, embedder):
    folder = write({"a.txt": "Same text.", "b.txt": "Same text."})
    sync([folder], index, model=embedder)
    assert sentences(index) == {"a.txt": ["Same text."], "b.txt": ["Same text."]}


def test_progress_ends_with_everything_done(write, index, embedder):
    seen = []
    sync([write(FILES)], index, model=embedder, on_progress=seen.append)
    assert seen == [SyncProgress(0, 3, 0), SyncProgress(3, 3, 5, share=1.0)]


def test_progress_is_told_within_a_long_document(write, index, embedder):
    seen = []
    long = " ".join(f"Sentence {number} is here." for number in range(4_000))
    sync(
        [write({"long.txt": long, "short.txt": "Short."})],
        index,
        model=embedder,
        on_progress=seen.append,
    )
    shares = [progress.share for progress in seen]
    assert shares == sorted(set(shares))
    assert shares[0] == 0
    assert shares[-1] == 1
    assert len([share for share in shares if 0 < share < 0.9]) >= 2


# What cannot be read


def test_a_path_that_is_missing_is_an_error_and_changes_nothing(write, index, embedder):
    folder = write(FILES)
    sync([folder], index, model=embedder)
    before = sentences(index)
    with pytest.raises(CorpusError, match="no such file or folder"):
        sync([folder, folder / "missing.txt"], index, model=embedder)
    assert sentences(index) == before


@pytest.mark.parametrize(
    ("files", "reason"),
    [
        ({}, "no files"),
        ({"a.mp4": "\0", "b.mp4": "\0", "c": "\0"}, "2 no reader for .mp4 files, 1 a binary file"),
        ({"a.txt": ""}, "1 empty"),
    ],
)
def test_a_corpus_without_a_readable_document_is_an_error(write, index, embedder, files, reason):
    with pytest.raises(CorpusError, match="no readable document") as caught:
        sync([write(files)], index, model=embedder)
    assert reason in str(caught.value)


def test_a_corpus_that_becomes_unreadable_keeps_what_was_indexed(write, index, embedder):
    folder = write(FILES)
    sync([folder], index, model=embedder)
    before = sentences(index)
    for name in FILES:
        (folder / name).unlink()
    write({"left.mp4": "\0"})
    for rebuild in (False, True):
        with pytest.raises(CorpusError, match="no readable document"):
            sync([folder], index, model=embedder, rebuild=rebuild)
        assert sentences(index) == before
    assert texts_found(index, embedder, "Who mediated the talks?")
    assert_whole(index)


@pytest.fixture
def killed(monkeypatch):
    """Has the process that reads foreign formats killed, as where memory is short, while it is
    not empty."""
    read, moments = isolation.Worker.read, []

    def interrupted(worker, loader, data, *arguments):
        if moments:
            raise UnfinishedError("its reader was ended by SIGKILL")
        return read(worker, loader, data, *arguments)

    monkeypatch.setattr(isolation.Worker, "read", interrupted)
    return moments


def test_a_file_whose_reader_was_killed_is_read_by_the_next_sync(write, index, embedder, killed):
    folder = write({"a.html": "<html><p>Norway mediated.</p></html>", **FILES})
    killed.append(True)
    report = sync([folder], index, model=embedder)
    assert reasons(report) == {
        "a.html": "its reader was ended by SIGKILL; the next sync tries again"
    }
    assert [remark.text for remark in status(index).skipped] == [
        "its reader was ended by SIGKILL; the next sync tries again"
    ]
    killed.clear()
    report = sync([folder], index, model=embedder)
    assert names(report.added) == ["a.html"]
    assert report.skipped == ()


def test_a_file_that_its_reader_is_always_killed_by_is_tried_three_times_and_again_if_asked(
    write, index, embedder, killed
):
    folder = write({"a.html": "<html><p>Norway mediated.</p></html>", **FILES})
    killed.append(True)
    for _ in range(MAX_TRIES):
        report = sync([folder], index, model=embedder)
        assert not report.was_current
    given_up = {"a.html": "its reader was ended by SIGKILL; given up after 3 tries"}
    assert reasons(report) == given_up
    killed.clear()
    report = sync([folder], index, model=embedder)
    assert report.was_current
    assert reasons(report) == given_up
    assert names(sync([folder], index, model=embedder, retry=True).added) == ["a.html"]


def test_a_file_keeps_its_sentences_while_its_reader_is_killed_by_what_it_has_become(
    write, index, embedder, killed
):
    folder = write({"a.html": "<html><p>Norway mediated.</p></html>", **FILES})
    sync([folder], index, model=embedder)
    write({"a.html": "<html><p>Sweden mediated.</p></html>"})
    killed.append(True)
    for _ in range(MAX_TRIES - 1):
        sync([folder], index, model=embedder)
        assert sentences(index)["a.html"] == ["Norway mediated."]
    with Retriever.open(index, model=embedder, reader=None) as retriever:
        assert next(h.stale for h in retriever.retrieve("Norway") if "Norway med" in h.text)
    report = sync([folder], index, model=embedder)
    assert "a.html" not in sentences(index)
    assert names(report.removed) == ["a.html"]
    write({"a.html": "<html><p>Finland mediated.</p></html>"})
    killed.clear()
    sync([folder], index, model=embedder)
    assert sentences(index)["a.html"] == ["Finland mediated."]


def test_what_the_bytes_of_a_file_make_impossible_is_not_tried_again(write, index, embedder):
    folder = write({"a.pdf": b"%PDF-1.4 nothing", **FILES})
    sync([folder], index, model=embedder)
    report = sync([folder], index, model=embedder)
    assert report.was_current
    assert reasons(report) == {"a.pdf": "a damaged PDF file"}


def test_whatever_a_loader_raises_stops_no_sync(write, index, embedder):
    """Each of these ended the sync of the whole folder with a traceback."""
    folder = write(
        {
            "a.txt": "Date: 14 ſep 2021\n\nHi you.",
            "b.jsonl": '{"\\ud800": 1, "text": "Hi you."}',
            "c.jsonl": '{"text":"Hi you.","x":' + "[" * 700 + "]" * 700 + "}",
            "d.md": '---\ntitle: "\\UFFFFFFFF"\n---\nHi you.',
            "e.md": '---\ntitle: "a\\ud800b"\n---\nHi you.',
            "f.md": "+++\ntitle = 0x" + "f" * 5_000 + "\n+++\nHi you.",
        }
    )
    report = sync([folder], index, model=embedder)
    assert len(report.added) == 6
    assert all("Hi you." in found for found in sentences(index).values())


def test_how_much_a_gitignore_keeps_out_is_counted(write, index, embedder):
    folder = write({".gitignore": "*.pdf\nbuild/\n", "a.pdf": "", "build/x.txt": "X.", **FILES})
    for _ in range(2):
        assert sync([folder], index, model=embedder).left_out == {"ignored": 2, "hidden": 1}


def test_files_that_are_no_text_are_skipped_with_the_reason(write, index, embedder):
    folder = write(
        {
            **FILES,
            "empty.txt": b"",
            "blank.txt": b" \n\n",
            "binary.txt": b"\x7fELF\0\0",
            "scan.pdf": b"%PDF-1.7",
            "program": b"\x7fELF\0\0",
            "photo.png": b"\x89PNG\r\n\x1a\n\0",
        }
    )
    report = sync([folder], index, model=embedder)
    assert len(report.added) == 3
    assert reasons(report) == {
        "empty.txt": "empty",
        "blank.txt": "empty",
        "binary.txt": "a binary file",
        "scan.pdf": "a damaged PDF file",
        "program": "a binary file",
        "photo.png": "no reader for .png files",
    }


def test_a_file_that_is_too_large_is_skipped(write, index, embedder):
    folder = write(FILES)
    (folder / "log.txt").write_bytes(b"line\n" * 2_000_001)
    assert reasons(sync([folder], index, model=embedder)) == {"log.txt": "larger than 10 MB"}


def test_a_guessed_encoding_is_noted(write, index, embedder):
    text = "Le café a fermé. L'été dernier, la Norvège a présidé les négociations. " * 20
    folder = write({"latin.txt": text.encode("cp1252"), "a.txt": "Text."})
    report = sync([folder], index, model=embedder)
    (notice,) = report.notices
    assert notice.path == f"{folder}/latin.txt"
    assert notice.text.startswith("read as ")
    assert "Le café a fermé." in sentences(index)["latin.txt"]


def test_links_in_a_circle_end(write, index, embedder):
    folder = write(FILES)
    (folder / "sub" / "up").symlink_to(folder)
    report = sync([folder], index, model=embedder)
    assert len(report.added) == 3
    assert reasons(report) == {"up": "a symbolic link"}


def test_an_unreadable_file_keeps_its_sentences_and_is_reported(open_path, unprivileged, embedder):
    folder, index = open_path / "docs", open_path / "index"
    with unprivileged():
        folder.mkdir()
        (folder / "a.txt").write_text("Norway mediated.")
        (folder / "b.txt").write_text("Sweden watched.")
        sync([folder], index, model=embedder)
        (folder / "a.txt").chmod(0)
        (folder / "b.txt").write_text("Sweden left.")
        report = sync([folder], index, model=embedder)
        assert reasons(report) == {"a.txt": "Permission denied"}
        assert report.removed == ()
        assert sentences(index) == {"a.txt": ["Norway mediated."], "b.txt": ["Sweden left."]}
        with Retriever.open(index, model=embedder) as retriever:
            stale = {hit.text: hit.stale for hit in retriever.retrieve("Norway Sweden")}
        assert stale == {"Norway mediated.": True, "Sweden left.": False}
        (folder / "a.txt").chmod(0o600)
        assert names(sync([folder], index, model=embedder).unchanged) == ["a.txt", "b.txt"]


@pytest.mark.parametrize("mode", [0o000, 0o400], ids=["not listed", "listed but not entered"])
def test_an_unreadable_folder_keeps_its_documents(open_path, unprivileged, embedder, mode):
    folder, index = open_path / "docs", open_path / "index"
    with unprivileged():
        (folder / "shut").mkdir(parents=True)
        (folder / "a.txt").write_text("Norway mediated.")
        (folder / "shut" / "b.txt").write_text("Sweden watched.")
        sync([folder], index, model=embedder)
        (folder / "shut").chmod(mode)
        report = sync([folder], index, model=embedder)
        (folder / "shut").chmod(0o700)
        assert report.removed == ()
        assert len(report.skipped) == 1
        assert set(sentences(index)) == {"a.txt", "b.txt"}


def test_a_corpus_that_is_all_unreadable_for_now_keeps_its_index(open_path, unprivileged, embedder):
    folder, index = open_path / "docs", open_path / "index"
    with unprivileged():
        folder.mkdir()
        (folder / "a.txt").write_text("Norway mediated.")
        sync([folder], index, model=embedder)
        folder.chmod(0)
        report = sync([folder], index, model=embedder)
        folder.chmod(0o700)
        assert (report.removed, report.unchanged) == ((), ())
        assert sentences(index) == {"a.txt": ["Norway mediated."]}


def test_a_folder_whose_name_is_not_utf_8_cannot_be_a_corpus(write, index, embedder):
    folder = write(FILES)
    odd = os.fsdecode(os.path.join(os.fsencode(folder.parent), b"caf\xe9"))
    os.mkdir(odd)
    Path(odd, "x.txt").write_text("Text.")
    with pytest.raises(CorpusError, match="its name is not UTF-8"):
        sync([folder, odd], index, model=embedder)
    assert not index.exists()


def test_a_file_that_goes_between_listing_and_reading_is_reported(write, index, embedder):
    folder = write(FILES)

    def delete(progress):
        (folder / "a.txt").unlink(missing_ok=True)

    report = sync([folder], index, model=embedder, on_progress=delete)
    assert names(report.added) == ["b.md", "c.txt"]
    assert reasons(report) == {"a.txt": "gone while it was being read"}
    assert set(sentences(index)) == {"b.md", "c.txt"}


def test_an_indexed_file_that_goes_while_its_edit_is_taken_in_is_removed(write, index, embedder):
    folder = write(FILES)
    sync([folder], index, model=embedder)
    write({"a.txt": "Edited."})
    report = sync(
        [folder],
        index,
        model=embedder,
        on_progress=lambda progress: (folder / "a.txt").unlink(missing_ok=True),
    )
    assert names(report.removed) == ["a.txt"]
    assert set(sentences(index)) == {"b.md", "c.txt"}


def test_a_file_that_changes_between_listing_and_reading_is_indexed_as_it_was_read(
    write, index, embedder
):
    folder = write(FILES)
    sync(
        [folder],
        index,
        model=embedder,
        on_progress=lambda progress: write({"a.txt": "Changed meanwhile."}),
    )
    assert sentences(index)["a.txt"] == ["Changed meanwhile."]
    assert len(sync([folder], index, model=embedder).unchanged) == 3


# Other corpora, other models


def test_the_index_of_another_corpus_is_refused_and_left_alone(write, index, embedder):
    folder, other = write(FILES), write({"x.txt": "Text."}, "other")
    sync([folder], index, model=embedder)
    before = sentences(index)
    for rebuild in (False, True):
        with pytest.raises(StoreError, match=r"is of .*docs.*, not of .*other"):
            sync([other], index, model=embedder, rebuild=rebuild)
        assert sentences(index) == before


def test_another_model_is_refused_and_the_way_to_rebuild_is_named(
    write, index, embedder, other_embedder
):
    folder = write(FILES, "my docs")
    sync([folder], index, model=embedder)
    write({"d.txt": "More."}, "my docs")
    with pytest.raises(ModelError, match="built with model 'bag-of-words'") as caught:
        sync([folder], index, model=other_embedder)
    assert caught.value.remedy == Remedy(
        Action.REBUILD, index=str(index), corpus=(str(folder),), model="bag-of-words"
    )
    assert other_embedder.embedded == []


def test_another_model_is_refused_even_where_nothing_is_new(write, index, embedder, other_embedder):
    folder = write(FILES)
    sync([folder], index, model=embedder)
    with pytest.raises(ModelError):
        sync([folder], index, model=other_embedder)


def test_a_rebuild_changes_the_model(write, index, embedder, other_embedder):
    folder = write(FILES)
    sync([folder], index, model=embedder)
    report = sync([folder], index, model=other_embedder, rebuild=True)
    assert (len(report.added), report.embedded) == (3, 5)
    assert texts_found(index, other_embedder, "Who mediated the talks?", k=1) == [
        "Norway mediated the talks."
    ]
    with pytest.raises(ModelError):
        Retriever.open(index, model=embedder)
    assert_whole(index)


def test_a_rebuild_where_there_is_no_index_makes_one(write, index, embedder):
    assert len(sync([write(FILES)], index, model=embedder, rebuild=True).added) == 3


def test_a_name_that_is_no_model_makes_no_index(write, index):
    with pytest.raises(ModelError):
        sync([write(FILES)], index, model="no-such-model")
    assert not index.exists()


def test_a_model_is_remembered_by_its_name(write, index, tiny_model):
    folder = write(FILES)
    sync([folder], index, model=str(tiny_model))
    write({"d.txt": "More."})
    assert names(sync([folder], index).added) == ["d.txt"]
    with Retriever.open(index) as retriever:
        assert retriever.retrieve("Who mediated the talks?")
    assert_whole(index)


# Interrupted


class Interrupted:
    """An embedder that raises where it is to embed a text."""

    def __init__(self, embedder, text, error):
        self.name, self.fingerprint = embedder.name, embedder.fingerprint
        self.dimension = embedder.dimension
        self.embedder, self.text, self.error = embedder, text, error

    def embed(self, texts):
        if self.text in texts:
            raise self.error
        return self.embedder.embed(texts)

    def embed_question(self, question):
        return self.embedder.embed_question(question)


@pytest.fixture
def long_folder(write):
    return write({f"{tree}.txt": f"The {tree} is first. {LONG}" for tree in TREES})


def test_an_interrupt_keeps_what_is_finished_and_the_next_sync_carries_on(
    long_folder, index, embedder
):
    with pytest.raises(KeyboardInterrupt):
        sync([long_folder], index, model=Interrupted(embedder, CEDAR, KeyboardInterrupt()))
    assert names(sentences(index)) == ["ash.txt", "birch.txt"]
    assert_whole(index)
    assert texts_found(index, embedder, "birch", k=1) == ["The birch is first."]
    said = []
    Retriever.open(index, model=embedder, on_notice=said.append).close()
    assert said == ["the index does not hold all of its corpus yet; the next sync adds the rest"]
    embedder.embedded.clear()
    report = sync([long_folder], index, model=embedder)
    assert (names(report.added), names(report.unchanged)) == (
        ["cedar.txt", "elm.txt"],
        ["ash.txt", "birch.txt"],
    )
    assert "The ash is first." not in embedder.embedded
    assert names(sentences(index)) == [f"{tree}.txt" for tree in TREES]
    assert_whole(index)


def test_an_interrupt_before_the_first_document_leaves_an_index_to_be_carried_on(
    write, index, embedder
):
    folder = write(FILES)
    with pytest.raises(KeyboardInterrupt):
        sync([folder], index, model=Interrupted(embedder, EGGS, KeyboardInterrupt()))
    with Retriever.open(index, model=embedder) as retriever:
        assert retriever.retrieve("Who mediated the talks?") == []
        assert len(sync([folder], index, model=embedder).added) == 3
        assert retriever.retrieve("Who mediated the talks?")


def test_a_failed_edit_leaves_the_document_as_it_was(write, index, embedder):
    folder = write(FILES)
    sync([folder], index, model=embedder)
    write({"a.txt": "Edited."})
    with pytest.raises(MemoryError):
        sync([folder], index, model=Interrupted(embedder, "Edited.", MemoryError()))
    assert sentences(index)["a.txt"] == ["Norway mediated the talks.", "They began in Mexico."]
    assert_whole(index)


@pytest.mark.parametrize("error", [KeyboardInterrupt(), MemoryError(), OSError("no device")])
def test_a_rebuild_that_fails_leaves_the_old_index(
    long_folder, index, embedder, other_embedder, error
):
    sync([long_folder], index, model=embedder)
    before = sentences(index)
    with pytest.raises(type(error)):
        sync([long_folder], index, model=Interrupted(other_embedder, CEDAR, error), rebuild=True)
    assert sentences(index) == before
    assert texts_found(index, embedder, "birch", k=1) == ["The birch is first."]
    assert_whole(index)


def test_a_process_that_is_killed_keeps_what_is_finished(long_folder, index, embedder):
    code = f"""
import os, runpy, signal, sys
from index import sync
embedder = runpy.run_path({str(CONFTEST)!r})["BagOfWords"]()
def kill(progress):
    if progress.documents == 2:
        os.kill(os.getpid(), signal.SIGKILL)
sync([{str(long_folder)!r}], {str(index)!r}, model=embedder, on_progress=kill)
"""
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, check=False)
    assert done.returncode == -9
    assert names(sentences(index)) == ["ash.txt", "birch.txt"]
    report = sync([long_folder], index, model=embedder)
    assert (names(report.added), len(report.unchanged)) == (["cedar.txt", "elm.txt"], 2)
    assert_whole(index)


# Several at once


def test_syncs_in_several_threads_make_one_index(write, index, embedder):
    folder = write({f"{i}.txt": f"Document {i}. More of {i}." for i in range(40)})
    with ThreadPoolExecutor(4) as pool:
        runs = [pool.submit(sync, [folder], index, model=embedder) for _ in range(4)]
        reports = [run.result() for run in runs]
    assert sorted(len(report.added) for report in reports) == [0, 0, 0, 40]
    assert sorted(len(report.unchanged) for report in reports) == [0, 40, 40, 40]
    assert len(sentences(index)) == 40
    assert_whole(index)


def test_syncs_in_several_processes_make_one_index(write, index, embedder):
    folder = write({f"{i}.txt": f"Document {i}. More of {i}." for i in range(40)})
    code = f"""
import runpy
from index import sync
embedder = runpy.run_path({str(CONFTEST)!r})["BagOfWords"]()
report = sync([{str(folder)!r}], {str(index)!r}, model=embedder)
print(len(report.added), len(report.unchanged))
"""
    command = [sys.executable, "-c", code]
    running = [
        subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) for _ in range(3)
    ]
    printed = [process.communicate()[0].strip() for process in running]
    assert [process.returncode for process in running] == [0, 0, 0]
    assert sorted(printed) == ["0 40", "0 40", "40 0"]
    assert len(sentences(index)) == 40
    assert_whole(index)


class Held:
    """An embedder that waits in its first call until it is let go."""

    def __init__(self, embedder):
        self.name, self.fingerprint = embedder.name, embedder.fingerprint
        self.dimension, self.embed_question = embedder.dimension, embedder.embed_question
        self.embedder, self.is_reached, self.is_free = embedder, Event(), Event()

    def embed(self, texts):
        self.is_reached.set()
        assert self.is_free.wait(60)
        return self.embedder.embed(texts)


@pytest.fixture
def held(write, index, embedder):
    """A sync at work in another thread, holding the index of `docs`."""
    held = Held(embedder)
    folder = write(FILES)
    held.thread = Thread(target=sync, args=([folder], index), kwargs={"model": held})
    held.thread.start()
    assert held.is_reached.wait(60)
    yield held
    held.is_free.set()
    held.thread.join()


def test_a_sync_that_must_wait_says_so_and_then_finds_everything_done(write, index, embedder, held):
    seen = []

    def see(progress):
        seen.append(progress)
        held.is_free.set()

    report = sync([write({})], index, model=embedder, on_progress=see)
    assert seen[0].is_waiting
    assert (len(report.added), len(report.unchanged)) == (0, 3)


def test_a_file_that_appears_while_a_sync_waits_is_not_removed_by_it(write, index, embedder, held):
    """Another sync has taken it in meanwhile; the one that waited looked too early."""

    def add_another(progress):
        if progress.is_waiting:
            held.is_free.set()
            held.thread.join()
            sync([write({"new.txt": "A new one."})], index, model=embedder)

    sync([write({})], index, model=embedder, on_progress=add_another)
    assert sentences(index)["new.txt"] == ["A new one."]


def test_questions_are_answered_from_the_old_index_while_a_sync_is_at_work(
    write, tmp_path, embedder
):
    folder, index = write({"a.txt": "Norway mediated."}), tmp_path / "other-index"
    sync([folder], index, model=embedder)
    write({"a.txt": "Sweden mediated."})
    held = Held(embedder)
    thread = Thread(target=sync, args=([folder], index), kwargs={"model": held})
    with Retriever.open(index, model=embedder) as retriever:
        thread.start()
        assert held.is_reached.wait(60)
        assert [hit.text for hit in retriever.retrieve("who mediated")] == ["Norway mediated."]
        held.is_free.set()
        thread.join()
        assert [hit.text for hit in retriever.retrieve("who mediated")] == ["Sweden mediated."]


# Where the index is


def test_an_index_directory_is_made_with_its_parents(write, tmp_path, embedder):
    sync([write(FILES)], tmp_path / "deep" / "down" / "index", model=embedder)
    assert len(sentences(tmp_path / "deep" / "down" / "index")) == 3


def test_an_index_may_lie_in_its_own_corpus(write, embedder):
    folder = write(FILES)
    sync([folder], folder / "index", model=embedder)
    report = sync([folder], folder / "index", model=embedder)
    assert len(report.unchanged) == 3


def test_a_directory_with_other_things_in_it_is_not_written_to(write, embedder):
    folder, other = write(FILES), write({"thesis.txt": "Years of work."}, "other")
    with pytest.raises(StoreError, match="is not an index"):
        sync([folder], other, model=embedder)
    assert [path.name for path in other.iterdir()] == ["thesis.txt"]


def test_an_index_that_cannot_be_written_still_answers_while_nothing_has_changed(
    open_path, unprivileged, embedder
):
    folder, index = open_path / "docs", open_path / "index"
    with unprivileged():
        folder.mkdir()
        (folder / "a.txt").write_text("Norway mediated.")
        sync([folder], index, model=embedder)
        index.chmod(0o500)
        assert len(sync([folder], index, model=embedder).unchanged) == 1
        assert texts_found(index, embedder, "who mediated") == ["Norway mediated."]
        (folder / "b.txt").write_text("More.")
        with pytest.raises(StoreError, match="cannot be written"):
            sync([folder], index, model=embedder)
        assert texts_found(index, embedder, "who mediated") == ["Norway mediated."]
        index.chmod(0o700)


# What is selected


def test_files_no_longer_selected_leave_the_index_and_come_back(write, tmp_path, embedder):
    folder = write({"a.txt": "First.", "b.md": "Second."})
    index = tmp_path / "index"
    assert len(sync([folder], index, model=embedder).added) == 2
    only = Selection(include=("*.md",))
    assert sync([folder], index, model=embedder, selection=only).removed == (f"{folder}/a.txt",)
    with Retriever.open(index, model=embedder) as retriever:
        assert retriever.selection == only
    report = sync([folder], index, model=embedder)
    assert (report.added, report.unchanged) == ((f"{folder}/a.txt",), (f"{folder}/b.md",))


def test_a_selection_that_changes_no_file_is_kept_all_the_same(write, tmp_path, embedder):
    folder, index = write({"a.txt": "First."}), tmp_path / "index"
    for selection in (Selection(), Selection(hidden=True), Selection()):
        sync([folder], index, model=embedder, selection=selection)
        with Retriever.open(index, model=embedder) as retriever:
            assert retriever.selection == selection


def test_a_selection_outlives_a_rebuild(write, tmp_path, embedder):
    folder, index = write({"a.txt": "First."}), tmp_path / "index"
    only = Selection(exclude=("*.md",))
    sync([folder], index, model=embedder, selection=only, rebuild=True)
    with Retriever.open(index, model=embedder) as retriever:
        assert retriever.selection == only


def test_where_everything_is_ignored_the_error_says_so(write, tmp_path, embedder):
    folder = write({"a.txt": "First.", "b.txt": "Second.", ".gitignore": "*.txt\n"})
    with pytest.raises(CorpusError, match=r"2 ignored by \.gitignore"):
        sync([folder], tmp_path / "index", model=embedder)
    assert not (tmp_path / "index").exists()
