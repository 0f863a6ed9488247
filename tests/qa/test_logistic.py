from math import exp

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qa.logistic import logistic


@given(st.floats(-30, 30))
def test_it_is_the_inverse_of_the_log_odds(log_odds):
    assert logistic(log_odds) == pytest.approx(1 / (1 + exp(-log_odds)))


@given(st.floats(allow_nan=False))
def test_it_is_a_probability_for_any_number(log_odds):
    assert 0 <= logistic(log_odds) <= 1
