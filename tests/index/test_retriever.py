import gc
import math
import os
import sqlite3
import subprocess
import sys
import tempfile
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from dataclasses import replace
from datetime import date
from pathlib import Path
from threading import Barrier, Event

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from index import Filter, Reading, Retriever, Timing, sync
from index.errors import CorpusError, ModelError, QuestionError, StoreError
from index.files import CorpusFiles
from index.readers.extractive import ExtractiveReader
from index.store import checksums
from index.store.database import discard
from index.store.pool import MAX_IDLE, Pool
from index.store.store import Store

ROOT = Path(__file__).parents[2]
CONFTEST = Path(__file__).parents[1] / "conftest.py"

FILES = {
    "talks.txt": "Talks in Mexico\n\nAugust 14, 2021\n\n"
    "Norway mediated the talks.\nThey began in Mexico. Nobody left early.\n",
    "bridge.md": "---\ntitle: Bridges\ndate: 2020-05\n---\n\nThe old bridge spans the river.\n",
    "cake.txt": "Cakes need three eggs. Bake them for an hour.",
    "year.txt": "Date: 2019\n\nIt rained all year on the river.",
}
QUESTION = "Who mediated the talks?"


@pytest.fixture
def folder(write):
    return write(FILES)


@pytest.fixture
def index(folder, embedder, tmp_path):
    """The directory of an index of FILES."""
    sync([folder], tmp_path / "index", model=embedder)
    return tmp_path / "index"


@pytest.fixture
def retriever(index, embedder):
    with Retriever.open(index, model=embedder, reader=None) as retriever:
        yield retriever


def texts(hits):
    return [hit.text for hit in hits]


def names(hits):
    return {os.path.basename(hit.document.path) for hit in hits}


# Hits


def test_the_sentence_with_the_answer_comes_first(retriever, folder):
    hit = retriever.retrieve(QUESTION)[0]
    assert hit.text == "Norway mediated the talks."
    assert hit.line == 5
    assert hit.before == "August 14, 2021"
    assert hit.after == "They began in Mexico."
    assert hit.document.path == f"{folder}/talks.txt"
    assert (hit.document.title, hit.document.date) == ("Talks in Mexico", "2021-08-14")
    assert not hit.stale


def test_offsets_cut_every_hit_out_of_its_file(retriever):
    hits = retriever.retrieve("the river, the talks, Mexico, cakes, eggs, bridges", k=50)
    assert len(hits) > 8
    for hit in hits:
        text = Path(hit.document.path).read_text()
        assert text[hit.start : hit.end] == hit.text
        assert text[: hit.start].count("\n") + 1 == hit.line


def test_hits_are_ranked_from_1_by_falling_score(retriever):
    hits = retriever.retrieve("river talks", k=50)
    assert [hit.rank for hit in hits] == list(range(1, len(hits) + 1))
    scores = [hit.score for hit in hits]
    assert scores == sorted(scores, reverse=True)
    assert len({(hit.document.path, hit.start) for hit in hits}) == len(hits)


def test_a_document_that_states_its_date_says_the_year_in_every_sentence(retriever):
    hits = retriever.retrieve("Who mediated the 2021 talks?", k=50)
    (headline,) = [hit for hit in hits if hit.text == "August 14, 2021"]
    (right,) = [hit for hit in hits if hit.text == "Norway mediated the talks."]
    assert right.signals.coverage == pytest.approx(1)
    for hit in hits:
        is_of_2021 = hit.document.date == "2021-08-14"
        assert (hit.signals.coverage >= headline.signals.coverage > 0) == is_of_2021


def test_a_document_that_states_no_date_says_only_the_years_it_names(write, embedder, tmp_path):
    sync([write({"a.txt": "In 2021 Norway spoke. Norway left."})], tmp_path / "i", model=embedder)
    with Retriever.open(tmp_path / "i", model=embedder, reader=None) as retriever:
        hits = retriever.retrieve("Norway 2021", k=2)
    coverage = {hit.text: hit.signals.coverage for hit in hits}
    assert coverage["In 2021 Norway spoke."] == pytest.approx(1)
    assert 0 < coverage["Norway left."] < 0.6


def test_neighbours_are_those_in_the_same_document(retriever):
    for hit in retriever.retrieve("river talks eggs bridge", k=50):
        lines = Path(hit.document.path).read_text()
        assert hit.before in lines[: hit.start]
        assert hit.after in lines[hit.end :]
        above = lines[: hit.start].removeprefix("---\ntitle: Bridges\ndate: 2020-05\n---")
        assert bool(hit.before) == bool(above.strip())
        assert bool(hit.after) == bool(lines[hit.end :].strip())


def test_there_are_k_hits_or_as_many_as_there_are(retriever):
    headings = 1  # "Talks in Mexico", which is counted with the sentences and never cited
    everything = sum(count for _, count in retriever.documents()) - headings
    assert len(retriever.retrieve(QUESTION, k=1)) == 1
    assert len(retriever.retrieve(QUESTION)) == 5
    assert len(retriever.retrieve(QUESTION, k=1_000)) == everything


def test_fewer_hits_are_the_first_of_more(retriever):
    assert retriever.retrieve(QUESTION, k=3) == retriever.retrieve(QUESTION, k=8)[:3]


def test_the_same_question_has_the_same_hits(retriever, index, embedder):
    hits = retriever.retrieve(QUESTION, k=50)
    assert retriever.retrieve(QUESTION, k=50) == hits
    with Retriever.open(index, model=embedder, reader=None) as another:
        assert another.retrieve(QUESTION, k=50) == hits


def test_the_order_of_indexing_does_not_matter(folder, retriever, embedder, tmp_path):
    other = tmp_path / "other"
    sync([folder / "year.txt"], other, model=embedder)
    sync([folder / "year.txt", folder], other, model=embedder)
    with Retriever.open(other, model=embedder, reader=None) as another:
        hits = another.retrieve(QUESTION, k=3)
    assert texts(hits) == texts(retriever.retrieve(QUESTION, k=3))
    assert [h.score for h in hits] == [h.score for h in retriever.retrieve(QUESTION, k=3)]


def test_in_many_documents_the_right_one_is_found(write, embedder, tmp_path):
    files = {f"{i}.txt": f"Room {i} is on floor {i // 10}. It was painted." for i in range(300)}
    sync([write(files, "many")], tmp_path / "many-index", model=embedder)
    with Retriever.open(tmp_path / "many-index", model=embedder, reader=None) as retriever:
        for i in (0, 123, 299):
            hit = retriever.retrieve(f"On which floor is room {i}?")[0]
            assert hit.text == f"Room {i} is on floor {i // 10}."


# Questions


@pytest.mark.parametrize("question", ["", "  \n", "?!", "\U0001f600", "why " * 3_000])
def test_a_question_that_cannot_be_asked_is_refused(retriever, question):
    with pytest.raises(QuestionError):
        retriever.retrieve(question)


@pytest.mark.parametrize(
    "question",
    [
        'mediated "the talks',
        "mediated OR talks AND (",
        "mediated*",
        "^mediated -talks +talks",
        "text:mediated NEAR(talks)",
        "NOT mediated",
        "mediated \0 talks",
        "mediated ² talks",
        "MEDIATED TALKS",
        "mediated " * 1_000,
        "caf\udce9 mediated talks",
    ],
)
def test_any_characters_are_a_question_as_long_as_there_is_a_word(retriever, question):
    assert retriever.retrieve(question)[0].text == "Norway mediated the talks."


def test_a_question_whose_words_stand_nowhere_still_has_the_nearest(retriever):
    assert len(retriever.retrieve("zyzzyva quagga", k=3)) == 3


def test_k_must_be_1_or_more(retriever):
    for k in (0, -1):
        with pytest.raises(ValueError, match=f"k must be 1 or more, not {k}"):
            retriever.retrieve(QUESTION, k=k)


# Dates


@pytest.mark.parametrize(
    ("since", "until", "found"),
    [
        ("2021", None, {"talks.txt"}),
        ("2021-08-14", "2021-08-14", {"talks.txt"}),
        ("2021-08-15", None, set()),
        ("2020", None, {"talks.txt", "bridge.md"}),
        ("2020-05-31", "2020", {"bridge.md"}),
        (None, "2020-05-01", {"bridge.md", "year.txt"}),
        ("2019-12", "2020-04", {"year.txt"}),
        ("2019", "2021", {"talks.txt", "bridge.md", "year.txt"}),
        ("2022", "2021", set()),
    ],
)
def test_only_documents_that_state_a_date_in_the_period_are_asked(retriever, since, until, found):
    hits = retriever.retrieve("river talks eggs", k=50, since=since, until=until)
    whole = retriever.retrieve("river talks eggs", k=50, filter=Filter(since, until))
    assert whole == hits
    assert names(hits) == found


def test_only_a_file_or_folder_is_asked_however_it_is_named(write, embedder, tmp_path, monkeypatch):
    folder = write(
        {"a/x.txt": "Ann baked the cake.", "a/y.txt": "Bob ate it.", "ab.txt": "A cake."}
    )
    sync([folder], tmp_path / "index", model=embedder)
    monkeypatch.chdir(tmp_path)
    with Retriever.open(tmp_path / "index", model=embedder, reader=None) as retriever:
        for within in ("a", "a/", f"{folder.name}/a", f"{folder}/a", "./a/../a"):
            assert names(retriever.retrieve("cake", within=within)) == {"x.txt", "y.txt"}
            assert retriever.count(within) == 2
        assert names(retriever.retrieve("cake", within="ab.txt")) == {"ab.txt"}
        assert retriever.count() == 3
        for within in ("b", "a/x", "\0", "\udcff"):
            with pytest.raises(CorpusError, match="no document of"):
                retriever.retrieve("cake", within=within)


def test_the_best_of_a_period_are_found_however_many_better_there_are(write, embedder, tmp_path):
    files = {f"{i}.txt": f"Date: 2020\n\nNorway mediated talks {i}." for i in range(300)}
    files["new.txt"] = "Date: 2021\n\nSomething happened in Norway."
    sync([write(files, "many")], tmp_path / "many-index", model=embedder)
    with Retriever.open(tmp_path / "many-index", model=embedder, reader=None) as retriever:
        hits = retriever.retrieve("Norway mediated talks", since="2021")
    assert hits[0].text == "Something happened in Norway."
    assert names(hits) == {"new.txt"}


@pytest.mark.parametrize("day", ["yesterday", "2021-13", "14.08.2021", "2021-02-30", "21"])
def test_a_malformed_date_is_refused_and_shown(retriever, day):
    for period in ({"since": day}, {"until": day}):
        with pytest.raises(ValueError, match="not a date") as caught:
            retriever.retrieve(QUESTION, **period)
        assert repr(day) in str(caught.value)


# Reading


class Marker:
    """A Reader that likes a word, and marks it where it stands."""

    name = "marker"

    def __init__(self, word):
        self.word = word
        self.excerpts = []

    def read(self, question, excerpts):
        self.excerpts += excerpts
        return [[self._reading(text) for text in excerpt.sentences] for excerpt in excerpts]

    def _reading(self, text):
        at = text.find(self.word)
        return Reading(0.0, None) if at < 0 else Reading(20.0, (at, at + len(self.word)))


class Numberless:
    """A Reader whose weights went wrong."""

    name = "numberless"

    def read(self, question, excerpts):
        return [[Reading(math.nan, None) for _ in excerpt.sentences] for excerpt in excerpts]


class Talkative:
    """A Reader that cannot read, and says so at length."""

    name = "talkative"

    def read(self, question, excerpts):
        raise ModelError("no:\n\tthis\n\tand that")


@pytest.fixture
def read(index, embedder):
    """Hits for a question, and what was said, as a reader orders them."""

    def read(reader, question=QUESTION, **options):
        said = []
        with Retriever.open(
            index, model=embedder, reader=reader, on_notice=said.append
        ) as retriever:
            return retriever.retrieve(question, **options), said

    return read


def test_the_sentence_that_the_reader_likes_comes_first_with_its_words(read):
    hits, said = read(Marker("Mexico."), k=50)
    assert hits[0].text == "They began in Mexico."
    assert (hits[0].rank, hits[0].signals.reading) == (1, 20.0)
    assert hits[0].before == "Norway mediated the talks."
    assert said == []


def test_the_words_that_answer_are_cut_out_of_the_file_by_their_offsets(read):
    hits, _ = read(Marker("river"), k=50)
    marked = [hit for hit in hits if hit.answer is not None]
    assert names(marked) == {"bridge.md", "year.txt"}
    for hit in marked:
        text = Path(hit.document.path).read_text()
        assert text[hit.answer.start : hit.answer.end] == hit.answer.text == "river"
        assert hit.start <= hit.answer.start < hit.answer.end <= hit.end
    assert all("river" not in hit.text for hit in hits if hit.answer is None)


def test_without_a_reader_nothing_is_read_and_no_words_are_marked(read):
    hits, said = read(None, k=50)
    assert {hit.answer for hit in hits} == {None}
    assert {hit.signals.reading for hit in hits} == {None}
    assert said == []


def test_a_reader_changes_the_order_and_nothing_else(read):
    def place(hit):
        return hit.document.path, hit.start

    plain, _ = read(None, k=50)
    changed, _ = read(Marker("Bake"), k=50)
    assert changed[0].text == "Bake them for an hour."
    assert [hit.rank for hit in changed] == list(range(1, len(plain) + 1))
    scores = [hit.score for hit in changed]
    assert scores == sorted(scores, reverse=True)
    for was, found in zip(sorted(plain, key=place), sorted(changed, key=place), strict=True):
        signals = replace(found.signals, reading=None)
        assert replace(found, rank=was.rank, score=was.score, signals=signals, answer=None) == was


def test_fewer_hits_are_the_first_of_more_when_read(read):
    hits, _ = read(Marker("river"), k=8)
    assert read(Marker("river"), k=3)[0] == hits[:3]


def test_the_reader_sees_titles_dates_and_passages_of_the_period_alone(read):
    reader = Marker("river")
    read(reader, since="2021")
    (excerpt,) = reader.excerpts
    assert (excerpt.title, excerpt.date) == ("Talks in Mexico", "2021-08-14")
    assert "Norway mediated the talks." in excerpt.sentences


def test_a_reader_is_named_by_its_directory(read, tiny_cross_encoder):
    hits, said = read(str(tiny_cross_encoder))
    assert None not in {hit.signals.reading for hit in hits}
    assert said == []


def test_a_reader_that_is_not_there_is_an_error_before_any_question(index, embedder):
    with pytest.raises(ModelError, match="no-such-reader"):
        Retriever.open(index, model=embedder, reader="./no-such-reader")


# A reader that cannot read


@pytest.fixture(params=["missing", "spoilt", "numberless", "talkative"])
def unable(request, tiny_reader_directory, tmp_path):
    """A reader that cannot read, for one reason or another."""
    return {
        "missing": lambda: ExtractiveReader(tmp_path / "nowhere"),
        "spoilt": lambda: ExtractiveReader(tiny_reader_directory, sha256="0" * 64),
        "numberless": Numberless,
        "talkative": Talkative,
    }[request.param]()


def test_a_reader_that_cannot_read_costs_no_hit_and_is_said_once_a_question(
    index, embedder, unable, read
):
    plain, _ = read(None, k=50)
    said = []
    with Retriever.open(index, model=embedder, reader=unable, on_notice=said.append) as retriever:
        assert retriever.retrieve(QUESTION, k=50) == plain
        assert len(said) == 1
        assert retriever.retrieve(QUESTION, k=50) == plain
    assert len(said) == 2
    assert said[0] == said[1]
    assert said[0].startswith("ordered by words and vectors alone: ")
    assert len(said[0].splitlines()) == 1


def test_a_question_too_long_for_the_reader_is_answered_without_it(read, tiny_reader_directory):
    reader = ExtractiveReader(tiny_reader_directory, sha256=None)
    long = f"{QUESTION} {'talks ' * 200}"
    hits, said = read(reader, long, k=50)
    assert hits == read(None, long, k=50)[0]
    (line,) = said
    assert "the question is too long for the reader" in line
    assert read(reader)[1] == []


def test_unless_someone_listens_a_reader_that_cannot_read_is_logged(index, embedder, caplog):
    with Retriever.open(index, model=embedder, reader=Numberless()) as retriever:
        retriever.retrieve(QUESTION)
    (record,) = caplog.records
    assert record.levelname == "WARNING"
    assert "'numberless'" in record.getMessage()


def test_loading_says_nothing_of_a_reader_that_cannot_read(index, embedder, unable):
    said = []
    with Retriever.open(index, model=embedder, reader=unable, on_notice=said.append) as retriever:
        retriever.load()
    assert said == []


def test_a_reader_is_not_asked_where_nothing_is_found(read):
    reader = Marker("river")
    assert read(reader, since="2022", until="2021") == ([], [])
    assert reader.excerpts == []


def test_questions_from_several_threads_are_each_read_by_themselves(
    index, embedder, tiny_reader_directory
):
    reader = ExtractiveReader(tiny_reader_directory, sha256=None)
    questions = [QUESTION, "three eggs", "old bridge"] * 4
    with Retriever.open(index, model=embedder, reader=reader) as retriever:
        alone = [retriever.retrieve(question) for question in questions]
        with ThreadPoolExecutor(4) as pool:
            assert list(pool.map(retriever.retrieve, questions)) == alone


# Following the index and the files


def test_what_another_thread_syncs_is_in_the_next_answer(retriever, index, folder, write, embedder):
    assert retriever.retrieve("zebra", k=1)[0].text != "A zebra came."
    write({"zebra.txt": "A zebra came."})
    with ThreadPoolExecutor(1) as pool:
        pool.submit(sync, [folder], index, model=embedder).result()
    assert retriever.retrieve("zebra", k=1)[0].text == "A zebra came."
    (folder / "zebra.txt").unlink()
    sync([folder], index, model=embedder)
    assert "A zebra came." not in texts(retriever.retrieve("zebra", k=50))


def test_what_another_process_syncs_is_in_the_next_answer(retriever, index, folder, write):
    retriever.retrieve(QUESTION)
    write({"talks.txt": "Sweden mediated the talks."})
    code = f"""
import runpy
from index import sync
embedder = runpy.run_path({str(CONFTEST)!r})["BagOfWords"]()
sync([{str(folder)!r}], {str(index)!r}, model=embedder)
"""
    subprocess.run([sys.executable, "-c", code], cwd=ROOT, check=True)
    hits = retriever.retrieve(QUESTION, k=50)
    assert hits[0].text == "Sweden mediated the talks."
    assert not any(hit.stale for hit in hits)
    assert "Norway mediated the talks." not in texts(hits)


def test_a_rebuild_with_another_model_is_an_error_in_the_next_answer(
    retriever, index, folder, other_embedder
):
    retriever.retrieve(QUESTION)
    sync([folder], index, model=other_embedder, rebuild=True)
    with pytest.raises(ModelError, match="bag-of-words"):
        retriever.retrieve(QUESTION)


def test_a_hit_is_stale_where_its_file_changed_or_went(retriever, folder):
    assert not any(hit.stale for hit in retriever.retrieve("talks eggs river", k=50))
    (folder / "talks.txt").write_text("Something else.")
    (folder / "cake.txt").unlink()
    hits = retriever.retrieve("talks eggs river", k=50)
    assert {hit.stale for hit in hits if names([hit]) <= {"talks.txt", "cake.txt"}} == {True}
    assert {hit.stale for hit in hits if names([hit]) <= {"bridge.md", "year.txt"}} == {False}


def test_a_path_that_leads_out_of_the_corpus_is_never_looked_at(
    write, embedder, tmp_path, monkeypatch
):
    """An index made by somebody else may name any file; with its own digest it looked current."""
    folder, index = write({"a.txt": "Norway mediated."}), tmp_path / "index"
    secret = write({"a.txt": "Norway mediated."}, "secret") / "a.txt"
    (folder / "link").symlink_to(secret.parent)
    sync([folder], index, model=embedder)
    looked_at = []
    monkeypatch.setattr(
        "index.sources.freshness.is_stale", lambda path, *known: looked_at.append(path)
    )
    for path in (secret, f"{folder}/../secret/a.txt", folder / "link" / "a.txt"):
        with closing(sqlite3.connect(index / "cited-qa.sqlite")) as db, db:
            db.create_function("document_sum", 9, checksums.of_document)
            db.execute("UPDATE file SET path = ?", (str(path),))
            ends = "first_sentence, last_sentence, first_passage, last_passage"
            told = f"(SELECT sha256 FROM file), record, title, date, {ends}"
            db.execute(f"UPDATE document SET checksum = document_sum(?, {told})", (str(path),))
        with Retriever.open(index, model=embedder, reader=None, corpus=[folder]) as retriever:
            (hit,) = retriever.retrieve("who mediated?")
        assert hit.stale
    assert looked_at == []


def test_a_file_that_only_moved_in_time_is_not_stale(retriever, folder):
    os.utime(folder / "talks.txt", (1, 1))
    assert not retriever.retrieve(QUESTION)[0].stale


def test_questions_from_several_threads_each_get_their_own_answer(retriever):
    questions = [QUESTION, "three eggs", "old bridge", "rained all year"] * 20
    alone = [retriever.retrieve(question) for question in questions]
    with ThreadPoolExecutor(8) as pool:
        assert list(pool.map(retriever.retrieve, questions)) == alone


@pytest.mark.parametrize("asking", [1, 4])
@pytest.mark.parametrize("crossover", [0, 30_000])
def test_questions_while_the_index_changes_are_answered_from_one_moment(
    index, folder, write, embedder, asking, crossover
):
    """Each version of the two files says the same number; no answer mixes two."""
    retriever = Retriever(
        Pool(Store.read(index), crossover), embedder, None, CorpusFiles((), ()), pytest.fail
    )

    def versions(_=None):
        hits = retriever.retrieve("version number", k=50)
        return {hit.text.rsplit(" ", 1)[1] for hit in hits if "version number" in hit.text}

    def edit():
        for i in range(15):
            write(
                {
                    name: f"The version number of {name[:3]} is {i}."
                    for name in ("one.txt", "two.txt")
                }
            )
            sync([folder], index, model=embedder)

    with retriever, ThreadPoolExecutor(1 + asking) as pool:
        editing = pool.submit(edit)
        seen = []
        while not editing.done():
            seen += pool.map(versions, range(asking))
        editing.result()
        assert versions() == {"14."}
    assert all(len(found) <= 1 for found in seen)


def test_an_index_made_anew_in_its_place_is_in_the_next_answer(
    retriever, index, folder, write, embedder
):
    retriever.retrieve(QUESTION)
    discard(str(index))
    with pytest.raises(StoreError, match="no index at"):
        retriever.retrieve(QUESTION)
    write({"talks.txt": "Sweden mediated the talks."})
    sync([folder], index, model=embedder)
    assert retriever.retrieve(QUESTION, k=1)[0].text == "Sweden mediated the talks."


# Several threads


class Together:
    """A Reader that reads nothing before several questions are read at the same time."""

    name = "together"

    def __init__(self, questions):
        self.barrier = Barrier(questions)

    def read(self, question, excerpts):
        self.barrier.wait(60)
        return [[Reading(0.0, None) for _ in excerpt.sentences] for excerpt in excerpts]


def connections(index):
    """How many connections to an index this process has open."""
    gc.collect()
    stores = [each for each in gc.get_objects() if type(each) is Store]
    return sum(is_open(store.db) for store in stores if store.directory == str(index))


def is_open(db):
    try:
        return db.total_changes >= 0
    except sqlite3.ProgrammingError:
        return False


def test_questions_from_several_threads_are_in_work_at_the_same_time(index, embedder):
    with Retriever.open(index, model=embedder, reader=Together(8)) as retriever:
        with ThreadPoolExecutor(8) as pool:
            found = list(pool.map(retriever.retrieve, [QUESTION] * 8))
        assert found == [found[0]] * 8


def test_a_thread_a_question_leaves_no_connection_behind(index, embedder, retriever):
    before = connections(index)
    for _ in range(20):
        with ThreadPoolExecutor(1) as pool:
            pool.submit(retriever.retrieve, QUESTION).result()
    assert connections(index) == before


def test_few_connections_are_kept_once_many_threads_have_asked(index, embedder):
    many = MAX_IDLE + 4
    with Retriever.open(index, model=embedder, reader=Together(many)) as retriever:
        with ThreadPoolExecutor(many) as pool:
            list(pool.map(retriever.retrieve, [QUESTION] * many))
        assert connections(index) == MAX_IDLE
    assert connections(index) == 0


def test_a_question_that_fails_leaves_no_connection_behind(index, retriever):
    for _ in range(3):
        with pytest.raises(CorpusError):
            retriever.retrieve(QUESTION, within="nowhere")
    assert connections(index) <= 1
    assert retriever.retrieve(QUESTION)


def test_closing_leaves_a_question_in_work_to_its_answer(index, embedder):
    begun, closed = Event(), Event()

    class Waiting(Marker):
        def read(self, question, excerpts):
            begun.set()
            assert closed.wait(60)
            return super().read(question, excerpts)

    with ThreadPoolExecutor(1) as pool:
        retriever = Retriever.open(index, model=embedder, reader=Waiting("Norway"))
        asked = pool.submit(retriever.retrieve, QUESTION)
        assert begun.wait(60)
        retriever.close()
        closed.set()
        assert asked.result()[0].text == "Norway mediated the talks."
    assert connections(index) == 0


@pytest.mark.skipif(not hasattr(os, "fork"), reason="needs fork")
def test_a_forked_process_reads_on_connections_of_its_own(index, folder):
    code = f"""
import os, runpy
from index import Retriever
embedder = runpy.run_path({str(CONFTEST)!r})["BagOfWords"]()
retriever = Retriever.open({str(index)!r}, model=embedder, reader=None)
hits = retriever.retrieve({QUESTION!r})
if child := os.fork():
    assert os.waitpid(child, 0)[1] == 0
    assert retriever.retrieve({QUESTION!r}) == hits
else:
    is_alike = retriever.retrieve({QUESTION!r}) == hits
    os._exit(0 if is_alike else 1)
retriever.close()
"""
    subprocess.run([sys.executable, "-W", "ignore", "-c", code], cwd=ROOT, check=True, timeout=60)


# Many sentences


def large(index, embedder):
    """A retriever that takes every index for too large to be held in memory."""
    pool = Pool(Store.read(index), 0)
    return Retriever(pool, embedder, None, CorpusFiles((), ()), pytest.fail)


def test_an_index_too_large_for_memory_gives_the_same_hits(retriever, index, embedder):
    def asked(retriever):
        return [
            (hit.text, pytest.approx(hit.score))
            for question in (QUESTION, "three eggs", "old bridge")
            for period in ({}, {"since": "2020"}, {"until": "2020"})
            for hit in retriever.retrieve(question, k=50, **period)
        ]

    with large(index, embedder) as another:
        assert asked(another) == asked(retriever)


def test_an_index_too_large_for_memory_follows_its_files(folder, write, index, embedder):
    with large(index, embedder) as retriever:
        assert retriever.retrieve(QUESTION, k=1)[0].text == "Norway mediated the talks."
        write({"zebra.txt": "A zebra came.", "talks.txt": "Sweden mediated the talks."})
        (folder / "cake.txt").unlink()
        sync([folder], index, model=embedder)
        assert retriever.retrieve("zebra", k=1)[0].text == "A zebra came."
        assert retriever.retrieve(QUESTION, k=1)[0].text == "Sweden mediated the talks."
        assert "cake.txt" not in names(retriever.retrieve("cakes need eggs", k=50))
        sync([folder], index, model=embedder, rebuild=True)
        assert retriever.retrieve("zebra", k=1)[0].text == "A zebra came."
        assert len(retriever.retrieve("zebra", k=50)) == sum(n for _, n in retriever.documents())


# Paths


def test_paths_are_as_the_corpus_was_named(folder, embedder, tmp_path, monkeypatch):
    monkeypatch.chdir(folder.parent)
    sync(["docs/"], tmp_path / "named", model=embedder)
    with Retriever.open(tmp_path / "named", model=embedder, reader=None) as retriever:
        assert retriever.retrieve(QUESTION)[0].document.path == "docs/talks.txt"
        assert retriever.corpus == ("docs/",)
    sync(["./docs/talks.txt", "docs"], tmp_path / "named", model=embedder)
    with Retriever.open(tmp_path / "named", model=embedder, reader=None) as retriever:
        assert retriever.retrieve(QUESTION)[0].document.path == "./docs/talks.txt"


def test_from_another_working_directory_paths_still_lead_to_the_files(
    folder, embedder, tmp_path, monkeypatch
):
    monkeypatch.chdir(folder.parent)
    sync(["docs"], tmp_path / "named", model=embedder)
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    monkeypatch.chdir(elsewhere)
    with Retriever.open(tmp_path / "named", model=embedder, reader=None) as retriever:
        hit = retriever.retrieve(QUESTION)[0]
        assert Path(hit.document.path).read_text()[hit.start : hit.end] == hit.text
        assert not hit.stale
    with Retriever.open(
        tmp_path / "named", model=embedder, reader=None, corpus=["../docs"]
    ) as retriever:
        assert retriever.retrieve(QUESTION)[0].document.path == "../docs/talks.txt"
        assert retriever.corpus == ("../docs",)


def test_a_root_of_the_same_name_elsewhere_is_not_taken_for_the_corpus(
    folder, write, embedder, tmp_path, monkeypatch
):
    monkeypatch.chdir(folder.parent)
    sync(["docs"], tmp_path / "named", model=embedder)
    other = write({"talks.txt": "Another folder."}, "elsewhere/docs")
    monkeypatch.chdir(other.parent)
    with Retriever.open(tmp_path / "named", model=embedder, reader=None) as retriever:
        assert retriever.retrieve(QUESTION)[0].document.path == f"{folder.resolve()}/talks.txt"


# Opening


def test_an_index_that_is_not_there_is_an_error(tmp_path, embedder):
    with pytest.raises(StoreError, match="no index at"):
        Retriever.open(tmp_path, model=embedder, reader=None)


def test_an_index_of_another_corpus_is_refused(index, write, embedder):
    other = write({"x.txt": "Text."}, "other")
    with pytest.raises(StoreError, match="name another directory"):
        Retriever.open(index, model=embedder, corpus=[other])
    with pytest.raises(CorpusError, match="no such file or folder"):
        Retriever.open(index, model=embedder, corpus=[other / "missing"])


def test_another_model_than_the_index_has_is_refused(index, other_embedder, tiny_model):
    for model in (other_embedder, str(tiny_model)):
        with pytest.raises(ModelError, match="built with model 'bag-of-words'"):
            Retriever.open(index, model=model)


def test_a_closed_retriever_says_so(index, embedder):
    retriever = Retriever.open(index, model=embedder, reader=None)
    hit = retriever.retrieve(QUESTION)[0]
    retriever.close()
    retriever.close()
    for use in (
        lambda: retriever.retrieve(QUESTION),
        lambda: retriever.surroundings(hit.document, hit.start, 1),
        lambda: retriever.holds(hit.document, hit.sentence),
        lambda: retriever.selection,
        retriever.count,
        retriever.documents,
    ):
        with pytest.raises(StoreError, match=r"^the retriever is closed$"):
            use()


# What is in it


def test_documents_come_by_path_with_their_numbers_of_sentences(retriever, folder):
    found = [(document.path, count) for document, count in retriever.documents()]
    assert found == [
        (f"{folder}/bridge.md", retriever.documents()[0][1]),
        (f"{folder}/cake.txt", 2),
        (f"{folder}/talks.txt", 5),
        (f"{folder}/year.txt", 2),
    ]


def test_surroundings_are_the_sentences_about_one(retriever):
    hit = retriever.retrieve("They began in Mexico", k=1)[0]
    near = retriever.surroundings(hit.document, hit.start, 1)
    assert [sentence.text for sentence in near] == [hit.before, hit.text, hit.after]
    everything = retriever.surroundings(hit.document, hit.start, 100)
    assert len(everything) == 5
    text = Path(hit.document.path).read_text()
    assert all(text[s.start : s.end] == s.text for s in everything)
    assert retriever.surroundings(hit.document, hit.start, 0) == [hit.sentence]


def test_a_document_or_place_that_is_not_there_has_no_surroundings(retriever):
    hit = retriever.retrieve(QUESTION)[0]
    assert retriever.surroundings(hit.document, hit.start + 1, 5) == []
    assert retriever.surroundings(replace(hit.document, sha256="0" * 64), hit.start, 5) == []
    assert retriever.surroundings(replace(hit.document, path="other"), hit.start, 5) == []


def test_loading_now_changes_no_answer(retriever):
    hits = retriever.retrieve(QUESTION)
    retriever.load()
    assert retriever.retrieve(QUESTION) == hits


# Any text at all

DOCUMENTS = st.lists(
    st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0")).filter(str.strip),
    min_size=1,
    max_size=4,
)


@settings(max_examples=60)
@given(texts=DOCUMENTS, words=st.text(st.characters(exclude_categories=["Cs"]), max_size=50))
def test_every_hit_stands_word_for_word_where_it_says(new_embedder, texts, words):
    embedder = new_embedder()
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place, "docs")
        folder.mkdir()
        for i, text in enumerate(texts):
            # With a mark of ours, so that one in the text is text.
            (folder / f"{i}.txt").write_bytes(b"\xef\xbb\xbf" + text.encode())
        sync([folder], Path(place, "index"), model=embedder)
        with Retriever.open(Path(place, "index"), model=embedder, reader=None) as retriever:
            hits = retriever.retrieve(f"word {words}", k=1_000)
            assert len(hits) == sum(count for _, count in retriever.documents())
    for hit in hits:
        text = texts[int(Path(hit.document.path).stem)]
        assert text[hit.start : hit.end] == hit.text
        assert hit.before in text[: hit.start]
        assert hit.after in text[hit.end :]
        assert not hit.stale


# Time

OPENED = {
    "a.txt": "Date: 2018\n\nThe mayor opened the bridge.",
    "b.txt": "The mayor opened the bridge.",
    "c.txt": "Date: 2020-05\n\nThe mayor opened the bridge.",
}


@pytest.fixture
def opened(write, embedder, tmp_path):
    """What opened a bridge, of documents of 2018, of no date and of May 2020."""
    sync([write(OPENED)], tmp_path / "opened", model=embedder)
    with Retriever.open(tmp_path / "opened", model=embedder, reader=None) as retriever:
        yield lambda question, **options: [
            (Path(hit.document.path).name, hit.signals.timing)
            for hit in retriever.retrieve(question, **options)
            if "bridge" in hit.text
        ]


@pytest.mark.parametrize(
    ("question", "today"),
    [
        ("Who opened the bridge in 2020?", date(2026, 1, 1)),
        ("Who opened the bridge between 2019 and 2021?", date(2026, 1, 1)),
        ("Who opened the bridge last year?", date(2021, 3, 1)),
        ("Who opened the bridge two weeks ago?", date(2020, 6, 1)),
    ],
)
def test_what_is_of_the_time_asked_of_is_first_and_what_is_of_another_last(opened, question, today):
    assert opened(question, today=today) == [
        ("c.txt", Timing.DATED),
        ("b.txt", Timing.UNKNOWN),
        ("a.txt", Timing.ELSEWHERE),
    ]


def test_a_question_that_names_no_time_is_of_any(opened):
    assert {timing for _, timing in opened("Who opened the bridge?")} == {None}


@pytest.mark.parametrize("question", ["Who opened the bridge in 1950?", "Who did so last week?"])
def test_a_time_that_nothing_found_is_of_tells_nothing_apart(opened, question):
    assert {timing for _, timing in opened(question)} == {None}


def test_today_is_the_day_it_is_unless_said_otherwise(opened):
    years = date.today().year - 2020
    question = f"Who opened the bridge in the last {years} years?"
    assert opened(question) == opened(question, today=date.today())


def test_a_sentence_that_names_the_time_is_of_it_and_what_stands_beside_it_may_be(
    write, embedder, tmp_path
):
    text = "Date: 2018\n\nIn 2020 there was a flood. The mayor opened the bridge.\n"
    sync([write({"a.txt": text})], tmp_path / "index", model=embedder)
    with Retriever.open(tmp_path / "index", model=embedder, reader=None) as retriever:
        hits = retriever.retrieve("Who opened the bridge in 2020?")
    timings = {hit.text: hit.signals.timing for hit in hits}
    assert timings["In 2020 there was a flood."] is Timing.NAMED
    assert timings["The mayor opened the bridge."] is Timing.UNKNOWN


# Structure

MANUAL = """# tar

## OPTIONS

- `--exclude`

  Leaves files out whose names match a pattern.

- `--verbose`

  Lists each file as it is read.

## Does it follow links?

It follows none of them unless it is told to.
"""


@pytest.fixture
def manual(write, embedder, tmp_path):
    sync([write({"tar.md": MANUAL, "cake.txt": "Eggs."})], tmp_path / "m", model=embedder)
    with Retriever.open(tmp_path / "m", model=embedder, reader=None) as retriever:
        yield retriever


def test_a_question_that_matches_a_heading_is_answered_from_below_it(manual):
    hit = manual.retrieve("does it follow links?")[0]
    assert hit.text == "It follows none of them unless it is told to."
    assert hit.sentence.section == ("tar", "Does it follow links?")


def test_a_heading_is_never_a_hit_and_the_path_to_each_hit_is_told(manual):
    hits = manual.retrieve("tar OPTIONS exclude links", k=50)
    assert not {"tar", "OPTIONS", "Does it follow links?"} & set(texts(hits))
    sections = {hit.text: hit.sentence.section for hit in hits}
    assert sections["Leaves files out whose names match a pattern."] == (
        *("tar", "OPTIONS", "--exclude"),
    )


def test_a_word_that_stands_only_above_a_sentence_counts_in_part(manual):
    (hit,) = (h for h in manual.retrieve("exclude") if h.text.startswith("Leaves files"))
    assert 0 < hit.signals.coverage < 1
    assert hit.signals.passage_coverage == 1
