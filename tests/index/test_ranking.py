import numpy as np
import pytest

from index import sync
from index.ranking import Query, rank
from index.store import scope
from index.store.store import Store
from index.store.vectors import opened
from index.vectors import LEVELS

TOPICS = "bridge river flood mayor council ferry harbour storm market school".split()
FILES = {
    f"{i}.txt": f"Date: {2000 + i % 7}\n\n"
    + " ".join(f"The {TOPICS[(i + j) % 10]} has {(i * j) % 11} {TOPICS[j]}s." for j in range(9))
    for i in range(60)
}
QUESTIONS = ("Which bridge has 3 ferrys?", "the mayor", "Who rang the bell in 2003?")


class Counted:
    """A VectorIndex that keeps which cosines were asked for."""

    def __init__(self, index, *, forgets=False):
        self.index = index
        self.forgets = forgets
        self.found = set()
        self.asked = []

    def search(self, query, k, within=None):
        found = self.index.search(query, k, within)
        self.found |= found.keys()
        return dict.fromkeys(found, np.nan) if self.forgets else found

    def scores(self, query, ids):
        self.asked += ids
        return self.index.scores(query, ids)


@pytest.fixture
def store(write, embedder, tmp_path):
    sync([write(FILES)], tmp_path / "index", model=embedder)
    with Store.read(tmp_path / "index") as store:
        yield store


@pytest.mark.parametrize("crossover", [0, 30_000])
@pytest.mark.parametrize("since", [None, "2004"])
def test_a_cosine_that_the_search_has_given_is_not_computed_again(
    store, embedder, crossover, since
):
    """All the same signals come out as where every cosine is computed by itself."""
    within = scope.dated(store.db, since, None) if since else None
    indexes = [opened(store.db, level, embedder.dimension, crossover) for level in LEVELS]
    for question in QUESTIONS:
        query = Query(question, embedder.embed_question(question), within)
        counted = [Counted(index) for index in indexes]
        ranked = rank(store, query, *counted)
        for index in counted:
            assert index.found
            assert not index.found & set(index.asked)
            assert len(index.asked) == len(set(index.asked))
        ids = {found.id for found in ranked}
        alone = indexes[0].scores(query.vector, ids)
        around = indexes[1].scores(query.vector, {found.passage for found in ranked})
        for found in ranked:
            assert found.signals.cosine == alone[found.id]
            assert found.signals.passage_cosine == around[found.passage]
