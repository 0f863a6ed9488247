import json
from xml.etree import ElementTree

import pytest

from training.curve import draw


@pytest.fixture
def drawn(tmp_path):
    """Draws a log given as rows, and returns the picture."""

    def drawn(*rows):
        log = tmp_path / "log.jsonl"
        log.write_text("".join(json.dumps(row) + "\n" for row in rows))
        draw(log, tmp_path / "curve.svg")
        return (tmp_path / "curve.svg").read_text()

    return drawn


COSTS = [
    {"step": step, "sentence": 1 / step, "span": 2 / step, "seconds": 1.6} for step in (50, 100)
]
SCORES = {"step": 100, "xquad_en": 0.8, "wikiqa_dev": 0.6}


def test_a_curve_names_the_costs_and_the_sets(drawn):
    picture = drawn(*COSTS, SCORES)
    assert ElementTree.fromstring(picture).tag.endswith("svg")
    for name in ("sentence", "span", "xquad_en", "wikiqa_dev", "P@1", "step"):
        assert f"<!-- {name} -->" in picture
    assert "seconds" not in picture


def test_the_same_log_is_the_same_picture(drawn):
    assert drawn(*COSTS, SCORES) == drawn(*COSTS, SCORES)


def test_a_run_without_scores_has_a_curve_all_the_same(drawn):
    assert "<!-- sentence -->" in drawn(*COSTS)
