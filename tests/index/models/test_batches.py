import threading

from hypothesis import given
from hypothesis import strategies as st

from index.models import batches

LENGTHS = st.lists(st.integers(0, 400), max_size=60)


@given(LENGTHS, st.integers(1, 1_000))
def test_every_sequence_is_in_one_batch_and_no_batch_of_several_is_over_the_budget(lengths, budget):
    made = batches.by_length(lengths, budget)
    assert sorted(i for batch in made for i in batch) == list(range(len(lengths)))
    for batch in made:
        assert len(batch) == 1 or len(batch) * max(lengths[i] for i in batch) <= budget


@given(LENGTHS)
def test_the_longest_come_first_so_that_no_core_is_left_with_them_at_the_end(lengths):
    order = [lengths[i] for batch in batches.by_length(lengths, 512) for i in batch]
    assert order == sorted(lengths, reverse=True)


def test_results_are_in_the_order_of_their_batches():
    assert batches.in_parallel(sum, [[i, i] for i in range(50)]) == [2 * i for i in range(50)]


def test_batches_are_computed_at_the_same_time_where_there_are_cores():
    together = threading.Barrier(min(2, batches.cores()), timeout=60)
    batches.in_parallel(lambda batch: together.wait(), [[0], [1]])


def test_one_batch_needs_no_thread():
    thread = batches.in_parallel(lambda batch: threading.current_thread(), [[0]])
    assert thread == [threading.main_thread()]
