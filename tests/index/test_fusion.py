from dataclasses import fields, replace

import pytest

from index.fusion import score
from index.records import Signals, Timing

SIGNALS = [field.name for field in fields(Signals) if field.type is float]
MIDDLING = Signals(0.5, 0.5, 0.5, 0.5)


def test_nothing_scores_0_and_everything_1():
    assert score(Signals(0, 0, 0, 0)) == 0
    assert score(Signals(1, 1, 1, 1)) == pytest.approx(1)


@pytest.mark.parametrize("signal", SIGNALS)
def test_more_of_any_signal_scores_higher(signal):
    assert score(replace(MIDDLING, **{signal: 0.6})) > score(MIDDLING)


def test_what_is_of_another_time_scores_lower_and_nothing_else_of_time_counts():
    scores = {timing: score(replace(MIDDLING, timing=timing)) for timing in (*Timing, None)}
    assert scores.pop(Timing.ELSEWHERE) < score(MIDDLING)
    assert set(scores.values()) == {score(MIDDLING)}


@pytest.mark.parametrize("own", ["coverage", "cosine"])
def test_what_a_sentence_says_itself_counts_more_than_what_its_passage_says(own):
    own_better = replace(MIDDLING, **{own: 0.6})
    passage_better = replace(MIDDLING, **{f"passage_{own}": 0.6})
    assert score(own_better) > score(passage_better)
