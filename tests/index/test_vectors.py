import numpy as np
import pytest

from index.errors import DamageError
from index.store import Store
from index.vectors import Ranges, opened, table
from index.vectors.directions import packed, unpacked
from index.vectors.flat import FlatIndex
from index.vectors.lists import FEW, ListIndex
from index.vectors.training import balance

DIMENSION = 16
ALL = 10_000


def unit_vectors(n, seed=0):
    """Such as stay what they are when they are kept: 8 bits lose nothing more of them."""
    vectors = np.random.default_rng(seed).normal(size=(n, DIMENSION)).astype(np.float32)
    return unpacked(packed(vectors).tobytes(), DIMENSION)


def gathered(n, seed=0):
    """Vectors around thirty middles, as those of texts on thirty subjects are."""
    draw = np.random.default_rng(seed)
    vectors = unit_vectors(30, seed=99)[draw.integers(0, 30, n)]
    vectors = (vectors + draw.normal(size=vectors.shape) / 8).astype(np.float32)
    return unpacked(packed(vectors).tobytes(), DIMENSION)


def nearest(vectors, query, k):
    """By brute force: {id: cosine}, best first."""
    cosines = {i: float(vector @ query) for i, vector in vectors.items()}
    return dict(sorted(cosines.items(), key=lambda item: -item[1])[:k])


def assert_same(found, expected):
    assert list(found) == list(expected)
    assert list(found.values()) == pytest.approx(list(expected.values()), abs=1e-6)


def ranges(ids):
    return Ranges((i, i) for i in ids)


@pytest.fixture
def db(tmp_path):
    with Store.write(tmp_path) as store:
        yield store.db


def in_memory(db, ids, vectors):
    return FlatIndex(ids, vectors)


def in_one_list(db, ids, vectors):
    ListIndex(db, "sentence", DIMENSION).add(ids, vectors)
    return ListIndex(db, "sentence", DIMENSION)


def in_lists(db, ids, vectors):
    in_one_list(db, ids, vectors)
    balance(db, "sentence", DIMENSION, crossover=10)
    return ListIndex(db, "sentence", DIMENSION, probes=ALL)


@pytest.fixture(params=[in_memory, in_one_list, in_lists], ids=lambda kind: kind.__name__)
def kind(request):
    """What makes an index of vectors; each is exact."""
    return request.param


@pytest.fixture
def held():
    """Vectors for brute force: 300, whose ids are not their positions."""
    return dict(zip(range(1_000, 3_100, 7), unit_vectors(300), strict=True))


@pytest.fixture
def index(kind, db, held):
    return kind(db, np.array(list(held)), np.array(list(held.values())))


# What every index does


def test_the_nearest_are_those_of_brute_force_in_their_order(index, held):
    assert len(index) == 300
    for query in unit_vectors(20, seed=1):
        assert_same(index.search(query, 10), nearest(held, query, 10))


def test_only_the_ids_asked_for_are_searched(index, held):
    within = list(held)[10:250:4]
    chosen = {i: held[i] for i in within}
    for query in unit_vectors(20, seed=6):
        assert_same(index.search(query, 10, ranges(within)), nearest(chosen, query, 10))


def test_of_ranges_both_ends_are_searched(index, held):
    ids = list(held)
    chosen = {i: held[i] for i in (*ids[3:6], *ids[9:20])}
    within = Ranges([(ids[9], ids[19]), (ids[3], ids[5])])
    query = unit_vectors(1, seed=9)[0]
    assert_same(index.search(query, 100, within), nearest(chosen, query, 100))


def test_searching_within_no_id_finds_nothing(index):
    assert index.search(unit_vectors(1)[0], 10, Ranges([])) == {}


def test_ids_that_are_not_there_are_not_found(index, held):
    (first, *_) = held
    assert list(index.search(unit_vectors(1)[0], 10, ranges([first, 5]))) == [first]


def test_with_fewer_than_k_all_are_found(index, held):
    query = unit_vectors(1, seed=7)[0]
    assert_same(index.search(query, 1_000), nearest(held, query, 1_000))
    few = {i: held[i] for i in list(held)[:3]}
    assert_same(index.search(query, 10, ranges(few)), nearest(few, query, 10))


def test_equal_ones_come_by_their_ids(kind, db):
    ids = np.array([5, 3, 9, 1])
    index = kind(db, ids, np.repeat(unit_vectors(1), 4, axis=0))
    assert list(index.search(unit_vectors(1)[0], 3)) == [1, 3, 5]


def test_an_empty_index_finds_nothing(kind, db):
    index = kind(db, np.empty(0, np.int64), np.empty((0, DIMENSION), np.float32))
    assert len(index) == 0
    assert index.search(unit_vectors(1)[0], 5) == {}
    assert index.scores(unit_vectors(1)[0], []) == {}


def test_scores_are_the_cosines_of_the_ids_asked_for(index, held):
    query = unit_vectors(1, seed=8)[0]
    ids = list(held)[5:200:9][::-1]
    expected = {i: pytest.approx(float(held[i] @ query), abs=1e-6) for i in ids}
    assert index.scores(query, ids) == expected
    assert index.scores(query, set(ids)) == expected
    assert list(index.scores(query, ids)) == ids


@pytest.mark.parametrize("missing", [5, 10_000])
def test_a_vector_that_should_be_there_and_is_not_is_damage(index, held, missing):
    with pytest.raises(DamageError, match="missing"):
        index.scores(unit_vectors(1)[0], [*list(held)[:3], missing])


# On disk


@pytest.mark.parametrize("kind", [in_one_list, in_lists])
def test_vectors_can_be_added_and_taken_out_later(kind, db, held):
    index = kind(db, np.array(list(held)), np.array(list(held.values())))
    more = dict(enumerate(unit_vectors(50, seed=2)))
    index.add(np.array(list(more)), np.array(list(more.values())))
    table.delete(db, "sentence", 1_000, 2_000)
    table.delete(db, "sentence", 10, 19)
    left = {i: v for i, v in {**held, **more}.items() if i > 2_000 or i < 10 or 19 < i < 1_000}
    assert len(index) == len(left)
    for query in unit_vectors(20, seed=3):
        assert_same(index.search(query, 10), nearest(left, query, 10))
    index.add(np.array([10]), unit_vectors(1, seed=4))
    assert index.scores(unit_vectors(1, seed=4)[0], [10]) == {10: pytest.approx(1)}


def test_two_levels_are_two_indexes(db):
    ListIndex(db, "sentence", DIMENSION).add(np.array([1, 2]), unit_vectors(2))
    ListIndex(db, "passage", DIMENSION).add(np.array([1]), unit_vectors(1, seed=1))
    table.clear(db, "sentence")
    assert len(ListIndex(db, "sentence", DIMENSION)) == 0
    passages = ListIndex(db, "passage", DIMENSION)
    assert list(passages.search(unit_vectors(1)[0], 5)) == [1]


def test_a_byte_a_component_moves_a_cosine_by_less_than_a_hundredth():
    vectors = np.random.default_rng(0).normal(size=(500, 384)).astype(np.float32)
    vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
    kept = unpacked(packed(vectors).tobytes(), 384)
    assert np.linalg.norm(kept, axis=1) == pytest.approx(1)
    assert np.abs(kept @ vectors.T - vectors @ vectors.T).max() < 0.01


def test_a_vector_of_nothing_is_kept_as_nothing():
    kept = unpacked(packed(np.zeros((2, DIMENSION), np.float32)).tobytes(), DIMENSION)
    assert kept.tolist() == np.zeros((2, DIMENSION)).tolist()


# Lists


def lists_held(db):
    """How many lists hold a vector."""
    (count,) = db.execute(
        f"SELECT count(DISTINCT place / {table.SPAN}) FROM sentence_vector"
    ).fetchone()
    return count


def test_few_vectors_are_held_in_memory_and_many_searched_on_disk(db):
    in_one_list(db, np.arange(100), unit_vectors(100))
    balance(db, "sentence", DIMENSION, crossover=100)
    assert lists_held(db) == 1
    assert isinstance(opened(db, "sentence", DIMENSION), FlatIndex)
    balance(db, "sentence", DIMENSION, crossover=99)
    assert lists_held(db) > 10
    assert isinstance(opened(db, "sentence", DIMENSION), ListIndex)


def test_a_vector_is_in_the_list_that_it_is_nearest_to(db):
    vectors = gathered(1_000)
    in_lists(db, np.arange(1_000), vectors)
    one = ListIndex(db, "sentence", DIMENSION, probes=1)
    more = gathered(200, seed=1)
    one.add(np.arange(1_000, 1_200), more)
    for vector in (*vectors, *more):
        assert list(one.search(vector, 1).values()) == [pytest.approx(1)]


def test_few_lists_hold_nearly_all_of_the_nearest(db):
    vectors = gathered(5_000)
    index = in_lists(db, np.arange(5_000), vectors)
    few = ListIndex(db, "sentence", DIMENSION, probes=30)
    found = [
        len(few.search(query, 10).keys() & index.search(query, 10).keys())
        for query in gathered(50, seed=1)
    ]
    assert lists_held(db) > 200
    assert np.mean(found) > 9.5


def test_lists_are_read_on_until_enough_of_what_is_chosen_is_found(db):
    query = unit_vectors(1, seed=5)[0]
    vectors = unit_vectors(FEW + 1_000)
    far_first = vectors[np.argsort(vectors @ query)]
    in_lists(db, np.arange(len(vectors)), far_first)
    one = ListIndex(db, "sentence", DIMENSION, probes=1)
    found = one.search(query, 100, Ranges([(0, FEW)]))
    assert len(found) == 100
    assert max(found) <= FEW


def test_lists_outgrown_are_made_anew_and_no_vector_is_lost(db):
    held = dict(enumerate(unit_vectors(100)))
    index = in_lists(db, np.array(list(held)), np.array(list(held.values())))
    before = db.execute("SELECT * FROM lists").fetchall()
    for step in range(4):
        balance(db, "sentence", DIMENSION, crossover=10)
        assert db.execute("SELECT * FROM lists").fetchall() == before
        more = dict(enumerate(unit_vectors(100, seed=step + 1), 100 * (step + 1)))
        held.update(more)
        index.add(np.array(list(more)), np.array(list(more.values())))
    balance(db, "sentence", DIMENSION, crossover=10)
    assert lists_held(db) > 50
    index = ListIndex(db, "sentence", DIMENSION, probes=ALL)
    for query in unit_vectors(20, seed=9):
        assert_same(index.search(query, 500), nearest(held, query, 500))


def test_where_few_vectors_are_left_there_are_no_lists_any_more(db):
    vectors = unit_vectors(400)
    in_lists(db, np.arange(400), vectors)
    table.delete(db, "sentence", 90, 399)
    balance(db, "sentence", DIMENSION, crossover=100)
    assert lists_held(db) == 1
    index = opened(db, "sentence", DIMENSION)
    assert isinstance(index, FlatIndex)
    left = dict(enumerate(vectors[:90]))
    assert_same(index.search(vectors[0], 90), nearest(left, vectors[0], 90))


def test_vectors_that_are_all_the_same_can_be_put_into_lists(db):
    index = in_lists(db, np.arange(200), np.repeat(unit_vectors(1), 200, axis=0))
    assert list(index.search(unit_vectors(1)[0], 5)) == [0, 1, 2, 3, 4]


# Ranges


def test_ranges_hold_what_is_from_a_first_to_its_last():
    some = Ranges([(10, 12), (3, 3), (7, 6)])
    assert list(some) == [(3, 3), (10, 12)]
    assert (some.count, some.span) == (4, (3, 12))
    ids = np.arange(15)
    assert ids[some.holds(ids)].tolist() == [3, 10, 11, 12]


@pytest.mark.parametrize("some", [[(1, 5), (5, 9)], [(1, 5), (2, 3)], [("a", "b")], [(1, 1 << 70)]])
def test_ranges_that_cannot_be_are_damage(some):
    with pytest.raises(DamageError):
        Ranges(some)
