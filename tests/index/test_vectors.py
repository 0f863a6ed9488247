import numpy as np
import pytest

from index.errors import DamageError
from index.store import checksums, vector_table
from index.store.store import Store
from index.store.vector_table import VectorTable
from index.store.vectors import open_vectors
from index.vectors import Ranges
from index.vectors.directions import cosines, pack, unpack
from index.vectors.flat import FlatIndex
from index.vectors.sketched import FEW, SketchedIndex
from index.vectors.sketches import differences, likeness, sketches, width

DIMENSION = 16
ALL = 10_000


def unit_vectors(n, seed=0):
    """Vectors that packing to 8 bits does not change any more."""
    vectors = np.random.default_rng(seed).normal(size=(n, DIMENSION)).astype(np.float32)
    return unpack(pack(vectors))


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


def written(db, ids, vectors):
    kept = VectorTable(db, "sentence", DIMENSION)
    kept.insert(ids, pack(vectors))
    return kept


def in_memory(db, ids, vectors):
    return FlatIndex.of(written(db, ids, vectors))


def sketched(db, ids, vectors):
    return SketchedIndex(written(db, ids, vectors), ALL, ALL)


@pytest.fixture(params=[in_memory, sketched], ids=lambda kind: kind.__name__)
def kind(request):
    """Functions that make an index of vectors; each index is exact."""
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


def test_both_ends_of_a_range_are_searched(index, held):
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


def test_all_are_found_if_there_are_fewer_than_k(index, held):
    query = unit_vectors(1, seed=7)[0]
    assert_same(index.search(query, 1_000), nearest(held, query, 1_000))
    few = {i: held[i] for i in list(held)[:3]}
    assert_same(index.search(query, 10, ranges(few)), nearest(few, query, 10))


def test_vectors_with_equal_cosines_come_in_order_of_id(kind, db):
    ids = np.array([1, 3, 5, 9])
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


def test_a_cosine_is_the_same_number_however_it_is_asked_for(index, held):
    """Else copies of a sentence would differ in score."""
    for query in unit_vectors(20, seed=10):
        everything = index.scores(query, list(held))
        few = list(held)[3:40:3]
        assert index.scores(query, few) == {i: everything[i] for i in few}
        for within in (None, ranges(held), ranges(few)):
            for k in (1, 10, 299, 300):
                found = index.search(query, k, within)
                assert found == {i: everything[i] for i in found}


def test_an_index_is_searched_as_another_connection_sees_it(kind, tmp_path, held):
    with Store.write(tmp_path) as writer, Store.read(tmp_path) as reader:
        with writer.transaction():
            made = kind(writer.db, np.array(list(held)), np.array(list(held.values())))
        with reader.snapshot():
            there = made.on(VectorTable(reader.db, "sentence", DIMENSION))
            assert len(there) == 300
            with writer.transaction():
                vector_table.clear(writer.db, "sentence")
            for query in unit_vectors(5, seed=11):
                assert_same(there.search(query, 10), nearest(held, query, 10))
                assert set(there.scores(query, list(held))) == set(held)


@pytest.mark.parametrize("missing", [5, 10_000])
def test_a_missing_vector_is_damage(index, held, missing):
    with pytest.raises(DamageError, match="missing"):
        index.scores(unit_vectors(1)[0], [*list(held)[:3], missing])


# Changes


def test_vectors_can_be_added_and_removed_later(kind, db, held):
    kept = written(db, np.array(list(held)), np.array(list(held.values())))
    more = dict(enumerate(unit_vectors(50, seed=2)))
    kept.insert(np.array(list(more)), pack(np.array(list(more.values()))))
    vector_table.delete(db, "sentence", 1_000, 2_000)
    vector_table.delete(db, "sentence", 10, 19)
    left = {i: v for i, v in {**held, **more}.items() if i > 2_000 or i < 10 or 19 < i < 1_000}
    again = {15: unit_vectors(1, seed=4)[0]}
    index = kind(db, np.array(list(again)), np.array(list(again.values())))
    left.update(again)
    assert len(index) == len(left)
    for query in unit_vectors(20, seed=3):
        assert_same(index.search(query, 500), nearest(left, query, 500))


def test_two_levels_are_two_indexes(db):
    written(db, np.array([1, 2]), unit_vectors(2))
    VectorTable(db, "passage", DIMENSION).insert(np.array([1]), pack(unit_vectors(1, seed=1)))
    vector_table.clear(db, "sentence")
    assert len(open_vectors(db, "sentence", DIMENSION)) == 0
    assert list(open_vectors(db, "passage", DIMENSION).search(unit_vectors(1)[0], 5)) == [1]


def test_memory_holds_few_vectors_or_the_sketches_of_many(db):
    written(db, np.arange(100), unit_vectors(100))
    assert isinstance(open_vectors(db, "sentence", DIMENSION, crossover=100), FlatIndex)
    assert isinstance(open_vectors(db, "sentence", DIMENSION, crossover=99), SketchedIndex)


def test_packing_changes_a_cosine_by_less_than_a_hundredth():
    vectors = np.random.default_rng(0).normal(size=(500, 384)).astype(np.float32)
    vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
    kept = unpack(pack(vectors))
    assert np.linalg.norm(kept, axis=1) == pytest.approx(1)
    assert np.abs(kept @ vectors.T - vectors @ vectors.T).max() < 0.01
    assert cosines(pack(vectors), vectors[0]) == pytest.approx(kept @ vectors[0], abs=1e-6)


def test_a_vector_of_zeros_stays_one():
    kept = unpack(pack(np.zeros((2, DIMENSION), np.float32)))
    assert kept.tolist() == np.zeros((2, DIMENSION)).tolist()


# Sketches


@pytest.mark.parametrize("dimension", [1, 3, 64, 65, 384])
def test_sketches_differ_where_components_differ_in_sign(dimension):
    vectors = np.random.default_rng(0).normal(size=(40, dimension)).astype(np.float32)
    vectors[:, 0] = 1  # a sketch of no bit stands for no vector
    drawn = sketches(vectors)
    assert drawn.shape == (40, width(dimension))
    found = differences(drawn[0], drawn.T[np.newaxis])
    assert found.tolist() == [((vectors > 0) != (vectors[0] > 0)).sum(axis=1).tolist()]
    signs = np.where(vectors > 0, 1, -1)
    assert likeness(vectors[0], drawn) == pytest.approx(signs @ vectors[0], rel=1e-4, abs=1e-4)


def test_a_vector_without_a_positive_component_is_found(db):
    vectors = -np.abs(unit_vectors(3))
    index = sketched(db, np.array([7, 8, 9]), vectors)
    assert set(index.search(vectors[0], 3)) == {7, 8, 9}


def test_the_few_vectors_compared_include_nearly_all_of_the_nearest(db):
    """With sixty-four components, because short sketches tell little."""
    draw = np.random.default_rng(0)
    middles = draw.normal(size=(200, 64))
    vectors = middles[draw.integers(0, 200, 5_000)] + draw.normal(size=(5_000, 64))
    vectors = unpack(pack(vectors.astype(np.float32)))
    kept = VectorTable(db, "sentence", 64)
    kept.insert(np.arange(5_000), pack(vectors))
    exact, few = FlatIndex.of(kept), SketchedIndex(kept)
    found = [len(few.search(query, 10).keys() & exact.search(query, 10)) for query in vectors[:50]]
    assert np.mean(found) > 9


def test_a_search_within_ids_finds_the_nearest_of_them_though_others_are_nearer(db):
    query = unit_vectors(1, seed=5)[0]
    vectors = unit_vectors(FEW + 3_000)
    far_first = vectors[np.argsort(vectors @ query)]
    index = SketchedIndex(written(db, np.arange(len(vectors)), far_first))
    found = index.search(query, 10, Ranges([(0, FEW)]))
    assert len(found) == 10
    assert set(found) <= set(range(FEW - 200, FEW + 1))


def test_a_removed_vector_leaves_no_sketch(db):
    written(db, np.arange(5_000), unit_vectors(5_000))
    vector_table.delete(db, "sentence", 0, 4_989)
    left = SketchedIndex(VectorTable(db, "sentence", DIMENSION), rough=1, near=1)
    for query in unit_vectors(20, seed=1):
        assert len(left.search(query, 10)) == 10
    (size,) = db.execute("SELECT sum(length(data)) FROM sentence_sketches").fetchone()
    assert size == vector_table.CHUNK * 8 + checksums.SEAL_BYTES
    vector_table.delete(db, "sentence", 0, 5_000)
    assert db.execute("SELECT * FROM sentence_sketches").fetchall() == []


def test_impossible_sketches_are_damage_when_vectors_are_removed(db):
    written(db, np.arange(10), unit_vectors(10))
    db.execute("UPDATE sentence_sketches SET data = x'0102'")
    with pytest.raises(DamageError, match="sketches"):
        vector_table.delete(db, "sentence", 0, 5)


# Ranges


def test_a_range_holds_its_first_id_and_its_last():
    some = Ranges([(10, 12), (3, 3), (7, 6)])
    assert list(some) == [(3, 3), (10, 12)]
    assert (some.count, some.span) == (4, (3, 12))
    assert some.ids() == [3, 10, 11, 12]
    ids = np.arange(15)
    assert ids[some.mask(ids)].tolist() == some.ids()
    few = np.array([0, 3, 11, 20])
    assert some.mask(few).tolist() == [False, True, True, False]


@pytest.mark.parametrize("some", [[(1, 5), (5, 9)], [(1, 5), (2, 3)], [("a", "b")], [(1, 1 << 70)]])
def test_impossible_ranges_are_damage(some):
    with pytest.raises(DamageError):
        Ranges(some)
