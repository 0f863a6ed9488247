import pytest

from index import sync
from index.ranking import Query, rank
from index.store.pool import Pool
from index.store.store import Store

TOPICS = "bridge river flood mayor council ferry harbour storm market school".split()
FILES = {
    f"{i}.txt": f"Date: {2000 + i % 7}\n\n"
    + " ".join(f"The {TOPICS[(i + j) % 10]} has {(i * j) % 11} {TOPICS[j]}s." for j in range(9))
    for i in range(60)
}
QUESTIONS = ("Which bridge has 3 ferrys?", "the mayor", "Who rang the bell in 2003?")


class Counted:
    """A Snapshot that keeps which cosines were given and asked for, by level."""

    def __init__(self, snapshot):
        self.snapshot = snapshot
        self.found = {}
        self.asked = {"sentence": [], "passage": []}

    def __getattr__(self, name):
        return getattr(self.snapshot, name)

    def search(self, *arguments):
        found = self.snapshot.search(*arguments)
        self.found = {"sentence": set(found.cosines), "passage": set(found.passage_cosines)}
        return found

    def cosines(self, level, vector, ids):
        self.asked[level] += ids
        return self.snapshot.cosines(level, vector, ids)


@pytest.fixture
def index(write, embedder, tmp_path):
    sync([write(FILES)], tmp_path / "index", model=embedder)
    return tmp_path / "index"


@pytest.mark.parametrize("crossover", [0, 30_000])
@pytest.mark.parametrize("since", [None, "2004-01-01"])
def test_a_cosine_that_the_search_has_given_is_not_computed_again(
    index, embedder, crossover, since
):
    """All the same signals come out as where every cosine is computed by itself."""
    pool = Pool(Store.read(index), crossover)
    with pool.take() as snapshot:
        subset = snapshot.select(since, None, None)
        for question in QUESTIONS:
            query = Query(question, embedder.embed_question(question), subset)
            counted = Counted(snapshot)
            ranked = rank(counted, query)
            for level, asked in counted.asked.items():
                assert counted.found[level]
                assert not counted.found[level] & set(asked)
                assert len(asked) == len(set(asked))
            ids = {found.id for found in ranked}
            alone = snapshot.cosines("sentence", query.vector, ids)
            passages = {found.passage for found in ranked}
            around = snapshot.cosines("passage", query.vector, passages)
            for found in ranked:
                assert found.signals.cosine == alone[found.id]
                assert found.signals.passage_cosine == around[found.passage]
    pool.close()
