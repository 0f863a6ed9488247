import numpy as np
import pytest

from index.vectors.flat import FlatIndex

INDEXES = [FlatIndex]
DIMENSION = 16


def unit_vectors(n, seed=0):
    vectors = np.random.default_rng(seed).normal(size=(n, DIMENSION)).astype(np.float32)
    return vectors / np.linalg.norm(vectors, axis=1, keepdims=True)


def nearest(vectors, query, k):
    """By brute force: {id: cosine}, best first."""
    cosines = {i: float(vector @ query) for i, vector in vectors.items()}
    return dict(sorted(cosines.items(), key=lambda item: -item[1])[:k])


def assert_same(found, expected):
    assert list(found) == list(expected)
    assert list(found.values()) == pytest.approx(list(expected.values()), abs=1e-6)


@pytest.fixture(params=INDEXES, ids=lambda kind: kind.__name__)
def index(request):
    return request.param(DIMENSION)


@pytest.fixture
def held(index):
    """What the index holds, for brute force: 300 vectors whose ids are not their positions."""
    ids = np.arange(300, dtype=np.int64) * 7 + 1_000
    vectors = unit_vectors(300)
    index.add(ids, vectors)
    return dict(zip(ids.tolist(), vectors, strict=True))


def test_the_nearest_are_those_of_brute_force_in_their_order(index, held):
    for query in unit_vectors(20, seed=1):
        assert_same(index.search(query, 10), nearest(held, query, 10))


def test_vectors_can_be_added_later(index, held):
    more = unit_vectors(50, seed=2)
    index.add(np.arange(50, dtype=np.int64), more)
    held.update(enumerate(more))
    assert len(index) == 350
    for query in unit_vectors(20, seed=3):
        assert_same(index.search(query, 10), nearest(held, query, 10))


def test_removed_vectors_are_never_found_and_the_others_still_are(index, held):
    gone = list(held)[::3]
    index.remove(np.array(gone, np.int64))
    left = {i: vector for i, vector in held.items() if i not in gone}
    assert len(index) == len(left)
    for query in unit_vectors(20, seed=4):
        assert_same(index.search(query, 10), nearest(left, query, 10))


def test_removing_what_is_not_there_changes_nothing(index, held):
    index.remove(np.array([1, 2, 3], np.int64))
    assert len(index) == len(held)


def test_an_id_can_be_used_again_once_removed(index, held):
    (first, *_) = held
    ids = np.array([first], np.int64)
    index.remove(ids)
    vector = unit_vectors(1, seed=5)
    index.add(ids, vector)
    assert index.scores(vector[0], [first]) == {first: pytest.approx(1)}


def test_only_the_ids_asked_for_are_searched(index, held):
    within = list(held)[10:250:4]
    chosen = {i: held[i] for i in within}
    for query in unit_vectors(20, seed=6):
        found = index.search(query, 10, np.array(within, np.int64))
        assert_same(found, nearest(chosen, query, 10))


def test_searching_within_no_id_finds_nothing(index, held):
    assert index.search(unit_vectors(1)[0], 10, np.array([], np.int64)) == {}


def test_ids_that_are_not_there_are_not_found(index, held):
    (first, *_) = held
    found = index.search(unit_vectors(1)[0], 10, np.array([first, 5], np.int64))
    assert list(found) == [first]


def test_with_fewer_than_k_all_are_found(index, held):
    query = unit_vectors(1, seed=7)[0]
    assert_same(index.search(query, 1_000), nearest(held, query, 1_000))
    few = list(held)[:3]
    chosen = {i: held[i] for i in few}
    assert_same(index.search(query, 10, np.array(few, np.int64)), nearest(chosen, query, 10))


def test_an_empty_index_finds_nothing(index):
    assert len(index) == 0
    assert index.search(unit_vectors(1)[0], 5) == {}
    assert index.scores(unit_vectors(1)[0], []) == {}


def test_scores_are_the_cosines_of_the_ids_asked_for(index, held):
    query = unit_vectors(1, seed=8)[0]
    ids = list(held)[5:200:9]
    expected = {i: pytest.approx(float(held[i] @ query), abs=1e-6) for i in ids}
    assert index.scores(query, ids) == expected
    assert index.scores(query, set(ids)) == expected
