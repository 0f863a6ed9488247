from math import log

import pytest

from index import sync
from index.store import fulltext
from index.store.writer import SQLiteWriter
from index.text import lexicon
from index.vectors import Ranges


@pytest.fixture
def searched(write, embedder, tmp_path):
    """A store of one document a line, each line a sentence, and its sentences by id."""
    stores = []

    def searched(*lines):
        files = {f"{i}.txt": line for i, line in enumerate(lines)}
        sync([write(files)], tmp_path / "index", model=embedder)
        stores.append(SQLiteWriter.write(tmp_path / "index"))
        return stores[-1].db

    yield searched
    for store in stores:
        store.close()


def texts(db, ids):
    found = dict(db.execute("SELECT id, text FROM sentence"))
    return [found[i] for i in ids]


def ids(db, *texts):
    marks = ",".join("?" * len(texts))
    return {i for (i,) in db.execute(f"SELECT id FROM sentence WHERE text IN ({marks})", texts)}


def everyone(db):
    return {i for (i,) in db.execute("SELECT id FROM sentence")}


def search(db, question, limit=10, within=None):
    terms = fulltext.count(db, lexicon.terms(question))
    return texts(db, fulltext.search(db, terms, limit, within))


def weigh(db, words, ids, most=fulltext.POSTINGS):
    return fulltext.weigh(db, fulltext.count(db, words, most), ids, most)


def test_weights_are_those_worked_out_by_hand(searched):
    """N = 4. ln(1 + 3.5/1.5) = 1.204 for a word in one, ln(1 + 1.5/3.5) = 0.357 in three,
    ln(1 + 4.5/0.5) = 2.303 in none: together 3.863."""
    db = searched("a river flows", "a river bends", "a river and a bridge", "a meadow")
    bridge, river, nowhere = weigh(db, ["bridge", "river", "zebra"], everyone(db))
    mass = log(1 + 3.5 / 1.5) + log(1 + 1.5 / 3.5) + log(1 + 4.5 / 0.5)
    assert mass == pytest.approx(3.863, abs=1e-3)
    assert bridge.weight == pytest.approx(log(1 + 3.5 / 1.5) / mass)
    assert river.weight == pytest.approx(log(1 + 1.5 / 3.5) / mass)
    assert nowhere.weight == pytest.approx(log(1 + 4.5 / 0.5) / mass)
    assert bridge.holders == ids(db, "a river and a bridge")
    assert river.holders == ids(db, "a river flows", "a river bends", "a river and a bridge")
    assert nowhere.holders == frozenset()


def test_only_holders_among_the_sentences_asked_about_are_named(searched):
    db = searched("a river flows", "a river bends", "a meadow")
    asked = ids(db, "a river bends", "a meadow")
    (river,) = weigh(db, ["river"], asked)
    assert river.holders == ids(db, "a river bends")
    assert river.weight == pytest.approx(1)


def test_words_of_one_stem_count_once(searched):
    db = searched("they mediate", "she mediated talks", "a meadow")
    alone = weigh(db, ["mediated", "talks"], everyone(db))
    twins = weigh(db, ["mediated", "mediating", "mediates", "talks"], everyone(db))
    assert twins == alone


def test_two_words_that_stand_in_the_same_sentence_are_two(searched):
    db = searched("a zebra quaffed", "a meadow")
    words = weigh(db, ["zebra", "quaffed", "meadow"], everyone(db))
    covered = sum(word.weight for word in words if word.holders & ids(db, "a zebra quaffed"))
    assert covered == pytest.approx(2 / 3)


def test_two_words_that_stand_nowhere_are_two(searched):
    db = searched("a meadow", "a river")
    words = weigh(db, ["zebra", "quagga", "meadow"], everyone(db))
    assert len(words) == 3
    assert sum(word.weight for word in words) == pytest.approx(1)


def test_a_rarer_word_ranks_its_sentence_higher(searched):
    db = searched(
        "the river is wide", "the river is long", "the river is deep", "the bridge is old"
    )
    assert search(db, "bridge over the river")[0] == "the bridge is old"


def test_a_word_is_found_in_its_other_forms_and_without_its_accents(searched):
    db = searched("Norway mediated the talks", "the café closed", "a meadow")
    assert search(db, "mediating") == ["Norway mediated the talks"]
    assert search(db, "CAFE") == ["the café closed"]


def test_sentences_without_any_of_the_words_are_not_found(searched):
    db = searched("a river", "a meadow")
    assert search(db, "zebra") == []


def test_no_more_than_the_limit_are_found(searched):
    db = searched(*(f"river number {i}" for i in range(10)))
    assert len(search(db, "river", limit=3)) == 3


def test_only_chosen_sentences_are_searched(searched):
    db = searched("a river flows", "a river bends")
    (bends,) = ids(db, "a river bends")
    assert search(db, "river", within=Ranges([(bends, bends)])) == ["a river bends"]
    assert search(db, "river", within=Ranges([])) == []


# Many postings


RIVERS = [f"the river {i} flows" for i in range(10)]


def test_of_many_postings_only_those_of_the_rarest_words_are_looked_at(searched):
    db = searched(*RIVERS, "the old bridge", "a new bridge")
    terms = fulltext.count(db, ["the", "river", "bridge", "zebra"])
    assert len(fulltext.search(db, terms, 100, None)) == 12
    bridges = ids(db, "the old bridge", "a new bridge")
    assert set(fulltext.search(db, terms, 100, None, postings=11)) == bridges
    assert set(fulltext.search(db, terms[2:], 100, None, postings=2)) == bridges


def test_of_a_frequent_word_alone_so_many_sentences_are_looked_at(searched):
    db = searched(*RIVERS)
    terms = fulltext.count(db, ["the", "river"], 4)
    assert len(fulltext.search(db, terms, 100, None, postings=4)) == 4


def test_chosen_sentences_are_found_however_many_others_hold_the_words(searched):
    db = searched(*RIVERS)
    last = max(everyone(db))
    terms, within = fulltext.count(db, ["river"], 3), Ranges([(last - 1, last)])
    assert set(fulltext.search(db, terms, 100, within, postings=3)) == {last - 1, last}


def test_the_weight_of_a_frequent_word_is_estimated(searched):
    db = searched(*RIVERS, *(f"meadow {i}" for i in range(300)), "the old bridge")
    terms = ["the", "river", "meadow", "bridge"]
    exact = weigh(db, terms, everyone(db))
    estimated = weigh(db, terms, everyone(db), most=5)
    assert [word.holders for word in estimated] == [word.holders for word in exact]
    for word, near in zip(exact, estimated, strict=True):
        assert near.weight == pytest.approx(word.weight, rel=0.1)


def test_of_sentences_with_gaps_between_them_a_share_is_estimated(searched):
    db = searched(*(f"meadow {i}" for i in range(300)), *RIVERS)
    gone = [n for (n,) in db.execute("SELECT id FROM document WHERE id BETWEEN 20 AND 290")]
    SQLiteWriter(db, "").remove(gone)
    exact = weigh(db, ["river", "meadow"], everyone(db))
    estimated = weigh(db, ["river", "meadow"], everyone(db), most=5)
    for word, near in zip(exact, estimated, strict=True):
        assert near.weight == pytest.approx(word.weight, rel=0.2)


@pytest.mark.parametrize(
    "question",
    [
        'river" OR "meadow',
        "river AND",
        "NOT river",
        "NEAR(river, 2)",
        "text: river",
        "river*",
        "^river",
        "(river",
        "{text} : river + -",
        "'; DROP TABLE sentence; -- river",
        "river ² ½ ᴬ",
        "river\u0301",
    ],
)
def test_the_syntax_of_the_search_engine_means_nothing_in_a_question(searched, question):
    db = searched("a river flows", "a zebra")
    assert search(db, question) == ["a river flows"]
    words = weigh(db, lexicon.terms(question), everyone(db))
    assert sum(word.weight for word in words) == pytest.approx(1)


def test_text_written_without_spaces_is_found_by_its_characters(searched):
    db = searched("日本の首都は東京です。", "京都は古い都です。", "A river in Japan.")
    assert search(db, "東京はどこですか")[0] == "日本の首都は東京です。"
    assert search(db, "首都") == ["日本の首都は東京です。", "京都は古い都です。"]


def test_a_document_taken_out_leaves_no_word_behind(searched):
    db = searched("a river flows", "a zebra 東京")
    (document,) = (
        row[0] for row in db.execute("SELECT document_id FROM sentence WHERE text LIKE '%zebra%'")
    )
    SQLiteWriter(db, "").remove([document])
    assert search(db, "zebra 東") == []
    assert search(db, "river") == ["a river flows"]
    db.execute("INSERT INTO sentence_words (sentence_words) VALUES ('integrity-check')")


def test_a_cleared_store_has_no_word_left(searched):
    db = searched("a river flows")
    SQLiteWriter(db, "").clear()
    assert (
        db.execute("SELECT rowid FROM sentence_words WHERE sentence_words MATCH 'river'").fetchall()
        == []
    )
