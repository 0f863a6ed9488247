import pytest
from hypothesis import given
from hypothesis import strategies as st

from training.schedule import RATE, RECIPE, WARM_UP, Schedule, rate

# The learning rate


@given(st.integers(1, 20_000))
def test_a_rate_rises_and_falls_to_nothing(steps):
    rates = [rate(step, steps) for step in range(0, steps, max(1, steps // 100))]
    assert all(0 < value <= RATE for value in rates)
    top = rates.index(max(rates))
    assert rates[: top + 1] == sorted(rates[: top + 1])
    assert rates[top:] == sorted(rates[top:], reverse=True)
    assert rate(steps, steps) == 0
    if steps > 10 * WARM_UP:
        assert max(rates) > 0.8 * RATE


# The order of the tasks

SIZES = {"squad_train_union": 20, "tydiqa_en": 7, "qamr_dev": 30}


def drawn(schedule, count):
    return [schedule[number] for number in range(count)]


def test_the_same_seed_is_the_same_order_and_another_is_another():
    once, again = Schedule(SIZES, 0), Schedule(SIZES, 0)
    later = again[150]
    assert drawn(once, 200) == drawn(again, 200)
    assert once[150] == later
    assert drawn(once, 200) != drawn(Schedule(SIZES, 1), 200)


@given(st.integers(0, 1000))
def test_every_task_of_a_set_comes_once_before_any_comes_twice(seed):
    order = drawn(Schedule(SIZES, seed), 300)
    for name, size in SIZES.items():
        numbers = [draw.number for draw in order if draw.source == name]
        for start in range(0, len(numbers), size):
            turn = numbers[start : start + size]
            assert len(set(turn)) == len(turn)
            assert set(turn) <= set(range(size))


def test_a_set_is_drawn_as_often_as_its_size_and_its_weight_say():
    order = drawn(Schedule(SIZES, 0), 5_000)
    total = sum(RECIPE[name] * size for name, size in SIZES.items())
    for name, size in SIZES.items():
        share = sum(draw.source == name for draw in order) / len(order)
        assert share == pytest.approx(RECIPE[name] * size / total, abs=0.03)
