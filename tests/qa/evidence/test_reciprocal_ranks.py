"""Several rankings of hits become one."""

from dataclasses import replace
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from index import Document, Hit, Sentence, Signals
from qa.evidence.reciprocal_ranks import fuse, sentence_key

HIT = Hit(
    rank=1,
    score=5.0,
    signals=Signals(0.5, 0.5, 0.5, 0.5),
    document=Document("a.txt", "A", None, "0" * 64),
    sentence=Sentence(text="Words.", start=0, end=6, line=1),
    answer=None,
    before="",
    after="",
    stale=False,
)


def hits(*starts):
    return [
        replace(HIT, rank=rank, score=-start, sentence=replace(HIT.sentence, start=start))
        for rank, start in enumerate(starts, 1)
    ]


def starts(found):
    return [hit.start for hit in found]


def test_what_comes_first_in_all_orders_comes_first_with_a_score_of_1():
    (first, *others) = fuse([(3.0, hits(7, 8)), (1.0, hits(7, 9))])
    assert (first.start, first.rank, first.score) == (7, 1, 1.0)
    assert starts(others) == [8, 9]


def test_what_both_orders_found_comes_before_what_one_found():
    assert starts(fuse([(1.0, hits(1, 2)), (1.0, hits(3, 2))]))[0] == 2


def test_the_order_that_counts_more_decides_between_two():
    assert starts(fuse([(3.0, hits(1, 2)), (1.0, hits(2, 1))])) == [1, 2]
    assert starts(fuse([(1.0, hits(1, 2)), (3.0, hits(2, 1))])) == [2, 1]


def test_rows_of_one_file_are_not_taken_for_each_other():
    rows = [
        replace(hit, document=replace(HIT.document, record=str(number)))
        for number, hit in enumerate(hits(0, 0))
    ]
    assert len(fuse([(3.0, rows[:1]), (1.0, rows[1:])])) == 2


@given(st.lists(st.lists(st.integers(0, 9), unique=True), min_size=1, max_size=3))
def test_every_hit_is_there_once_and_scores_fall(orders):
    found = fuse([(1.0 + number, hits(*order)) for number, order in enumerate(orders)])
    assert sorted(starts(found)) == sorted({start for order in orders for start in order})
    assert [hit.rank for hit in found] == list(range(1, len(found) + 1))
    assert all(1 >= a.score >= b.score > 0 for a, b in pairwise(found))
    assert len({sentence_key(hit) for hit in found}) == len(found)
