import math
from dataclasses import replace
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index import Reading, sync
from index.errors import ModelError
from index.ranking import Ranked
from index.records import Period, Signals, Timing
from index.reranking import FIRST, PASSAGES, rerank
from index.store.snapshots import SQLiteSnapshot
from index.store.store import Store
from index.store.vectors import SharedVectors

DOCUMENTS = 12
LONG = " and so on" * 14
"""Makes passages as long as those of prose: of shorter ones more are read."""


def sentence(part, number):
    return f"Sentence {part} of {number} is here{LONG}."


class Titled(SQLiteSnapshot):
    """A Snapshot in which every document has a title and a date."""

    def documents(self, ids=None):
        return {
            number: replace(found, title=f"Title {number}", date=f"20{number:02}")
            for number, found in super().documents(ids).items()
        }


class Fond:
    """A Reader that likes some sentences better than others, and marks their first letter."""

    name = "fond"

    def __init__(self, liking=None):
        self.liking = liking or {}
        self.questions = []
        self.excerpts = []

    def read(self, question, excerpts):
        self.questions.append(question)
        self.excerpts += excerpts
        return [[self._reading(text) for text in excerpt.sentences] for excerpt in excerpts]

    def _reading(self, text):
        return Reading(self.liking.get(text, 0.0), (0, 1) if text in self.liking else None)


@pytest.fixture(scope="module")
def store(tmp_path_factory, new_embedder):
    """An index of short documents, one passage of three sentences each."""
    folder = tmp_path_factory.mktemp("reading")
    for number in range(1, DOCUMENTS + 1):
        sentences = " ".join(sentence(part, number) for part in "ABC")
        (folder / f"{number:02}.txt").write_text(sentences)
    sync([folder], folder / "index", model=new_embedder())
    with Store.read(folder / "index") as store:
        yield store


def text(store, found):
    return store.db.execute("SELECT text FROM sentence WHERE id = ?", (found.id,)).fetchone()[0]


def texts(store, ranked):
    return [text(store, found) for found in ranked]


def by_words(store, scores=None):
    """All sentences, the passages' first ones before all others, as words and vectors might."""
    rows = store.db.execute(
        "SELECT sentence.id, passage.id FROM sentence, passage"
        " WHERE sentence.id BETWEEN first_sentence AND last_sentence"
        " ORDER BY sentence.id - first_sentence, sentence.id"
    ).fetchall()
    scores = scores or [1 - i / 100 for i in range(len(rows))]
    return [
        Ranked(sentence, passage, score, Signals(score, score, score, score))
        for (sentence, passage), score in zip(rows, scores, strict=True)
    ]


def test_the_sentence_that_the_reader_likes_comes_first(store):
    liked = sentence("C", 5)
    first, *others = rerank(
        Titled(store, SharedVectors()), Fond({liked: 9.0}), "who?", by_words(store)
    )
    assert text(store, first) == liked
    assert (first.signals.reading, first.answer) == (9.0, (0, 1))
    assert others[0].signals.reading == 0
    assert others[0].answer is None


def test_what_words_and_vectors_said_of_a_sentence_stays(store):
    before = {found.id: found for found in by_words(store)}
    for found in rerank(
        Titled(store, SharedVectors()),
        Fond({sentence("B", 2): 5.0}),
        "who?",
        by_words(store),
    ):
        was = before[found.id]
        assert found.passage == was.passage
        assert found.signals.coverage == was.signals.coverage
        assert found.signals.passage_cosine == was.signals.passage_cosine


def test_only_the_best_passages_are_read_and_each_as_a_whole(store):
    reader = Fond()
    rerank(Titled(store, SharedVectors()), reader, "who is here?", by_words(store))
    assert set(reader.questions) == {"who is here?"}
    assert [excerpt.sentences for excerpt in reader.excerpts] == [
        tuple(sentence(part, number) for part in "ABC") for number in range(1, PASSAGES + 1)
    ]


def test_where_one_of_the_first_passages_answers_no_more_are_read(store):
    reader = Fond({sentence("B", 4): 0.1})
    order = rerank(Titled(store, SharedVectors()), reader, "who?", by_words(store))
    assert len(reader.excerpts) == FIRST
    assert sum(found.signals.reading is not None for found in order) == 3 * FIRST
    assert len(order) == 3 * DOCUMENTS


def test_an_answer_in_a_passage_further_down_is_found_where_the_first_have_none(store):
    reader = Fond({sentence("B", 2): -0.1, sentence("B", 8): 9.0})
    assert text(
        store,
        rerank(Titled(store, SharedVectors()), reader, "who?", by_words(store))[0],
    ) == sentence("B", 8)


def test_a_passage_is_as_good_as_its_best_sentence(store):
    reader = Fond()
    rerank(Titled(store, SharedVectors()), reader, "who?", by_words(store)[::-1])
    first = [excerpt.sentences[0] for excerpt in reader.excerpts]
    assert first == [sentence("A", 12 - i) for i in range(PASSAGES)]


def test_the_title_and_the_date_of_its_document_reach_the_reader_with_a_passage(store):
    reader = Fond()
    rerank(Titled(store, SharedVectors()), reader, "who?", by_words(store))
    said = [(excerpt.title, excerpt.date) for excerpt in reader.excerpts[:2]]
    assert said == [("Title 1", "2001"), ("Title 2", "2002")]


def test_no_sentence_that_was_not_read_stands_above_one_that_was(store):
    """However little the reader thinks of what it has read."""
    ranked = by_words(store)
    liking = {text(store, found): -50.0 for found in ranked[:20]}
    order = rerank(Titled(store, SharedVectors()), Fond(liking), "who?", ranked)
    were_read = [found.signals.reading is not None for found in order]
    assert were_read == [True] * 3 * PASSAGES + [False] * 3 * (DOCUMENTS - PASSAGES)
    scores = [found.score for found in order]
    assert scores == sorted(scores, reverse=True)
    assert scores[3 * PASSAGES - 1] > scores[3 * PASSAGES]
    unread = [found.id for found in order[3 * PASSAGES :]]
    assert unread == [found.id for found in ranked if found.id in unread]


@given(st.lists(st.floats(-100, 100), min_size=36, max_size=36))
def test_every_sentence_stays_once_and_scores_fall(store, likings):
    ranked = by_words(store)
    liking = dict(zip(texts(store, ranked), likings, strict=True))
    order = rerank(Titled(store, SharedVectors()), Fond(liking), "who?", ranked)
    assert sorted(found.id for found in order) == sorted(found.id for found in ranked)
    scores = [found.score for found in order]
    assert scores == sorted(scores, reverse=True)
    count = sum(found.signals.reading is not None for found in order)
    assert count in (3 * FIRST, 3 * PASSAGES)
    assert all(above > below for above, below in pairwise(scores[count:]))
    for above, below in pairwise(order[:count]):
        if above.score == below.score:
            assert above.id < below.id


def test_equal_scores_keep_the_order_of_the_index(store):
    ranked = by_words(store, [0.5] * 3 * DOCUMENTS)
    order = rerank(Titled(store, SharedVectors()), Fond(), "who?", ranked[::-1])
    read_ones = [found.id for found in order if found.signals.reading is not None]
    assert read_ones == sorted(read_ones)


def test_words_and_vectors_decide_where_the_reader_sees_no_difference(store):
    ranked = by_words(store)
    order = rerank(Titled(store, SharedVectors()), Fond(), "who?", ranked)
    assert [found.id for found in order[:PASSAGES]] == [found.id for found in ranked[:PASSAGES]]


def test_where_nothing_was_found_nothing_is_read(store):
    reader = Fond()
    assert rerank(Titled(store, SharedVectors()), reader, "who?", []) == []
    assert reader.excerpts == []


def test_fewer_passages_than_are_read_are_all_read(store):
    order = rerank(Titled(store, SharedVectors()), Fond(), "who?", by_words(store)[:2])
    assert [found.signals.reading for found in order] == [0, 0]


@pytest.mark.parametrize("score", [math.nan, math.inf, -math.inf])
def test_scores_that_are_no_numbers_are_an_error_that_names_the_reader(store, score):
    liking = {sentence("B", 3): score}
    with pytest.raises(ModelError, match="'fond' gives scores that are not numbers"):
        rerank(Titled(store, SharedVectors()), Fond(liking), "who?", by_words(store))


def test_passages_dated_in_the_time_asked_of_are_read_for_the_rest_of_the_question(store):
    period = Period("2003", 12, "2003-01-01", "2003-12-31")
    ranked = by_words(store)
    dated = ranked[2].passage
    timed = [
        replace(
            found,
            signals=replace(
                found.signals,
                timing=Timing.DATED if found.passage == dated else Timing.UNKNOWN,
            ),
        )
        for found in ranked
    ]
    reader = Fond({sentence("A", 1): 1.0})
    rerank(Titled(store, SharedVectors()), reader, "What was of 2003?", timed, period)
    assert reader.questions == ["What was?", "What was of 2003?"]
    assert [excerpt.title for excerpt in reader.excerpts[:1]] == ["Title 3"]
    assert len(reader.excerpts) == FIRST
